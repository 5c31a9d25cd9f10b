//go:build !linux

package binary

// Keep sees to it that the bytes that were opened, and no others, can be started
// for as long as the folder is there. Here it copies them into a new folder below
// folder, which must be one that only this user can enter; whoever made the
// folder removes it. The copy has the name of the file and mode 0500. A connector
// that is kept does not find files beside its binary.
//
// It returns a *Mismatch when the bytes copied are not those that Verify checked,
// and an error that matches ErrChanged when the file was changed in place. Keep
// may be called again: it does nothing while the copy in folder is intact, and
// makes another one otherwise.
func (f *File) Keep(folder string) error { return f.copyTo(folder) }

// ExecPath returns the path to execute: the copy that Keep made, or without one
// the path, after it was compared once more with the file that was opened. It may
// be called again and again; the error of a change matches ErrChanged.
func (f *File) ExecPath() (string, error) { return f.copyOrPath() }

// RestartPath returns the path for a later start of the same bytes. It is
// ExecPath with a text for this case when the file was changed.
func (f *File) RestartPath() (string, error) {
	path, err := f.copyOrPath()
	return path, forRestart(err)
}
