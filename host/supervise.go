package host

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/igaplugin/igaplugin/host/internal/pluginlog"
	"github.com/igaplugin/igaplugin/shared"
)

// watch looks after a generation until it is over, and then, when nothing has
// taken its place, after the restart.
func (p *Plugin) watch(g *generation) {
	p.background.Go(func() {
		p.ping(g)
		if r := p.lose(g); r != nil {
			defer close(r.ended)
			defer r.cancel()
			p.restart(r, g)
		}
	})
}

// restart is the replacement of a process that has ended by itself.
type restart struct {
	// ctx ends with Stop, and when a swap comes first.
	ctx    context.Context
	cancel context.CancelFunc
	// ended is closed at its end.
	ended chan struct{}
	// last is what happened last: the crash, or a start that failed. wait is the
	// pause before the next start; broken tells that there is none.
	last   Event
	wait   time.Duration
	broken bool
}

// ping pings a generation until it has ended, and kills it when it does not
// answer.
func (p *Plugin) ping(g *generation) {
	if p.spec.Health.Disabled {
		<-g.life.done()
		return
	}
	failures := 0
	timer := time.NewTimer(p.spec.Health.Interval)
	defer timer.Stop()
	for {
		select {
		case <-g.life.done():
			return
		case <-timer.C:
		}
		interval := p.spec.Health.Interval
		err := g.ping(p.ctx)
		switch {
		case err == nil:
			failures = 0
		case g.ending.Load(), p.ctx.Err() != nil:
			// Somebody is ending it already.
		default:
			failures++
			interval = min(interval, time.Second)
			if failures == 1 {
				ev := g.event(EventUnresponsive)
				ev.Err = err
				p.events.emit(ev)
			}
		}
		if failures == p.spec.Health.Failures {
			g.kill(fmt.Sprintf("did not answer %d pings in a row and was killed by the host", failures))
		}
		timer.Reset(interval)
	}
}

// lose notes that a generation is over, and returns the restart to be done; nil
// when the end was meant to be, because something has taken its place or Stop was
// called.
func (p *Plugin) lose(g *generation) *restart {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.current != g || p.state != StateRunning {
		return nil
	}
	r := &restart{ended: make(chan struct{})}
	r.ctx, r.cancel = context.WithCancel(p.ctx)
	p.restarting = r
	p.current = nil
	p.broken = g.reason()
	p.become(StateRestarting)
	ev := g.event(EventCrashed)
	ev.Err, ev.Stderr = p.broken, g.life.tail()
	ev.Exit, _ = g.life.exit()
	p.fail(r, g, ev)
	return r
}

// fail counts a crash or a start that failed, and tells of it.
func (p *Plugin) fail(r *restart, g *generation, ev Event) {
	crashes := &g.release.crashes
	r.wait, r.broken = crashes.note(time.Now())
	r.broken = r.broken || !retryable(ev.Err)
	ev.Crashes = crashes.count()
	if !r.broken {
		ev.RetryIn = r.wait
	}
	r.last = ev
	p.events.emit(ev)
}

// reason says how a generation that is over has ended.
func (g *generation) reason() error {
	if reason := g.life.exitReason(context.Background()); reason != nil {
		return reason
	}
	return shared.NewError(shared.ErrPluginCrashed, "the connector process has ended")
}

// become changes the state and tells those who wait; the lock is held.
func (p *Plugin) become(state State) {
	was := p.state
	p.state = state
	switch {
	case was == StateBroken && state == StateRunning:
		p.done = make(chan struct{})
	case was != StateBroken && state == StateBroken:
		close(p.done)
	}
	close(p.changed)
	p.changed = make(chan struct{})
}

// restart starts new lives of the release of a generation that has crashed, with
// pauses, until one comes up, there were too many crashes, or something else has
// come first.
func (p *Plugin) restart(r *restart, g *generation) {
	p.discard(g, stoppedByHost)
	for !r.broken {
		select {
		case <-time.After(r.wait):
		case <-r.ctx.Done():
			return
		}
		next, err := g.release.begin(r.ctx)
		switch {
		case err == nil:
			p.install(r.ctx, next)
			return
		case r.ctx.Err() != nil:
			return
		}
		p.fail(r, g, Event{Kind: EventRestartFailed, Err: err}.describe(g.info, g.release))
	}
	p.giveUp(r, g)
}

// retryable tells whether a later start of the same release may succeed.
func retryable(err error) bool {
	return !errors.Is(err, shared.ErrChecksumMismatch) && !errors.Is(err, shared.ErrIncompatibleVersion)
}

// install makes a restarted generation the current one, and opens the
// connections in it; calls that come meanwhile open theirs themselves.
func (p *Plugin) install(ctx context.Context, g *generation) {
	p.mu.Lock()
	if ctx.Err() != nil {
		p.mu.Unlock()
		p.discard(g, stoppedByHost)
		return
	}
	p.current, p.last, p.broken = g, g, nil
	p.restarts++
	p.become(StateRunning)
	conns := p.connections()
	p.events.emit(g.event(EventRestarted))
	p.mu.Unlock()
	p.watch(g)
	for _, c := range conns {
		if _, err := c.on(ctx, g); err != nil && ctx.Err() == nil {
			p.spec.Logger.Warn("a connection was not opened again after a restart; its next call tries once more", "error", err)
		}
	}
}

// giveUp makes the Plugin broken.
func (p *Plugin) giveUp(r *restart, g *generation) {
	policy := p.spec.Restart
	err := r.last.Err
	if !policy.Disabled && retryable(err) {
		err = shared.NewError(shared.ErrPluginCrashed, "%s has failed %d times within %v and is not started again; the last time: %s",
			pluginlog.Escape(g.info.Name), r.last.Crashes, policy.Window, shared.AsError(err).Message)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if r.ctx.Err() != nil {
		return
	}
	p.broken = err
	p.become(StateBroken)
	p.events.emit(Event{Kind: EventBroken, Err: err, Crashes: r.last.Crashes}.describe(g.info, g.release))
}

// discard ends a generation and forgets the connections in it.
func (p *Plugin) discard(g *generation, why string) {
	// The bounds of Spec hold, whatever else ends meanwhile.
	if err := g.stop(context.Background(), why); err != nil {
		p.spec.Logger.Warn("the connector process did not end in order", "error", err)
	}
	p.mu.Lock()
	conns := p.connections()
	p.mu.Unlock()
	for _, c := range conns {
		c.forget(g)
	}
}

// connections returns those that are open; the lock is held.
func (p *Plugin) connections() []*connection { return slices.Collect(maps.Keys(p.conns)) }
