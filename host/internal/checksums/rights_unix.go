//go:build unix

package checksums

import (
	"fmt"
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// nonBlock keeps the opening of a named pipe from waiting for a writer.
const nonBlock = unix.O_NONBLOCK

const othersWrite = 0o022

// unsafe says who else than the user of the host, and root, could change a file or
// folder; empty when nobody could.
func unsafe(info fs.FileInfo) string {
	if info.Mode()&othersWrite != 0 {
		return fmt.Sprintf("can be written to by others (mode %v)", info.Mode())
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return "has an owner who is not known"
	}
	if stat.Uid != 0 && int64(stat.Uid) != int64(os.Geteuid()) {
		return fmt.Sprintf("belongs to user %d, who is neither root nor the user of the host, %d", stat.Uid, os.Geteuid())
	}
	return ""
}

// replaceable tells whether everybody can rename what is in a folder.
func replaceable(folder fs.FileInfo) bool {
	const everybody = 0o002
	return folder.Mode()&everybody != 0 && folder.Mode()&fs.ModeSticky == 0
}

func executable(info fs.FileInfo) bool { return info.Mode()&anyExecute != 0 }
