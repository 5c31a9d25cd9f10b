package binary

import (
	"bytes"
	"fmt"
	"os"
)

// ExecPath returns the path to execute. For a verified ELF file that is its
// open descriptor: the child has it too until it becomes the program, so that
// nothing that happens to the path can put another file in its place. A script
// cannot be run that way, because its interpreter would open the descriptor
// when it is closed; for it, as for a file that was not verified, the path is
// compared once more.
func (f *File) ExecPath() (string, error) {
	if err := f.Unchanged(); err != nil {
		return "", err
	}
	if !f.pinned || !f.isELF() {
		return f.path, nil
	}
	path := fmt.Sprintf("/proc/self/fd/%d", f.file.Fd())
	if _, err := os.Stat(path); err != nil {
		// No /proc here; the comparison above is the next best.
		return f.path, nil //nolint:nilerr // it has been dealt with
	}
	return path, nil
}

func (f *File) isELF() bool {
	magic := make([]byte, 4)
	n, _ := f.file.ReadAt(magic, 0)
	return bytes.Equal(magic[:n], []byte("\x7fELF"))
}
