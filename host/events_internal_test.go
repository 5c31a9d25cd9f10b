package host

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/go-hclog"
)

// TestEventsComeInOrder: one at a time, also when the host takes its time and
// when its callback leads to more events.
func TestEventsComeInOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var seen []EventKind
		busy := false
		e := &events{logger: hclog.NewNullLogger()}
		e.notify = func(ev Event) {
			if busy {
				t.Error("two at once")
			}
			busy = true
			<-time.After(time.Second) // of the bubble
			busy = false
			seen = append(seen, ev.Kind)
			if ev.Kind == EventCrashed {
				e.emit(Event{Kind: EventRestarted})
			}
			if ev.Time.IsZero() {
				t.Error("no time")
			}
		}
		begun := time.Now()
		e.emit(Event{Kind: EventStarted})
		e.emit(Event{Kind: EventCrashed})
		if time.Since(begun) != 0 {
			t.Error("it has waited for the host")
		}
		<-time.After(time.Minute)
		e.emit(Event{Kind: EventStopped})
		<-time.After(time.Minute)
		synctest.Wait() // The race detector knows of this, but not of the time.
		if diff := cmp.Diff([]EventKind{EventStarted, EventCrashed, EventRestarted, EventStopped}, seen); diff != "" {
			t.Error(diff)
		}
	})
}

func TestEventsAreLogged(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		e := &events{logger: hclog.New(&hclog.LoggerOptions{Output: &out, Level: hclog.Trace, DisableTime: true})}
		e.emit(Event{
			Kind: EventCrashed, Connector: "zoom", Version: "1.2.3", Path: "/opt/zoom", PID: 7, RetryIn: time.Second, Crashes: 2,
			Err: errors.New("boom"),
		})
		e.emit(Event{Kind: EventCrashed, Connector: "zoom", Version: "1.2.3", Err: errors.New("once more")})
		e.emit(Event{Kind: EventDrained, Connector: "zoom", Version: "1.2.3", Swap: &SwapReport{Connector: "zoom", From: "1.2.3", To: "1.3.0", Drained: time.Second, Cut: 10}})
		e.emit(Event{Kind: EventSwapFailed, Connector: "zoom", Version: "1.2.3", Err: errors.New("no"), Swap: &SwapReport{Connector: "zoom", From: "1.2.3", ToPath: "/new/zoom"}})
		e.emit(Event{Kind: EventBroken, Connector: "zoom", Version: "1.2.3", Err: errors.New("too often")})
		e.emit(Event{Kind: EventSwapped, Connector: "zoom", Version: "1.3.0", PID: 8, Swap: &SwapReport{Connector: "zoom", From: "1.2.3", To: "1.3.0", Connections: 2, Took: 60 * time.Millisecond}})
		synctest.Wait()
		want := []string{
			`[ERROR] connector zoom 1.2.3: crashed (process 7): boom; failure 2 of late, next start in 1s: path=/opt/zoom`,
			`[WARN]  connector zoom 1.2.3: crashed: once more: path=""`,
			`[INFO]  connector zoom 1.2.3: drained: zoom from 1.2.3 to 1.3.0, drained in 1s, 10 calls cut: path=""`,
			`[WARN]  connector zoom 1.2.3: swap failed: zoom from 1.2.3 to /new/zoom: no: path=""`,
			`[ERROR] connector zoom 1.2.3: broken: too often: path=""`,
			`[INFO]  connector zoom 1.3.0: swapped (process 8): zoom from 1.2.3 to 1.3.0, 2 connections, took over after 60ms: path=""`,
		}
		if diff := cmp.Diff(want, strings.Split(strings.TrimSpace(out.String()), "\n")); diff != "" {
			t.Error(diff)
		}
	})
}

func TestNamesOfKindsAndStates(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for k := EventStarted; k <= EventStopped; k++ {
		names[k.String()] = true
	}
	for s := StateRunning; s <= StateStopped; s++ {
		names["state "+s.String()] = true
	}
	if len(names) != int(EventStopped)+int(StateStopped) || names["state invalid"] || (EventStopped+1).String() != "event(11)" {
		t.Error(names)
	}
}
