//go:build unix

package pluginrpc

import (
	"context"
	"os"
	"time"
)

// parentInterval is how often the process looks for its parent.
const parentInterval = time.Second

// startParent is the parent that this program began with. It is looked up before
// main: whatever main does before it serves, the host may die meanwhile.
var startParent = os.Getppid()

// watchParent calls gone when the process that started this one has ended: the
// second line after the lifeline, for hosts that give none. The parent may be a
// script between the two, which ends with its host or is itself what ended.
func watchParent(ctx context.Context, gone func(how string)) {
	ticker := time.NewTicker(parentInterval)
	defer ticker.Stop()
	for {
		if parentGone() {
			gone("the parent process has ended")
			return
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
}

// parentGone tells whether the process that started this one has ended.
func parentGone() bool { return os.Getppid() != startParent }
