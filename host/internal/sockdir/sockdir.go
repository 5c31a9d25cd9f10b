package sockdir

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
)

const (
	// prefix begins the name of every folder of this package.
	prefix = "igaplugin-"
	// maxPath is the longest path of a socket that works everywhere: the address
	// holds 104 bytes on macOS and 108 on Linux, see unix(7), and the end of the
	// string is one of them.
	maxPath = 100
	// nameRoom is what the folder and the socket in it add to the base:
	// "/igaplugin-4294967295/plugin4294967295".
	nameRoom = 38
	// attempts bounds the races with another host's sweep.
	attempts = 10
)

// ErrPath says that sockets cannot be made below a base folder.
var ErrPath = errors.New("the path will not do for unix sockets")

// Dir is a folder of mode 0700, held by this process until it is removed.
type Dir struct {
	path string
	lock *os.File
}

// Check tells whether sockets of a folder in base can be used. It returns an
// error that matches ErrPath when their paths would have more than 100 bytes or
// would break the line by which a connector announces its socket. Where
// connectors do not use unix sockets every base will do.
func Check(base string) error {
	switch n := len(base) + nameRoom; {
	case runtime.GOOS == "windows":
		return nil
	case strings.ContainsAny(base, "|\r\n"):
		return fmt.Errorf("%w: %q holds a vertical bar or a line break", ErrPath, base)
	case n > maxPath:
		return fmt.Errorf("%w: %s leaves sockets with %d bytes, the limit is %d", ErrPath, base, n, maxPath)
	default:
		return nil
	}
}

// New makes a folder in base, which must exist, and removes folders there whose
// hosts have died.
func New(base string) (*Dir, error) {
	sweep(base)
	var failed error
	for range attempts {
		path, err := os.MkdirTemp(base, prefix)
		if err != nil {
			return nil, fmt.Errorf("make a folder for sockets: %w", err)
		}
		lock, err := hold(path)
		if err == nil {
			return &Dir{path: path, lock: lock}, nil
		}
		failed = errors.Join(err, os.RemoveAll(path))
	}
	return nil, fmt.Errorf("hold a folder for sockets: %w", failed)
}

// Path returns the absolute path when the base was absolute.
func (d *Dir) Path() string { return d.path }

// Remove removes the folder with everything in it. Repeating it does nothing.
func (d *Dir) Remove() error {
	err := os.RemoveAll(d.path)
	if d.lock != nil {
		// Closing a lock has no failure that matters.
		_ = d.lock.Close()
	}
	if err != nil {
		return fmt.Errorf("remove the folder for sockets: %w", err)
	}
	return nil
}
