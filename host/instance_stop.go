package host

import (
	"context"
	"fmt"
	"time"

	"github.com/igaplugin/igaplugin/host/internal/pluginlog"
	"github.com/igaplugin/igaplugin/shared"
)

// stop asks the process to end. When it has not done so within Spec.StopTimeout,
// or when ctx ends, its process group is killed. It returns nil when the process
// is gone, whichever way, and ErrTimeout when it would not even be killed within
// seconds.
func (p *instance) stop(ctx context.Context, why string) error {
	p.beginStop(why)
	grace := time.NewTimer(p.spec.StopTimeout)
	defer grace.Stop()
	select {
	case <-p.stopped:
		return p.stopErr
	case <-grace.C:
	case <-ctx.Done():
	}
	p.spec.Logger.Warn("the connector did not stop in time and is killed", "connector", p.name, "pid", p.pid())
	p.runner.kill()
	limit := time.NewTimer(killTimeout)
	defer limit.Stop()
	select {
	case <-p.stopped:
		return p.stopErr
	case <-limit.C:
		return shared.NewError(shared.ErrTimeout, "%s (process %d) has not ended %v after it was killed",
			pluginlog.Escape(p.name), p.pid(), killTimeout)
	}
}

// beginStop starts the graceful stop once. Go-plugin's Kill is called also for a
// process that has ended: it releases what belongs to it. It can block for as
// long as the process lives, so it has its own goroutine.
func (p *instance) beginStop(why string) {
	p.stopOnce.Do(func() {
		p.explain(why)
		p.runner.stopping(time.Now().Add(p.spec.StopTimeout))
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

// kill kills the process group. That breaks the connection, on which a graceful
// stop may be waiting.
func (p *instance) kill(why string) {
	p.explain(why)
	p.runner.kill()
}

// explain notes why the host ends the process, unless it has ended by itself,
// which is then the news.
func (p *instance) explain(why string) {
	if _, ended := p.exit(); !ended {
		p.ending.CompareAndSwap(nil, &why)
	}
}
