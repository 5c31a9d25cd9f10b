package host

import (
	"context"
	"fmt"
	"time"

	"github.com/igaplugin/igaplugin/host/internal/pluginlog"
	"github.com/igaplugin/igaplugin/shared"
)

// Stop ends the process and removes everything that belonged to it. The
// connector is asked to end by itself; when it has not done so within
// Spec.StopTimeout, or when ctx ends, its process group is killed. Calls in
// progress fail. Stop is bounded, may be repeated and called at the same time
// from several goroutines, and returns nil when the process is gone, whichever
// way; ExitStatus tells which. It returns ErrTimeout when the process would not
// even be killed within seconds.
func (p *Plugin) Stop(ctx context.Context) error {
	p.beginStop()
	grace := time.NewTimer(p.spec.StopTimeout)
	defer grace.Stop()
	select {
	case <-p.stopped:
		return p.stopErr
	case <-grace.C:
	case <-ctx.Done():
	}
	p.spec.Logger.Warn("the connector did not stop in time and is killed", "connector", p.name, "pid", p.PID())
	p.forceStop()
	limit := time.NewTimer(killTimeout)
	defer limit.Stop()
	select {
	case <-p.stopped:
		return p.stopErr
	case <-limit.C:
		return shared.NewError(shared.ErrTimeout, "%s (process %d) has not ended %v after it was killed",
			pluginlog.Escape(p.name), p.PID(), killTimeout)
	}
}

// beginStop starts the graceful stop once. Go-plugin's Kill is called also for a
// process that has ended: it releases what belongs to it. It can block for as
// long as the process lives, so it has its own goroutine.
func (p *Plugin) beginStop() {
	p.stopOnce.Do(func() {
		p.stopping.Store(true)
		go func() {
			defer close(p.stopped)
			p.client.Kill()
			p.conns.close()
			if err := p.dir.Remove(); err != nil {
				p.stopErr = fmt.Errorf("stop %s: %w", p.name, err)
			}
		}()
	})
}

// forceStop kills the process group. That breaks the connection, on which the
// graceful stop may be waiting.
func (p *Plugin) forceStop() { p.runner.kill() }
