package host

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/go-hclog"

	"github.com/igaplugin/igaplugin/host/compat"
	"github.com/igaplugin/igaplugin/shared"
)

// fakeLife is a life without a process.
type fakeLife struct {
	checks  func() error
	over    chan struct{}
	stops   atomic.Int32
	killed  atomic.Pointer[string]
	endOnce atomic.Bool
}

var _ life = (*fakeLife)(nil)

func newFakeLife() *fakeLife { return &fakeLife{over: make(chan struct{})} }

func (l *fakeLife) end() {
	if !l.endOnce.Swap(true) {
		close(l.over)
	}
}

func (l *fakeLife) connector() shared.FullConnector { return nil }

func (l *fakeLife) check(context.Context) error {
	if l.checks == nil {
		return nil
	}
	return l.checks()
}

func (l *fakeLife) done() <-chan struct{}    { return l.over }
func (l *fakeLife) exit() (ExitStatus, bool) { return ExitStatus{}, closed(l.over) }
func (l *fakeLife) pid() int                 { return 1 }
func (l *fakeLife) protocolVersion() int     { return 1 }
func (l *fakeLife) tail() []string           { return nil }
func (l *fakeLife) kill(why string)          { l.killed.Store(&why); l.end() }
func (l *fakeLife) stop(context.Context, string) error {
	l.stops.Add(1)
	l.end()
	return nil
}

func (l *fakeLife) exitReason(context.Context) *shared.Error {
	return shared.NewError(shared.ErrPluginCrashed, "the fake has ended")
}

// fakePlugin is a Plugin whose current generation is a fake life.
func fakePlugin(t *testing.T, health Health) (*Plugin, *generation, *fakeLife) {
	t.Helper()
	spec := &Spec{Logger: hclog.NewNullLogger(), Health: health, PingTimeout: time.Second, CallTimeout: time.Second}
	l := newFakeLife()
	g := &generation{life: l, release: &release{spec: spec}, info: &shared.Info{Name: "fake", Version: "1.0.0"}}
	p := &Plugin{
		spec: spec, events: &events{logger: spec.Logger}, state: StateRunning,
		release: g.release, current: g, last: g,
		changed: make(chan struct{}), done: make(chan struct{}), conns: map[*connection]struct{}{},
	}
	p.ctx, p.cancel = context.WithCancel(t.Context())
	t.Cleanup(p.cancel)
	return p, g, l
}

// TestPingsCountInARow: only pings that fail one after the other end a process.
func TestPingsCountInARow(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		fails  string
		killed bool
		// took is the time to the end: 5 s between pings, and one after a failure.
		took time.Duration
	}{
		"never":              {"......", false, 35 * time.Second},
		"not in a row":       {"xx.xx.xx", false, (5 + 1 + 1 + 5 + 1 + 1 + 5 + 1 + 1) * time.Second},
		"three in a row":     {"xx.xxx", true, (5 + 1 + 1 + 5 + 1 + 1) * time.Second},
		"from the beginning": {"xxx", true, (5 + 1 + 1) * time.Second},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p, g, l := fakePlugin(t, Health{Interval: 5 * time.Second, Failures: 3})
				n := 0
				l.checks = func() error {
					n++
					if n <= len(tc.fails) && tc.fails[n-1] == 'x' {
						return errors.New("no answer")
					}
					if n > len(tc.fails) {
						l.end()
					}
					return nil
				}
				begun := time.Now()
				p.ping(g)
				if took := time.Since(begun); took != tc.took {
					t.Errorf("it took %v", took)
				}
				if killed := l.killed.Load() != nil; killed != tc.killed {
					t.Errorf("killed: %v, after %d pings", killed, n)
				}
			})
		})
	}
}

// TestLost tells what is repeated from what is the connector's own answer.
func TestLost(t *testing.T) {
	t.Parallel()
	crashed := shared.NewError(shared.ErrPluginCrashed, "gone")
	refused := shared.NewError(shared.ErrConnectionFailed, "refused")
	tests := []struct {
		err                 error
		ended, ending, done bool
		want                bool
	}{
		{err: crashed, ended: true, want: true},
		{err: fmt.Errorf("more: %w", crashed), ended: true, want: true},
		{err: crashed, ending: true, want: true},
		{err: crashed, want: false},
		{err: crashed, ended: true, done: true, want: false},
		{err: refused, ending: true, want: true},
		{err: refused, want: false},
		// What the connector has answered before it ended stands.
		{err: shared.ErrNotFound, ended: true, ending: true, want: false},
		{err: shared.ErrTimeout, ended: true, ending: true, want: false},
	}
	for _, tc := range tests {
		t.Run(fmt.Sprintf("%+v", tc), func(t *testing.T) {
			t.Parallel()
			_, g, l := fakePlugin(t, Health{})
			if tc.ended {
				l.end()
			}
			g.ending.Store(tc.ending)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			if tc.done {
				cancel()
			}
			if got := g.lost(ctx, tc.err); got != tc.want {
				t.Errorf("lost: %v", got)
			}
		})
	}
}

// TestInstallComesTooLate: a process that came up after Stop, or after a swap, is
// ended and takes no calls.
func TestInstallComesTooLate(t *testing.T) {
	t.Parallel()
	p, g, _ := fakePlugin(t, Health{Disabled: true})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	late := newFakeLife()
	p.install(ctx, &generation{life: late, release: g.release, info: g.info})
	if p.current != g || p.restarts != 0 || late.stops.Load() != 1 {
		t.Errorf("current %v, %d restarts, %d stops", p.current == g, p.restarts, late.stops.Load())
	}
}

// TestCommitOfADeadVersion: a new version that ends before the switch does not
// take over.
func TestCommitOfADeadVersion(t *testing.T) {
	t.Parallel()
	p, g, _ := fakePlugin(t, Health{Disabled: true})
	dead := newFakeLife()
	dead.end()
	next := &upcoming{gen: &generation{life: dead, release: g.release, info: g.info}}
	_, _, err := p.commit(next, &SwapReport{})
	if !errors.Is(err, shared.ErrPluginCrashed) || p.current != g {
		t.Errorf("%v; the one before goes on: %v", err, p.current == g)
	}
}

func TestSwapDefaults(t *testing.T) {
	t.Parallel()
	if got := (SwapOptions{}).withDefaults(); got != (SwapOptions{Accept: compat.Narrowing, DrainTimeout: time.Minute}) {
		t.Errorf("%+v", got)
	}
	set := SwapOptions{Accept: compat.Breaking, DrainTimeout: -1}
	if got := set.withDefaults(); got != set {
		t.Errorf("%+v", got)
	}
}

// TestDrainTakesItsTime: calls in progress have as long as they were given.
func TestDrainTakesItsTime(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		limit, ends, took time.Duration
		cut               int
	}{
		"ends in time":  {time.Minute, 40 * time.Second, 40 * time.Second, 0},
		"is cut":        {time.Minute, time.Hour, time.Minute, 1},
		"without bound": {-1, time.Hour, time.Hour, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p, g, _ := fakePlugin(t, Health{Disabled: true})
				g.calls.begin(writing)
				time.AfterFunc(tc.ends, func() { g.calls.end(writing) })
				report := &SwapReport{}
				p.drain(t.Context(), g, tc.limit, report)
				if report.Cut != tc.cut || report.Drained != tc.took {
					t.Errorf("%d cut after %v", report.Cut, report.Drained)
				}
				<-time.After(2 * time.Hour)
			})
		})
	}
}
