//go:build unix

package catalog

import (
	"io/fs"
	"os"
	"syscall"

	"github.com/igaplugin/igaplugin/host/internal/pluginlog"
	"github.com/igaplugin/igaplugin/shared"
)

// checkOwner refuses what belongs to another user than that of this process or
// root: its owner can change it whatever its mode says.
func checkOwner(path string, info fs.FileInfo) error {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return shared.NewError(shared.ErrInternal, "the owner of %s is not known", pluginlog.Escape(path))
	}
	if user := os.Geteuid(); stat.Uid != 0 && int64(stat.Uid) != int64(user) {
		return shared.NewError(shared.ErrPreconditionFailed,
			"%[1]s belongs to user %[2]d, who could have their own program run by user %[3]d; use a catalogue of your own, "+
				"or, if what is in it is to be trusted, have root run chown -R %[3]d %[1]s, and verify the catalogue",
			pluginlog.Escape(path), stat.Uid, user)
	}
	return nil
}
