//go:build unix

package csvimpl

import (
	"errors"
	"io/fs"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/igaplugin/igaplugin/shared"
)

func TestFaultsOfTheFileSystem(t *testing.T) {
	t.Parallel()
	tests := map[error]struct {
		kind shared.ErrorKind
		text string
	}{
		unix.ENOSPC: {shared.ErrQuotaExceeded, "make room"},
		unix.EDQUOT: {shared.ErrQuotaExceeded, "raise the quota"},
		unix.EROFS:  {shared.ErrPermissionDenied, "make the file system writable"},
		unix.EACCES: {shared.ErrPermissionDenied, "needs the right"},
		unix.EIO:    {shared.ErrConnectionFailed, "input/output error"},
	}
	for cause, tt := range tests {
		t.Run(cause.Error(), func(t *testing.T) {
			t.Parallel()
			err := usersAt("/data/users.csv").ioFault("writing", &fs.PathError{Op: "write", Path: "/data/.users.csv.new", Err: cause})
			if !errors.Is(err, tt.kind) || !strings.Contains(err.Error(), tt.text) || strings.Contains(err.Error(), ".new") {
				t.Errorf("%v, want %v: %s", err, tt.kind, tt.text)
			}
		})
	}
}
