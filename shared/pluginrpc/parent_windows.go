//go:build windows

package pluginrpc

import (
	"context"
	"os"
)

// startParent is the parent that this program began with.
var startParent = os.Getppid()

// watchParent calls gone when the process that started this one has ended: the
// second line after the lifeline, for hosts that give none.
func watchParent(ctx context.Context, gone func(how string)) {
	parent, err := os.FindProcess(startParent)
	if err != nil {
		// A process that cannot be opened has ended, or is not ours to watch;
		// the lifeline tells which.
		return
	}
	ended := make(chan struct{})
	go func() {
		_, _ = parent.Wait()
		close(ended)
	}()
	select {
	case <-ended:
		gone("the parent process has ended")
	case <-ctx.Done():
	}
}

// parentGone is false: the parent of a process does not change here.
func parentGone() bool { return false }
