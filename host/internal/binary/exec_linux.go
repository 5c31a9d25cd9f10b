package binary

import (
	"bytes"
	"fmt"
	"os"
)

// Keep sees to it that the bytes that were opened, and no others, can be started
// for as long as the folder is there. Here it does nothing: an ELF file is
// executed by its descriptor, which stays the same whatever happens to the path,
// and a script cannot be kept, because it may look for its files by its path.
func (f *File) Keep(string) error { return nil }

// ExecPath returns the path to execute. For a verified ELF file that is its
// open descriptor: the child has it too until it becomes the program, so that
// nothing that happens to the path can put another file in its place. A script
// cannot be run that way, because its interpreter would open the descriptor
// when it is closed; for it, as for a file that was not verified, the path is
// compared once more. It may be called again and again; the error of a change
// matches ErrChanged, also when only the path has another file now.
func (f *File) ExecPath() (string, error) {
	if err := f.Unchanged(); err != nil {
		return "", err
	}
	if f.pinned {
		if path, ok := f.descriptor(); ok {
			return path, nil
		}
		// The comparison above is the next best.
	}
	return f.path, nil
}

// RestartPath returns the path for a later start of the same bytes. For an ELF
// file, verified or not, that is its open descriptor, so that it can be started
// also after another file was put in its place; for anything else it is the path
// when that is unchanged. The error of a change matches ErrChanged: the file was
// written to in place, which for a verified file its sum tells, or is none that can be executed by its descriptor and was
// replaced.
func (f *File) RestartPath() (string, error) {
	path, ok := f.descriptor()
	unchanged := f.unmodified
	if !ok {
		path, unchanged = f.path, f.Unchanged
	}
	if err := unchanged(); err != nil {
		return "", forRestart(err)
	}
	// Size and time can be what they were though the content is not.
	if err := f.sameSum(); err != nil {
		return "", forRestart(err)
	}
	return path, nil
}

// descriptor returns the path by which the open file is executed; false for what
// is no ELF file, and where there is no /proc.
func (f *File) descriptor() (string, bool) {
	if !f.isELF() {
		return "", false
	}
	path := fmt.Sprintf("/proc/self/fd/%d", f.file.Fd())
	_, err := os.Stat(path)
	return path, err == nil
}

func (f *File) isELF() bool {
	magic := make([]byte, 4)
	n, _ := f.file.ReadAt(magic, 0)
	return bytes.Equal(magic[:n], []byte("\x7fELF"))
}
