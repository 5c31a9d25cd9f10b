package host

import (
	"context"

	"github.com/igaplugin/igaplugin/host/internal/pluginlog"
	"github.com/igaplugin/igaplugin/shared"
)

// acquire returns the generation that takes new calls, and counts the call in
// it; calls.end must be called. It waits for a restart, and a write waits for
// the writes of the generation before, so that the connector's own order of
// writes to one object holds across a swap. The wait is bounded by ctx, and by
// Spec.CallTimeout where ctx has no deadline.
func (p *Plugin) acquire(ctx context.Context, kind callKind) (*generation, error) {
	g, wait, err := p.tryAcquire(kind)
	if g != nil || err != nil {
		return g, err
	}
	bounded, cancel := p.bound(ctx)
	defer cancel()
	for {
		select {
		case <-wait:
		case <-bounded.Done():
			return nil, p.explainWait(ctx)
		}
		if g, wait, err = p.tryAcquire(kind); g != nil || err != nil {
			return g, err
		}
	}
}

// bound gives ctx the time limit of a call when it has none.
func (p *Plugin) bound(ctx context.Context) (context.Context, context.CancelFunc) {
	if _, ok := ctx.Deadline(); ok || p.spec.CallTimeout < 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, p.spec.CallTimeout)
}

// tryAcquire returns a generation, or an error, or what to wait for.
func (p *Plugin) tryAcquire(kind callKind) (g *generation, wait <-chan struct{}, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch p.state {
	case StateRunning:
	case StateRestarting:
		return nil, p.changed, nil
	case StateBroken:
		return nil, nil, p.broken
	case StateStopped:
		return nil, nil, p.stoppedError()
	}
	if p.current.over() {
		// Whoever looks after it is about to notice.
		return nil, p.changed, nil
	}
	if kind == writing && p.draining != nil {
		if _, writes, changed := p.draining.calls.next(); writes > 0 && !closed(p.draining.life.done()) {
			return nil, changed, nil
		}
	}
	p.current.calls.begin(kind)
	return p.current, nil, nil
}

func (p *Plugin) stoppedError() error {
	return shared.NewError(shared.ErrPluginCrashed, "%s (process %d) %s",
		pluginlog.Escape(p.last.info.Name), p.last.life.pid(), stoppedByHost)
}

// explainWait says why a call did not even begin.
func (p *Plugin) explainWait(ctx context.Context) error {
	p.mu.Lock()
	state, broken, draining := p.state, p.broken, p.draining
	p.mu.Unlock()
	kind := shared.ErrTimeout
	if ctx.Err() != nil {
		kind = shared.AsError(ctx.Err()).Kind
	}
	if state == StateRestarting && broken != nil {
		return shared.NewError(kind, "nothing was sent: the connector is being restarted, because %s", shared.AsError(broken).Message)
	}
	if draining != nil {
		return shared.NewError(kind, "nothing was sent: the connector was swapped, and writes to version %s have not ended yet",
			pluginlog.Escape(draining.info.Version))
	}
	return shared.NewError(kind, "nothing was sent: the connector was not ready in time")
}
