package checksums

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
)

// The modes of copies: nobody writes to them again.
const (
	folderMode     = 0o700
	fileMode       = 0o400
	executableMode = 0o500

	anyExecute = 0o111
)

// Copy copies the files that are listed, and the checksum file, into the folder
// to, which must be empty, and compares them on the way; the rights of others at
// the source are not looked at. Copies have mode 0400, and 0500 when the original,
// or launcher, is to be executed; they and their folders last when Copy returns.
// size is that of the files listed, in bytes. It returns the errors of Verify, and
// those of writing.
func (f *Folder) Copy(ctx context.Context, to, launcher string) (size int64, err error) {
	w, err := f.compare(ctx, false, func(file listed, r io.Reader, sum io.Writer) (int64, error) {
		target := filepath.Join(to, filepath.FromSlash(file.path))
		if err := os.MkdirAll(filepath.Dir(target), folderMode); err != nil {
			return 0, err
		}
		mode := os.FileMode(fileMode)
		if file.path == launcher || file.info.Mode()&anyExecute != 0 {
			mode = executableMode
		}
		return write(target, mode, r, sum)
	})
	if err != nil {
		return 0, err
	}
	for _, file := range w.files {
		if file.path != f.name {
			size += file.info.Size()
		}
	}
	return size, w.mismatch()
}

// write writes a new file that lasts.
func write(path string, mode os.FileMode, r io.Reader, sum io.Writer) (n int64, err error) {
	if mode == executableMode {
		// A process that is started meanwhile by another part of the host would
		// inherit the descriptor for a moment, and a file that is open for writing
		// cannot be executed on some systems.
		syscall.ForkLock.RLock()
		defer syscall.ForkLock.RUnlock()
	}
	out, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return 0, err
	}
	n, err = io.Copy(io.MultiWriter(out, sum), r)
	if err = errors.Join(err, out.Chmod(mode), out.Sync(), out.Close()); err != nil {
		return n, fmt.Errorf("write %s: %w", path, err)
	}
	return n, nil
}
