//go:build unix

package pluginrpc

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/hashicorp/go-plugin"
)

// socketDirPrefix begins the names of the folders that igaplugin's hosts make
// for sockets.
const socketDirPrefix = "igaplugin-"

// removeSocketDir removes the folder in which this process has its socket, when
// it is the private folder of an igaplugin host, with the sockets and the empty
// folders in it, of which go-plugin makes one. Other hosts keep what is theirs,
// and so does a folder with anything else in it.
func removeSocketDir() {
	dir := os.Getenv(plugin.EnvUnixSocketDir)
	if !isPrivateDir(dir, socketDirPrefix) {
		return
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, entry := range entries {
		if entry.Type() == os.ModeSocket || entry.IsDir() {
			_ = os.Remove(filepath.Join(dir, entry.Name())) //nolint:gosec // isPrivateDir has judged the folder
		}
	}
	// Fails when something else is in there, as it should.
	_ = os.Remove(dir) //nolint:gosec // see above
}

// isPrivateDir tells whether a folder of this name, with this prefix, is the
// private one of this user.
func isPrivateDir(dir, prefix string) bool {
	if !filepath.IsAbs(dir) || !strings.HasPrefix(filepath.Base(dir), prefix) {
		return false
	}
	info, err := os.Lstat(dir) //nolint:gosec // looking is what judges it
	if err != nil || info.Mode() != os.ModeDir|0o700 {
		return false
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int64(stat.Uid) == int64(os.Getuid())
}
