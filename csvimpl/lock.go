package csvimpl

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/igaplugin/igaplugin/shared"
)

// lockRetry is how often a lock that another process has is tried again.
const lockRetry = 10 * time.Millisecond

// errLocked says that somebody else has the lock.
var errLocked = errors.New("locked")

// realPath returns the path of the file itself, behind symbolic links. The file
// need not exist.
func (t *table) realPath() (string, error) {
	path, err := filepath.EvalSymlinks(t.path)
	if err == nil || !errors.Is(err, fs.ErrNotExist) {
		return path, err
	}
	if _, err := os.Lstat(t.path); err == nil {
		return "", t.fileFault(shared.ErrPreconditionFailed, "is a link to a file that does not exist")
	}
	folder, err := filepath.EvalSymlinks(filepath.Dir(t.path))
	return filepath.Join(folder, filepath.Base(t.path)), err
}

// lock waits until nobody else writes the file: a lock of the system on a file
// of its own beside it, which ends with the process, however that dies. The lock
// file stays: were it removed, two processes could each lock one of their own.
// It returns ErrConflict when the lock timeout passes.
func (t *table) lock(ctx context.Context, path string) (unlock func(), err error) {
	timeout := time.NewTimer(t.lockTimeout)
	defer timeout.Stop()
	if err := t.waitInLine(ctx, timeout.C); err != nil {
		return nil, err
	}
	f, err := t.openLock(path)
	if err == nil {
		err = t.waitForLock(ctx, f, timeout.C)
		if err != nil {
			err = errors.Join(t.ioFault("locking", err), f.Close())
		}
	}
	if err != nil {
		<-t.writing
		return nil, err
	}
	return func() {
		_ = unlockFile(f) // closing it ends the lock as well, if later
		_ = f.Close()     // nothing was written to it
		<-t.writing
	}, nil
}

// waitInLine waits for the other writes of this connection.
func (t *table) waitInLine(ctx context.Context, timeout <-chan time.Time) error {
	select {
	case t.writing <- struct{}{}: // even when there is no time to wait
		return nil
	default:
	}
	select {
	case t.writing <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-timeout:
		return t.busy()
	}
}

// waitForLock tries the lock until it has it, or may wait no longer.
func (t *table) waitForLock(ctx context.Context, f *os.File, timeout <-chan time.Time) error {
	retry := time.NewTicker(lockRetry)
	defer retry.Stop()
	for {
		if err := tryLock(f); !errors.Is(err, errLocked) {
			return err
		}
		select {
		case <-retry.C:
		case <-ctx.Done():
			return ctx.Err()
		case <-timeout:
			return t.busy()
		}
	}
}

// busy says that the lock timeout has passed.
func (t *table) busy() error {
	return t.fileFault(shared.ErrConflict, "somebody else has been writing the file for %v; try again, or raise lock_timeout", t.lockTimeout)
}
