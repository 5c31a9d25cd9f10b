package values

import (
	"strings"

	"github.com/igaplugin/igaplugin/shared"
)

// Options reads the options of an operation, each name=value and repeated for
// an option with several values. Unknown names are left to the resolution of
// the request. All faults come in one error.
func Options(op shared.OperationInfo, args []string, secrets Secrets) (shared.Attributes, error) {
	assignments, err := parseAll(args)
	if err != nil {
		return nil, err
	}
	var faults faults
	var order []string
	byName := make(map[string][]shared.Value)
	for _, a := range assignments {
		if a.action != set {
			faults.add(a.name, "options are written name=value")
			continue
		}
		value, err := parse(optionType(op, a.name), a, secrets)
		if err != nil {
			faults.add(a.name, "%s", err)
			continue
		}
		if _, known := byName[a.name]; !known {
			order = append(order, a.name)
		}
		byName[a.name] = append(byName[a.name], value)
	}
	if err := faults.err(shared.ErrInvalidRequest, ""); err != nil {
		return nil, err
	}
	out := make(shared.Attributes, 0, len(order))
	for _, name := range order {
		out = append(out, shared.NewAttribute(name, byName[name]...))
	}
	return out, nil
}

func optionType(op shared.OperationInfo, name string) shared.Type {
	info := shared.Info{Properties: op.Options}
	if p, ok := info.Property(strings.TrimSpace(name)); ok {
		return p.Type
	}
	return shared.TypeString
}
