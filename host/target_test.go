//go:build unix

package host_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/shared"
)

// things is a launched connector of the mode "target", with a connection.
type things struct {
	*host.Plugin
	spec   host.Spec
	conn   shared.FullConnection
	dir    string
	events *eventLog
}

// eventLog remembers events.
type eventLog struct {
	mu     sync.Mutex
	events []host.Event
	more   chan struct{}
}

func (l *eventLog) add(e host.Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.events = append(l.events, e)
	close(l.more)
	l.more = make(chan struct{})
}

// wait waits for the nth event of a kind, counted from 1.
func (l *eventLog) wait(t *testing.T, kind host.EventKind, n int) host.Event {
	t.Helper()
	ctx := testContext(t)
	for {
		l.mu.Lock()
		seen := 0
		for _, e := range l.events {
			if e.Kind == kind {
				if seen++; seen == n {
					l.mu.Unlock()
					return e
				}
			}
		}
		more, kinds := l.more, l.kinds()
		l.mu.Unlock()
		select {
		case <-more:
		case <-ctx.Done():
			t.Fatalf("no %s number %d among %v", kind, n, kinds)
		}
	}
}

// kinds are those of the events so far; the lock is held.
func (l *eventLog) kinds() []string {
	kinds := make([]string, len(l.events))
	for i, e := range l.events {
		kinds[i] = e.Kind.String()
	}
	return kinds
}

func (l *eventLog) count(kind host.EventKind) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := 0
	for _, e := range l.events {
		if e.Kind == kind {
			n++
		}
	}
	return n
}

// version is a Spec for a version of the connector; change is one of those of
// targetConnector, or empty.
func (th *things) version(version, change string) host.Spec {
	spec := th.spec
	spec.Env = []string{modeVar + "=target", raceVar, fileVar + "=" + th.dir, versionVar + "=" + version, changeVar + "=" + change}
	return spec
}

// launchThings starts version 1.0.0 with quick restarts; edit changes the Spec.
func launchThings(t *testing.T, edit func(*host.Spec)) *things {
	t.Helper()
	th := &things{dir: t.TempDir(), events: &eventLog{more: make(chan struct{})}}
	th.spec = specFor(t, "target")
	th.spec.Restart = host.Restart{Backoff: 10 * time.Millisecond, MaxCrashes: 100}
	th.spec.OnEvent = th.events.add
	th.spec = th.version("1.0.0", "")
	if edit != nil {
		edit(&th.spec)
	}
	th.Plugin = launch(t, th.spec)
	var err error
	if th.conn, err = th.Connect(testContext(t), th.config(10)); err != nil {
		t.Fatal(err)
	}
	return th
}

func (th *things) config(rows int64) shared.Attributes {
	return shared.Attributes{
		shared.NewAttribute("dir", shared.StringValue(th.dir)), shared.NewAttribute("rows", shared.IntValue(rows)),
	}
}

// get reads a thing and returns the version that has answered.
func (th *things) get(ctx context.Context, uid string) (version string, err error) {
	obj, err := th.conn.Get(ctx, &shared.GetRequest{Class: "Thing", UID: uid})
	if err != nil {
		return "", err
	}
	values, _ := obj.Get("version")
	version, _ = values.AsString()
	return version, nil
}

func (th *things) update(ctx context.Context, uid string) (*shared.WriteResult, error) {
	return th.conn.Update(ctx, &shared.UpdateRequest{
		Class: "Thing", UID: uid, Deltas: []shared.AttributeDelta{shared.ReplaceDelta("note", shared.StringValue("new"))},
	})
}

// wantVersion has the connector answer once more.
func (th *things) wantVersion(t *testing.T, want string) {
	t.Helper()
	if got, err := th.get(testContext(t), "any"); err != nil || got != want {
		t.Errorf("version %q, %v; want %q", got, err, want)
	}
}

func (th *things) touch(t *testing.T, name string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(th.dir, name), nil, 0o600); err != nil {
		t.Fatal(err)
	}
}

// waitFor waits until a call has come as far as to write a file.
func (th *things) waitFor(t *testing.T, name string) {
	t.Helper()
	ctx := testContext(t)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !exists(filepath.Join(th.dir, name)) {
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("no %s", name)
		}
	}
}

// search starts a search and returns a function that reads the rest of it.
func (th *things) search(t *testing.T) func() (versions map[string]int, err error) {
	t.Helper()
	results, err := th.conn.Search(testContext(t), &shared.Query{Class: "Thing"})
	if err != nil {
		t.Fatal(err)
	}
	return func() (map[string]int, error) {
		versions := map[string]int{}
		for obj, err := range results.All() {
			if err != nil {
				return versions, err
			}
			values, _ := obj.Get("version")
			v, _ := values.AsString()
			versions[v]++
		}
		return versions, nil
	}
}

func wantKind(t *testing.T, err error, kind shared.ErrorKind, parts ...string) {
	t.Helper()
	if !errors.Is(err, kind) {
		t.Fatalf("%v is not %v", err, kind)
	}
	wantContains(t, err.Error(), parts...)
}
