package host

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"github.com/igaplugin/igaplugin/shared"
)

// generation is one life of a connector within a Plugin, with the calls that
// run in it.
type generation struct {
	life    life
	release *release
	info    *shared.Info
	calls   calls
	// ending tells that the host has begun to end it.
	ending atomic.Bool
	// unsettled tells that a write has ended whose outcome is unknown: it may go on
	// in the process though nobody waits for it.
	unsettled atomic.Bool
}

// begin starts a life of a release and has it describe itself.
func (r *release) begin(ctx context.Context) (*generation, error) {
	limit := time.Now().Add(r.spec.StartTimeout)
	life, err := r.start(ctx, limit)
	if err != nil {
		return nil, err
	}
	bounded, cancel := context.WithDeadline(ctx, limit)
	defer cancel()
	info, err := life.connector().Info(bounded)
	if err != nil {
		err = startError(r.spec, failure{what: "the connector does not say what it is", cause: err})
		return nil, errors.Join(err, life.stop(ctx, stoppedByHost))
	}
	if err := r.spec.expect(info); err != nil {
		return nil, errors.Join(err, life.stop(ctx, stoppedByHost))
	}
	return &generation{life: life, release: r, info: info}, nil
}

// expect compares what a connector says of itself with what the Spec expects.
func (s *Spec) expect(info *shared.Info) error {
	if (s.Connector == "" || s.Connector == info.Name) && (s.Version == "" || s.Version == info.Version) {
		return nil
	}
	want := strings.TrimSpace(s.Connector + " " + s.Version)
	return startError(s, failure{
		what:   fmt.Sprintf("it says that it is %s %s, and %s was expected", info.Name, info.Version, want),
		remedy: "whoever said so, a catalogue for example, has another file in mind",
	})
}

// lost tells whether a call failed because the life is over, and for no other
// reason. ctx is that of the call.
func (g *generation) lost(ctx context.Context, err error) bool {
	if ctx.Err() != nil {
		return false
	}
	if errors.Is(err, shared.ErrPluginCrashed) {
		return g.over()
	}
	// The connection may break a moment before the process ends.
	return g.ending.Load() && (errors.Is(err, shared.ErrConnectionFailed) || errors.Is(err, shared.ErrCancelled))
}

// over tells whether the process has ended, or is being ended.
func (g *generation) over() bool { return g.ending.Load() || closed(g.life.done()) }

// close closes a connection. With the process everything is gone that was to be
// released.
func (g *generation) close(ctx context.Context, conn shared.FullConnection) error {
	g.calls.begin(reading)
	defer g.calls.end(reading)
	if err := conn.Close(ctx); err != nil && !g.over() {
		return err
	}
	return nil
}

// stop ends the life.
func (g *generation) stop(ctx context.Context, why string) error {
	g.ending.Store(true)
	return g.life.stop(ctx, why)
}

// kill ends the process at once.
func (g *generation) kill(why string) {
	g.ending.Store(true)
	g.life.kill(why)
}

// event begins an event about the generation.
func (g *generation) event(kind EventKind) Event {
	return Event{Kind: kind, PID: g.life.pid()}.describe(g.info, g.release)
}
