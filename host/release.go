package host

import (
	"context"
	"errors"

	"github.com/igaplugin/igaplugin/host/internal/binary"
	"github.com/igaplugin/igaplugin/host/internal/pluginlog"
	"github.com/igaplugin/igaplugin/shared"
)

// release is one version of a connector as it was launched or swapped in. Its
// file stays open, so that a restart runs the bytes that were checked, whatever
// the path names by then.
type release struct {
	spec *Spec
	// file is nil when the connector runs already and is attached to.
	file *binary.File
	// crashes belong to the goroutine that looks after the process of the moment.
	crashes crashes
}

// openRelease opens and checks the file of a resolved Spec.
func openRelease(s *Spec) (*release, error) {
	if s.Reattach != "" {
		return &release{spec: s, crashes: crashes{policy: s.Restart}}, nil
	}
	file, err := openBinary(s)
	if err != nil {
		return nil, err
	}
	return &release{spec: s, file: file, crashes: crashes{policy: s.Restart}}, nil
}

// start begins a life of the release.
func (r *release) start(ctx context.Context) (life, error) {
	if r.file == nil {
		a, err := attach(ctx, r.spec)
		if err != nil {
			return nil, err
		}
		return a, nil
	}
	p, err := startInstance(ctx, r.spec, r.file)
	if err != nil {
		return nil, err
	}
	return p, nil
}

// close closes the file; processes that were started from it run on.
func (r *release) close() {
	if r.file != nil {
		// Nothing was written to it.
		_ = r.file.Close()
	}
}

// openBinary opens the file and checks what is to be executed.
func openBinary(s *Spec) (*binary.File, error) {
	file, err := binary.Open(s.Path)
	if err != nil {
		return nil, startError(s, failure{what: err.Error()})
	}
	if s.SHA256 == "" {
		return file, nil
	}
	err = file.Verify(s.sum)
	if err == nil {
		return file, nil
	}
	err = errors.Join(err, file.Close())
	if mismatch, ok := errors.AsType[*binary.Mismatch](err); ok {
		return nil, shared.NewError(shared.ErrChecksumMismatch,
			"%s: %v; when the connector was upgraded on purpose, pin the new sum, otherwise install it again from its source",
			pluginlog.Escape(s.Path), mismatch)
	}
	return nil, startError(s, failure{what: err.Error()})
}
