package catalog

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/igaplugin/igaplugin/host/internal/pluginlog"
	"github.com/igaplugin/igaplugin/shared"
)

// lockRetry is how often a lock that somebody else has is tried again.
const lockRetry = 20 * time.Millisecond

// errLocked says that another process has the lock.
var errLocked = errors.New("locked")

// lock waits until this process alone may change the catalogue. The system ends
// the lock with the process, however that dies; the file stays.
func (c *Catalog) lock(ctx context.Context) (unlock func() error, err error) {
	path := c.path(lockFile)
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|noFollow, 0o600)
	if err != nil {
		return nil, failed("lock the catalogue", err)
	}
	for {
		err := tryLock(f)
		if err == nil {
			// Closing ends the lock.
			return f.Close, nil
		}
		if !errors.Is(err, errLocked) {
			return nil, errors.Join(failed("lock the catalogue", err), f.Close())
		}
		select {
		case <-time.After(lockRetry):
		case <-ctx.Done():
			kind := shared.AsError(ctx.Err()).Kind
			return nil, errors.Join(shared.NewError(kind, "another process is changing the catalogue (it holds %s)", pluginlog.Escape(path)), f.Close())
		}
	}
}
