package host

import (
	"context"
	"errors"
	"time"

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
	lives := p.close()
	p.cancel()
	p.stopOnce.Do(func() { go p.finish(lives) })
	// Whoever calls with less patience than the first caller ends the wait for all.
	var errs []error
	for _, g := range lives {
		if g != nil {
			errs = append(errs, g.stop(ctx, stoppedByHost))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	limit := time.NewTimer(p.spec.StopTimeout + 2*killTimeout)
	defer limit.Stop()
	select {
	case <-p.stopped:
		return p.stopErr
	case <-limit.C:
		return shared.NewError(shared.ErrTimeout, "the connector has not stopped within its time limits")
	}
}

// Shutdown is Stop for a host that has time: it takes no new calls, lets those in
// progress end within ctx, and then stops. It returns what Stop returns; that ctx
// has ended is no error, but what was in progress then has failed.
func (p *Plugin) Shutdown(ctx context.Context) error {
	for _, g := range p.close() {
		if g != nil {
			g.calls.drained(ctx, g.life.done())
		}
	}
	return p.Stop(context.WithoutCancel(ctx))
}

// close refuses new calls. It returns the generations in which calls may be in
// progress.
func (p *Plugin) close() []*generation {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.state != StateStopped {
		p.become(StateStopped)
		if p.restarting != nil {
			p.restarting.cancel()
		}
	}
	return []*generation{p.current, p.draining}
}

// finish waits for everything that Stop ends.
func (p *Plugin) finish(lives []*generation) {
	var errs []error
	for _, g := range lives {
		if g != nil {
			<-g.life.done()
			errs = append(errs, g.stop(context.Background(), stoppedByHost))
		}
	}
	p.background.Wait()
	// A swap in progress notices that the Plugin was stopped, and cleans up.
	p.swapping <- struct{}{}
	p.release.close()
	p.mu.Lock()
	if !closed(p.done) {
		close(p.done)
	}
	p.mu.Unlock()
	p.events.emit(p.last.event(EventStopped))
	p.stopErr = errors.Join(errs...)
	close(p.stopped)
}
