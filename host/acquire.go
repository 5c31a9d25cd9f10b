package host

import (
	"context"
	"strings"
	"time"

	"github.com/igaplugin/igaplugin/host/internal/pluginlog"
	"github.com/igaplugin/igaplugin/shared"
)

// caller is one call of a host, with all that it takes: the wait for a process,
// the opening of a connection, the call itself and its repetition. Where the
// host's context has no deadline, Spec.CallTimeout bounds all of that together;
// the call alone is bounded on its way to the process.
type caller struct {
	p     *Plugin
	begun time.Time
	// host is the context that the host gave, and ctx the one with the limit of
	// the whole, once it is of use.
	host, ctx context.Context
	cancel    context.CancelFunc
	// lost is how the call was lost with its process, when it is being repeated.
	lost error
}

func (p *Plugin) newCaller(ctx context.Context) caller {
	return caller{p: p, begun: time.Now(), host: ctx, ctx: ctx}
}

// limit begins to bound the whole: the call has become more than one call.
func (c *caller) limit() {
	if c.cancel != nil {
		return
	}
	c.p.mu.Lock()
	limit := c.p.release.spec.CallTimeout
	c.p.mu.Unlock()
	if _, ok := c.host.Deadline(); ok || limit < 0 {
		c.ctx, c.cancel = context.WithCancel(c.host)
		return
	}
	c.ctx, c.cancel = context.WithDeadline(c.host, c.begun.Add(limit))
}

// repeat notes that the call is made once more.
func (c *caller) repeat(lost error) {
	c.p.spec.Logger.Info("a call is repeated, because its process has ended", "error", lost)
	c.lost = lost
	c.limit()
}

// nothingSent begins the message of a call that did not even begin.
const nothingSent = "nothing was sent: "

// refused is the error of a call that gets no process. One that is repeated had
// one before.
func (c *caller) refused(kind callKind, err error) error {
	if c.lost == nil || kind == writing {
		return err
	}
	e := shared.AsError(err)
	if e.Kind == shared.ErrPreconditionFailed {
		return c.lost
	}
	return shared.NewError(e.Kind, "%s", strings.TrimPrefix(e.Message, nothingSent))
}

// end releases what limit has made.
func (c *caller) end() {
	if c.cancel != nil {
		c.cancel()
	}
}

// acquire returns the generation that takes new calls, and counts the call in
// it; calls.end must be called. It waits for a restart, and a write waits for
// the writes of the generation before, so that the connector's own order of
// writes to one object holds across a swap.
func (c *caller) acquire(kind callKind) (*generation, error) {
	for {
		g, wait, err := c.p.tryAcquire(kind)
		if err != nil {
			return nil, c.refused(kind, err)
		}
		if g != nil {
			return g, nil
		}
		c.limit()
		select {
		case <-wait:
		case <-c.ctx.Done():
			return nil, c.refused(kind, c.p.explainWait(c.ctx))
		}
	}
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
		return nil, nil, stoppedError(p.last)
	}
	if p.current.over() {
		// Whoever looks after it is about to notice.
		return nil, p.changed, nil
	}
	if kind == writing && p.draining != nil {
		if wait := p.draining.writesEnd(); wait != nil {
			return nil, wait, nil
		}
	}
	p.current.calls.begin(kind)
	return p.current, nil, nil
}

// writesEnd returns what to wait for until no write can be at work in the
// generation; nil when none is.
func (g *generation) writesEnd() <-chan struct{} {
	_, writes, changed := g.calls.next()
	switch {
	case closed(g.life.done()):
		return nil
	case g.unsettled.Load():
		return g.life.done()
	case writes > 0:
		return changed
	default:
		return nil
	}
}

// stoppedError is that of calls which come after the host has stopped the
// connector, or has begun to.
func stoppedError(g *generation) error {
	return shared.NewError(shared.ErrPreconditionFailed, nothingSent+"%s %s",
		pluginlog.Escape(g.info.Name), stoppedByHost)
}

// explainWait says why a call did not even begin.
func (p *Plugin) explainWait(ctx context.Context) error {
	p.mu.Lock()
	state, broken, draining := p.state, p.broken, p.draining
	p.mu.Unlock()
	kind := shared.AsError(ctx.Err()).Kind
	if state == StateRestarting && broken != nil {
		return shared.NewError(kind, nothingSent+"the connector is being restarted, because %s", shared.AsError(broken).Message)
	}
	if draining != nil {
		return shared.NewError(kind, nothingSent+"the connector was swapped, and writes to version %s have not ended yet",
			pluginlog.Escape(draining.info.Version))
	}
	return shared.NewError(kind, nothingSent+"the connector was not ready in time")
}
