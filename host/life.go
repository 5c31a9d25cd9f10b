package host

import (
	"context"

	"github.com/igaplugin/igaplugin/shared"
)

// life is one life of a connector as the host sees it: a process from its start
// to its end, or the time of being attached to one that somebody else started.
// It has answered a health check when it begins. Its methods are safe for
// concurrent use.
type life interface {
	// connector makes the calls. They fail with ErrPluginCrashed when the process
	// ends before they do.
	connector() shared.FullConnector
	// check makes one health check, for as long as ctx allows. It returns
	// ErrConnectionFailed when the process does not serve.
	check(ctx context.Context) error
	// done is closed when the process has ended, for whatever reason, and its last
	// output was read.
	done() <-chan struct{}
	// exit returns how the process ended; ended is false while it runs.
	exit() (status ExitStatus, ended bool)
	// exitReason waits for the end of the process, within ctx, and tells how it
	// ended; it returns nil when ctx ends first.
	exitReason(ctx context.Context) *shared.Error
	// stop ends the life and releases everything that belonged to it, within
	// bounds; see Plugin.Stop. why is what the errors of calls in progress say
	// after the name of the process, for example "was stopped by the host". It may
	// be repeated; the first reason counts.
	stop(ctx context.Context, why string) error
	// kill ends the process at once; stop is still to be called. An attached
	// process is let alone.
	kill(why string)
	// pid is the process id.
	pid() int
	// protocolVersion is the version of the contract agreed on.
	protocolVersion() int
	// tail returns the last lines of standard error.
	tail() []string
}
