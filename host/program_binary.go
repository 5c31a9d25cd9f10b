package host

import (
	"context"
	"errors"

	"github.com/igaplugin/igaplugin/host/internal/binary"
	"github.com/igaplugin/igaplugin/host/internal/pluginlog"
	"github.com/igaplugin/igaplugin/shared"
)

// binaryProgram is a connector of one file, which stays open: a restart runs the
// bytes that were checked.
type binaryProgram struct {
	spec *Spec
	file *binary.File
}

// openBinary opens the file and checks what is to be executed.
func openBinary(s *Spec) (program, error) {
	file, err := binary.Open(s.Path)
	if err != nil {
		return nil, startError(s, failure{what: err.Error()})
	}
	b := &binaryProgram{spec: s, file: file}
	if err := s.verify(file); err != nil {
		b.close()
		return nil, err
	}
	return b, nil
}

func (b *binaryProgram) prepare(_ context.Context, folder string, _ bool) error {
	if b.spec.SHA256 == "" && len(b.spec.keys) == 0 {
		return nil
	}
	if err := b.file.Keep(folder); err != nil {
		return binaryError(b.spec, err)
	}
	return nil
}

// path is, the first time, what the path of the Spec names; later it is what was
// started before, which must not have changed.
func (b *binaryProgram) path(again bool) (string, error) {
	if again {
		return b.file.RestartPath()
	}
	return b.file.ExecPath()
}

func (b *binaryProgram) close() {
	// Nothing was written to it.
	_ = b.file.Close()
}

// binaryError is the error of a file that is not the one to be executed, or not
// the checksum file to go by.
func binaryError(s *Spec, err error) error {
	if mismatch, ok := errors.AsType[*binary.Mismatch](err); ok {
		return shared.NewError(shared.ErrChecksumMismatch,
			"%s: %v; when the connector was upgraded on purpose, pin the new sum, otherwise install it again from its source",
			pluginlog.Escape(s.root()), mismatch)
	}
	return startError(s, failure{what: err.Error()})
}
