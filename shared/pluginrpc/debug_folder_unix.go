//go:build unix

package pluginrpc

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"syscall"
)

const (
	// debugPrefix begins the names of the folders of connectors that serve for
	// debugging. Hosts sweep the folders that have a prefix of their own.
	debugPrefix = "iga-debug-"
	// debugSocket is the name of the socket there.
	debugSocket = "connector.sock"
	// maxSocketPath is the longest path of a socket that works everywhere: the
	// address holds 104 bytes on macOS and 108 on Linux, see unix(7).
	maxSocketPath = 100
	// maxRandom is as long as what os.MkdirTemp adds to a name can be.
	maxRandom = "4294967295"
)

// meetingPoint is a folder of mode 0700 with the socket of a connector and the
// record that leads to it.
type meetingPoint struct {
	dir      string
	listener net.Listener
}

// newMeetingPoint makes the folder and listens.
func newMeetingPoint() (*meetingPoint, error) {
	dir, err := newDebugDir()
	if err != nil {
		return nil, err
	}
	m := &meetingPoint{dir: dir}
	m.listener, err = net.Listen("unix", m.address()) //nolint:noctx // nothing here takes time
	if err != nil {
		return nil, errors.Join(fmt.Errorf("listen: %w", err), m.remove())
	}
	return m, nil
}

// newDebugDir makes the folder in the first place that will do.
func newDebugDir() (string, error) {
	var failed error
	bases := slices.Compact([]string{os.Getenv("XDG_RUNTIME_DIR"), os.TempDir(), "/tmp"})
	for _, base := range bases {
		longest := filepath.Join(base, debugPrefix+maxRandom, debugSocket)
		if !filepath.IsAbs(base) {
			continue
		}
		if len(longest) > maxSocketPath {
			failed = errors.Join(failed, fmt.Errorf("the path of a socket in %s would be longer than %d bytes", base, maxSocketPath))
			continue
		}
		sweepDebugDirs(base)
		dir, err := os.MkdirTemp(base, debugPrefix)
		if err == nil {
			return dir, nil
		}
		failed = errors.Join(failed, err)
	}
	return "", fmt.Errorf("make a folder for the socket: %w", failed)
}

// sweepDebugDirs removes the folders of connectors that were killed, as debuggers
// do at their end: nobody listens at the socket any more.
func sweepDebugDirs(base string) {
	// The pattern is well-formed, which is all that can fail.
	sockets, _ := filepath.Glob(filepath.Join(base, debugPrefix+"*", debugSocket))
	for _, socket := range sockets {
		dir := filepath.Dir(socket)
		if !isPrivateDir(dir, debugPrefix) {
			continue
		}
		conn, err := net.Dial("unix", socket) //nolint:noctx,gosec // a socket of this machine, which answers at once
		switch {
		case err == nil:
			_ = conn.Close()
		case errors.Is(err, syscall.ECONNREFUSED):
			_ = os.RemoveAll(dir) //nolint:gosec // isPrivateDir has judged it
		}
	}
}

// address is the path of the socket.
func (m *meetingPoint) address() string { return filepath.Join(m.dir, debugSocket) }

// announce leaves the record, whole or not at all.
func (m *meetingPoint) announce(record ReattachRecord) error {
	line, err := record.line()
	if err != nil {
		return err
	}
	file := filepath.Join(m.dir, ReattachFile)
	err = os.WriteFile(file+".new", line, 0o600)
	if err == nil {
		err = os.Rename(file+".new", file)
	}
	if err != nil {
		return fmt.Errorf("write the reattach record: %w", err)
	}
	return nil
}

// remove removes the folder with everything in it.
func (m *meetingPoint) remove() error {
	if err := os.RemoveAll(m.dir); err != nil {
		return fmt.Errorf("remove the folder of the socket: %w", err)
	}
	return nil
}
