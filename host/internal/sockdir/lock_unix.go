//go:build unix

package sockdir

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// sweepAge protects a folder in the moment between its making and its locking.
const sweepAge = time.Minute

var errSwept = errors.New("another host removed the folder")

// hold locks the folder for as long as this process lives. The kernel ends the
// lock with the process, however it dies, and the lock means the same in every
// container that shares the folder; a process id in the name would not.
func hold(path string) (*os.File, error) {
	lock, err := openDir(path)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(lock.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	held, err := lock.Stat()
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	if now, err := os.Lstat(path); err != nil || !os.SameFile(held, now) {
		return nil, errors.Join(errSwept, lock.Close())
	}
	return lock, nil
}

// sweep removes folders that nobody holds: only real folders with the name of
// this package, of mode 0700, owned by this user, and some time old.
func sweep(base string) {
	for _, path := range candidates(base) {
		dir, err := openDir(path)
		if err != nil {
			continue
		}
		if stale(dir) {
			// A folder that cannot be removed is tried again the next time.
			_ = os.RemoveAll(path)
		}
		_ = dir.Close()
	}
}

// stale tells whether nobody holds the folder; if so, it is locked now.
func stale(dir *os.File) bool {
	info, err := dir.Stat()
	if err != nil || info.Mode() != os.ModeDir|0o700 || time.Since(info.ModTime()) < sweepAge {
		return false
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !ok || int64(owner.Uid) != int64(os.Getuid()) {
		return false
	}
	return unix.Flock(int(dir.Fd()), unix.LOCK_EX|unix.LOCK_NB) == nil
}

// openDir opens a folder, and nothing that a link points to.
func openDir(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDONLY|unix.O_DIRECTORY|unix.O_NOFOLLOW, 0)
}

// candidates are the folders of this package in base.
func candidates(base string) []string {
	// What cannot be listed cannot be swept; that is reported when the new
	// folder cannot be made either.
	names, _ := listNames(base)
	var paths []string
	for _, name := range names {
		if strings.HasPrefix(name, prefix) {
			paths = append(paths, filepath.Join(base, name))
		}
	}
	return paths
}

func listNames(base string) ([]string, error) {
	dir, err := os.Open(base)
	if err != nil {
		return nil, err
	}
	names, err := dir.Readdirnames(-1)
	return names, errors.Join(err, dir.Close())
}
