package values

import (
	"fmt"
	"io"

	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/shared"
)

// maxFile is the greatest size in bytes of a file with the attributes of one
// object.
const maxFile = 1 << 20

// AttributesFrom reads the attributes of a create from YAML or JSON: one
// mapping of attribute to scalar or list, at most 1 MiB. An embedded object is a
// mapping of name to scalar. Secrets may stand in
// it; @env:NAME, @file:PATH and @prompt work as on the command line, and @@
// stands for a leading @.
func AttributesFrom(class *shared.ObjectClass, r io.Reader, secrets Secrets) (shared.Attributes, error) {
	assignments, err := readFile(r)
	if err != nil {
		return nil, err
	}
	return attributes(class, assignments, secrets)
}

// DeltasFrom reads the deltas of an update like AttributesFrom. A key replaces,
// a key with + at its end adds, one with - removes, and one without a value
// clears.
func DeltasFrom(class *shared.ObjectClass, r io.Reader, secrets Secrets) ([]shared.AttributeDelta, error) {
	assignments, err := readFile(r)
	if err != nil {
		return nil, err
	}
	return deltas(class, assignments, secrets)
}

func readFile(r io.Reader) ([]assignment, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("reading attributes: %w", err)
	}
	if len(data) > maxFile {
		return nil, shared.NewError(shared.ErrInvalidRequest, "the file is over the limit of %d KiB", maxFile>>10)
	}
	entries, found := host.DecodeRecord(data)
	if len(found) > 0 {
		return nil, &shared.Error{Kind: shared.ErrInvalidRequest, Message: "the file with the attributes", Faults: found}
	}
	var out []assignment
	for _, e := range entries {
		name, action := splitAction(e.Key)
		if len(e.Values) == 0 && action == set {
			out = append(out, assignment{name: name, action: action, fromFile: true})
		}
		for _, v := range e.Values {
			out = append(out, assignment{name: name, action: action, text: v.Text, fromFile: true, object: v.Object, line: v.Line})
		}
	}
	return out, nil
}
