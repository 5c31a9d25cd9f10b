package host

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/igaplugin/igaplugin/host/compat"
	"github.com/igaplugin/igaplugin/host/internal/pluginlog"
	"github.com/igaplugin/igaplugin/shared"
)

// DefaultDrainTimeout is how long calls in progress may go on in the version
// before, after a swap.
const DefaultDrainTimeout = time.Minute

// SwapOptions say how careful a swap is. Zero fields have the defaults that are
// given with them.
type SwapOptions struct {
	// Accept is the worst change of schema or configuration that is accepted:
	// Narrowing by default.
	Accept compat.Level
	// DrainTimeout is how long calls in progress may go on in the version before;
	// a minute by default, negative means no bound but that of ctx.
	DrainTimeout time.Duration
}

func (o SwapOptions) withDefaults() SwapOptions {
	if o.Accept == compat.Same {
		o.Accept = compat.Narrowing
	}
	if o.DrainTimeout == 0 {
		o.DrainTimeout = DefaultDrainTimeout
	}
	return o
}

// SwapReport is what is known of a swap.
type SwapReport struct {
	// Connector is its name, and From and To are the versions.
	Connector string
	From, To  string
	// FromPath and ToPath are the files.
	FromPath, ToPath string
	// Changes are the differences between the two, as far as they were compared.
	Changes *compat.Report
	// Connections is how many were opened in the new version, and NotCompared in
	// how many of them the schema of the version before could not be read.
	Connections int
	NotCompared int
	// Took is the time from the beginning until new calls went to the new version.
	Took time.Duration
	// Drained is how long the calls in progress took to end, and Cut how many
	// were ended because they took too long. Both are known at the end of Swap.
	Drained time.Duration
	Cut     int
}

// String returns the report in one line, as far as it is known.
func (r *SwapReport) String() string {
	parts := []string{strings.TrimSpace(fmt.Sprintf("%s from %s", r.Connector, r.From))}
	switch {
	case r.To != "":
		parts[0] += " to " + r.To
	case r.ToPath != "":
		parts[0] += " to " + pluginlog.Escape(r.ToPath)
	}
	if r.Changes != nil {
		parts = append(parts, fmt.Sprintf("changes %s (%d)", r.Changes.Level(), len(r.Changes.Changes)))
	}
	if r.Took > 0 {
		parts = append(parts, fmt.Sprintf("%d connections, took over after %v", r.Connections, r.Took.Round(time.Millisecond)))
	}
	if r.Drained > 0 {
		parts = append(parts, fmt.Sprintf("drained in %v, %d calls cut", r.Drained.Round(time.Millisecond), r.Cut))
	}
	return strings.Join(parts, ", ")
}

// Swap replaces the running version of the connector by the one that spec names,
// without a moment in which no version takes calls. It starts the new version
// beside the old one, compares what the two say of their configuration and
// schemas, opens all connections in the new one, and then switches: new calls go
// to the new version, those in progress end in the old one, which is stopped
// then. New writes wait until those in progress have ended, so that no object is
// written by two processes at once.
//
// When anything fails before the switch, the new version is stopped, the old one
// goes on as if nothing had been, and the error says why: what Launch returns for
// a version that does not start, ErrPreconditionFailed for another connector and
// for changes that Accept does not allow, and the error of a connection that
// cannot be opened. The report is there in this case too. A Plugin that is broken
// runs again after a swap.
//
// Swap returns when the old process has ended. ctx bounds everything: when it
// ends after the switch, the calls that are still in progress are cut, with
// ErrPluginCrashed for reads and ErrUnknownOutcome for writes. Reads other than
// searches that have begun to yield rows are then repeated in the new version.
//
// Restart, Health, OnEvent and Logger remain those of Launch, whatever spec says;
// everything else is that of spec. The same spec again means a restart. Swaps
// are done one after the other.
func (p *Plugin) Swap(ctx context.Context, spec Spec, options SwapOptions) (*SwapReport, error) {
	options = options.withDefaults()
	select {
	case p.swapping <- struct{}{}:
		defer func() { <-p.swapping }()
	case <-ctx.Done():
	case <-p.ctx.Done():
	}
	// Several may have been possible, and which one came is chance.
	if err := p.refuseSwap(ctx); err != nil {
		return &SwapReport{}, err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	// Stop does not wait for a swap.
	forget := context.AfterFunc(p.ctx, cancel)
	defer forget()
	report := &SwapReport{}
	next, err := p.prepare(ctx, spec, options, report)
	if err != nil {
		p.swapFailed(report, err)
		return report, err
	}
	p.mu.Lock()
	before := p.release
	p.mu.Unlock()
	old, restarting, err := p.commit(next, report)
	if err != nil {
		next.discardNew(ctx)
		p.swapFailed(report, err)
		return report, err
	}
	if old != nil {
		p.drain(ctx, old, options.DrainTimeout, report)
	}
	if restarting != nil {
		// It is being started, or ended, from the file that is closed next.
		<-restarting
	}
	before.close()
	return report, nil
}

// refuseSwap says why a swap need not even begin.
func (p *Plugin) refuseSwap(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return shared.AsError(err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.state == StateStopped {
		return stoppedError(p.last)
	}
	return nil
}

func (p *Plugin) swapFailed(report *SwapReport, err error) {
	p.mu.Lock()
	ev := p.last.event(EventSwapFailed)
	p.mu.Unlock()
	seen := *report
	ev.Err, ev.Swap = err, &seen
	p.events.emit(ev)
}

// prepare starts the new version and opens the connections in it. Nothing is left
// of it when it fails.
func (p *Plugin) prepare(ctx context.Context, spec Spec, options SwapOptions, report *SwapReport) (*upcoming, error) {
	begun := time.Now()
	p.mu.Lock()
	old := p.last
	report.Connector, report.From, report.FromPath = old.info.Name, old.info.Version, p.release.spec.Path
	p.mu.Unlock()
	if spec.Reattach != "" {
		return nil, shared.NewError(shared.ErrInvalidRequest, "swap: Reattach is for Launch alone; a process that somebody debugs takes no other's place")
	}
	spec.Restart, spec.Health, spec.OnEvent, spec.Logger = p.spec.Restart, p.spec.Health, nil, p.spec.Logger
	s, err := spec.resolve()
	if err != nil {
		return nil, err
	}
	report.ToPath = s.Path
	r, err := openRelease(s)
	if err != nil {
		return nil, err
	}
	g, err := r.begin(ctx)
	if err != nil {
		r.close()
		return nil, err
	}
	next := &upcoming{gen: g, begun: begun, opened: make(map[*connection]opened)}
	report.To = g.info.Version
	if err := p.check(ctx, next, old, options, report); err != nil {
		next.discardNew(ctx)
		return nil, err
	}
	return next, nil
}

// check holds the new version against the old one.
func (p *Plugin) check(ctx context.Context, next *upcoming, old *generation, options SwapOptions, report *SwapReport) error {
	g := next.gen
	if g.info.Name != old.info.Name {
		return shared.NewError(shared.ErrPreconditionFailed, "%s is the connector %s, not another version of %s; launch it on its own",
			pluginlog.Escape(g.release.spec.Path), pluginlog.Escape(g.info.Name), pluginlog.Escape(old.info.Name))
	}
	report.Changes = compat.Infos(old.info, g.info)
	p.mu.Lock()
	conns := p.connections()
	p.mu.Unlock()
	// A version that hangs is not asked for its schemas; the swap may be the cure.
	answers := !old.over() && old.ping(ctx) == nil
	for _, c := range conns {
		if answers {
			c.look(ctx, old)
		}
		if err := next.adopt(ctx, c, report); err != nil {
			return err
		}
	}
	report.Connections = len(next.opened)
	if level := report.Changes.Level(); level > options.Accept {
		worst := report.Changes.Changes[0]
		return shared.NewError(shared.ErrPreconditionFailed,
			"version %s is not put in the place of %s: the change is %s, and at most %s is accepted; %d changes, first: %s",
			pluginlog.Escape(report.To), pluginlog.Escape(report.From), level, options.Accept, len(report.Changes.Changes),
			pluginlog.Escape(worst.String()))
	}
	return nil
}

// commit switches new calls over. It returns the generation before, nil when none
// was running, and what is closed at the end of the last restart, if there was
// one.
func (p *Plugin) commit(next *upcoming, report *SwapReport) (old *generation, restarting <-chan struct{}, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.state == StateStopped:
		return nil, nil, stoppedError(p.last)
	case closed(next.gen.life.done()):
		return nil, nil, next.gen.reason()
	}
	old = p.current
	if p.restarting != nil {
		p.restarting.cancel()
		restarting = p.restarting.ended
	}
	for c, opened := range next.opened {
		c.place(next.gen, opened)
	}
	p.release, p.current, p.last, p.draining, p.broken = next.gen.release, next.gen, next.gen, old, nil
	p.become(StateRunning)
	report.Took = time.Since(next.begun)
	seen := *report
	ev := next.gen.event(EventSwapped)
	ev.Swap = &seen
	p.events.emit(ev)
	p.watch(next.gen)
	return old, restarting, nil
}

// drain lets the calls of the generation before end, and then ends it.
func (p *Plugin) drain(ctx context.Context, old *generation, limit time.Duration, report *SwapReport) {
	begun := time.Now()
	bounded, cancel := context.WithCancel(ctx)
	if limit > 0 {
		bounded, cancel = context.WithTimeout(ctx, limit)
	}
	report.Cut = old.calls.drained(bounded, old.life.done())
	cancel()
	p.discard(old, fmt.Sprintf("was ended by the host, because version %s has taken its place", pluginlog.Escape(report.To)))
	p.mu.Lock()
	p.draining = nil
	p.mu.Unlock()
	report.Drained = time.Since(begun)
	seen := *report
	ev := old.event(EventDrained)
	ev.Swap = &seen
	p.events.emit(ev)
}
