//go:build !linux

package binary

// ExecPath returns the path to execute, after it was compared once more with
// the file that was opened.
func (f *File) ExecPath() (string, error) {
	return f.path, f.Unchanged()
}
