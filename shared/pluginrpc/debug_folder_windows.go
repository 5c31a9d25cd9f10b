//go:build windows

package pluginrpc

import (
	"errors"
	"net"
)

// errNoDebug says why nothing is served for debugging here.
var errNoDebug = errors.New("--debug does not work on Windows: what protects the connector is a folder that only its user can enter; " +
	"debug it where there are unix sockets, for example in WSL, or attach the debugger to the process that a host has started")

// meetingPoint is nowhere.
type meetingPoint struct {
	listener net.Listener
}

func newMeetingPoint() (*meetingPoint, error) { return nil, errNoDebug }

func (*meetingPoint) address() string { return "" }

func (*meetingPoint) announce(ReattachRecord) error { return errNoDebug }

func (*meetingPoint) remove() error { return nil }
