//go:build unix

package host

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"syscall"

	"github.com/igaplugin/igaplugin/host/internal/regular"
	"github.com/igaplugin/igaplugin/shared/pluginrpc"
)

// maxRecord is the longest record that is read.
const maxRecord = 64 << 10

// readRecord reads a record. It and the socket that it names must be where nobody
// but this user can have put them: the connection is protected by that alone.
func readRecord(path string) (pluginrpc.ReattachRecord, error) {
	var record pluginrpc.ReattachRecord
	// Before the rights: what is not there, or something else, needs no other ones.
	if err := checkThere(path); err != nil {
		return record, err
	}
	if err := checkPrivate(path, 0); err != nil {
		return record, err
	}
	text, _, err := regular.Read(path, maxRecord)
	if err != nil {
		return record, err
	}
	if err := json.Unmarshal(text, &record); err != nil {
		return record, fmt.Errorf("it is no reattach record: %w", err)
	}
	switch {
	case record.Protocol != "grpc" || record.Network != "unix":
		return record, fmt.Errorf("it is no reattach record: protocol %q on network %q instead of grpc on unix", record.Protocol, record.Network)
	case record.PID <= 0 || record.Connector == "" || !filepath.IsAbs(record.Address):
		return record, errors.New("it is no reattach record: process, connector or the absolute path of a socket are missing")
	}
	if err := checkPrivate(record.Address, fs.ModeSocket); errors.Is(err, fs.ErrNotExist) {
		return record, fmt.Errorf("process %d has ended: there is no %s", record.PID, record.Address)
	} else if err != nil {
		return record, err
	}
	return record, nil
}

// checkThere tells why there is no record.
func checkThere(path string) error {
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return &recordError{what: "it is a folder", remedy: "give the " + pluginrpc.ReattachFile + " in it"}
	case !errors.Is(err, fs.ErrNotExist):
		return nil // what else is wrong is found out later
	case filepath.Base(path) == pluginrpc.ReattachFile:
		return &recordError{what: "there is no such file", remedy: "the connector that left it has ended, or the path is wrong: " + remedyRecord}
	default:
		return &recordError{what: "there is no such file", remedy: remedyRecord}
	}
}

// checkPrivate tells why a file must not be trusted: it must be of the kind given
// and belong to this user, and so must its folder, which others cannot enter.
func checkPrivate(path string, kind fs.FileMode) error {
	for _, f := range []struct {
		path string
		kind fs.FileMode
		mask fs.FileMode
	}{
		{filepath.Dir(path), fs.ModeDir, 0o077},
		{path, kind, 0},
	} {
		info, err := os.Lstat(f.path)
		if err != nil {
			return err
		}
		stat, ok := info.Sys().(*syscall.Stat_t)
		switch {
		case info.Mode().Type() != f.kind:
			return fmt.Errorf("%s is not what it should be: its mode is %v", f.path, info.Mode())
		case !ok || int64(stat.Uid) != int64(os.Getuid()):
			return fmt.Errorf("%s belongs to another user", f.path)
		case info.Mode().Perm()&f.mask != 0:
			return fmt.Errorf("the folder %s is open to others: its mode is %v, it should be drwx------", f.path, info.Mode())
		}
	}
	return nil
}

// dial makes a connection to the process of the record, and to no other.
func (a *attached) dial(ctx context.Context, address string) (net.Conn, error) {
	if closed(a.over) {
		// gRPC goes on trying until stop.
		return nil, errNotListening
	}
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "unix", address)
	if errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, fs.ErrNotExist) {
		a.end(true)
		return nil, fmt.Errorf("%w: %w", errNotListening, err)
	}
	if err != nil {
		return nil, err
	}
	if err := checkPeer(conn, a.record.PID); err != nil {
		a.end(true)
		return nil, errors.Join(err, conn.Close())
	}
	return conn, nil
}

// checkPeer checks who listens at the other end of a socket, where the system
// tells.
func checkPeer(conn net.Conn, pid int) error {
	socket, ok := conn.(syscall.Conn)
	if !ok {
		return fmt.Errorf("a %T is not a socket", conn)
	}
	raw, err := socket.SyscallConn()
	if err != nil {
		return err
	}
	var p peer
	if ctlErr := raw.Control(func(fd uintptr) { p, err = peerOf(int(fd)) }); ctlErr != nil {
		return ctlErr
	}
	switch {
	case err != nil:
		return fmt.Errorf("ask who listens at the socket: %w", err)
	case !p.known:
		return nil
	case p.uid != os.Getuid():
		return fmt.Errorf("the socket is of another user, %d", p.uid)
	case p.pid != pid:
		return fmt.Errorf("the socket is of process %d and not of %d, as the record says", p.pid, pid)
	}
	return nil
}

// peer is who listens at the other end of a socket; known tells whether the
// system says so.
type peer struct {
	known    bool
	uid, pid int
}
