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
	// started tells that the file has been started before.
	started bool
	// exec returns the path to execute, right before it is.
	exec func() (string, error)
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
	r := &release{spec: s, file: file, crashes: crashes{policy: s.Restart}}
	r.exec = r.execPath
	return r, nil
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
	p, err := startInstance(ctx, r)
	if err != nil {
		return nil, err
	}
	r.started = true
	return p, nil
}

// execPath returns the path to execute. The first time that is what the path
// names; later it is what was started before, which must not have changed.
func (r *release) execPath() (string, error) {
	if r.started {
		return r.file.RestartPath()
	}
	return r.file.ExecPath()
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
	if err := s.verify(file); err != nil {
		// Nothing was written to it.
		_ = file.Close()
		return nil, err
	}
	return file, nil
}

// binaryError is the error of a file that is not the one to be executed.
func binaryError(s *Spec, err error) error {
	if mismatch, ok := errors.AsType[*binary.Mismatch](err); ok {
		return shared.NewError(shared.ErrChecksumMismatch,
			"%s: %v; when the connector was upgraded on purpose, pin the new sum, otherwise install it again from its source",
			pluginlog.Escape(s.Path), mismatch)
	}
	return startError(s, failure{what: err.Error()})
}
