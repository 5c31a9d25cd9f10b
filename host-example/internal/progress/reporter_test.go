package progress_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/igaplugin/igaplugin/host-example/internal/progress"
	"github.com/igaplugin/igaplugin/shared"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// rest waits; in a bubble it takes no time.
func rest(d time.Duration) { <-time.After(d) }

func TestOnLines(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		m := &progress.Meter{}
		p := shared.ProgressOf(m.Context(t.Context()))
		r := progress.OnLines(&out, "import", m)
		rest(5 * time.Second)
		p.Report(shared.OperationStats{Requests: 2})
		rest(6 * time.Second)
		m.SetPlan(&shared.FetchPlan{Requests: 8})
		for range 500 {
			m.Row()
		}
		p.Report(shared.OperationStats{Requests: 4, Waited: 3 * time.Second})
		rest(10 * time.Second)
		rest(10 * time.Second)
		r.Stop()
		rest(time.Hour)
		want := "import: no rows yet, 2 requests, after 0:10\n" +
			"import: 500 rows, 50 rows/s, 4 of 8 requests (50%), waited 0:03 for rate limits, about 0:20 left\n" +
			"import: 500 rows, 0.0 rows/s, 4 of 8 requests (50%), waited 0:03 for rate limits, about 0:30 left\n"
		if diff := cmp.Diff(want, out.String()); diff != "" {
			t.Errorf("lines (-want +got):\n%s", diff)
		}
		if m.Stats().Requests != 4 {
			t.Errorf("stats %+v", m.Stats())
		}
	})
}

// terminal keeps the lines that one would show.
type terminal struct {
	mu     sync.Mutex
	lines  []string
	column int
	widest int
}

func (s *terminal) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.lines) == 0 {
		s.lines = []string{""}
	}
	for _, c := range string(p) {
		last := len(s.lines) - 1
		switch c {
		case '\r':
			s.column = 0
		case '\n':
			s.lines, s.column = append(s.lines, ""), 0
		default:
			line := []rune(s.lines[last] + strings.Repeat(" ", max(0, s.column+1-len(s.lines[last]))))
			line[s.column] = c
			s.lines[last], s.column = string(line), s.column+1
			s.widest = max(s.widest, s.column)
		}
	}
	return len(p), nil
}

func (s *terminal) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]string, len(s.lines))
	for i, l := range s.lines {
		out[i] = strings.TrimRight(l, " ")
	}
	return strings.Join(out, "\n")
}

func TestOnScreen(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		shown := &terminal{}
		screen := progress.NewScreen(shown)
		m := &progress.Meter{}
		var width atomic.Int64
		width.Store(40)
		r := progress.OnScreen(screen, "User", m, func() int { return int(width.Load()) })
		look := func(want string) {
			t.Helper()
			synctest.Wait()
			if diff := cmp.Diff(want, shown.text()); diff != "" {
				t.Errorf("terminal (-want +got):\n%s", diff)
			}
		}
		fmt.Fprintln(screen, "a line")
		look("a line\n")
		rest(250 * time.Millisecond)
		look("a line\nUser  no rows yet  0 requests  0:00")
		fmt.Fprintln(screen, "another")
		look("a line\nanother\n")
		m.Row()
		rest(200 * time.Millisecond)
		look("a line\nanother\nUser  1 row  2.5 rows/s  0:00")
		width.Store(12)
		rest(200 * time.Millisecond)
		look("a line\nanother\n1 row  0:01")
		width.Store(0)
		rest(200 * time.Millisecond)
		look("a line\nanother\nUser  1 row  1.2 rows/s  0:01")
		r.Stop()
		look("a line\nanother\n")
		rest(time.Minute)
		fmt.Fprint(screen, "the end")
		look("a line\nanother\nthe end")
		if shown.widest >= 40 {
			t.Errorf("a line of %d columns in a terminal of 40", shown.widest)
		}
	})
}

// gone is a terminal that was closed.
type gone struct{ writes int }

func (g *gone) Write([]byte) (int, error) {
	g.writes++
	return 0, errors.New("closed")
}

func TestTerminalIsGone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := &gone{}
		r := progress.OnScreen(progress.NewScreen(g), "User", &progress.Meter{}, func() int { return 40 })
		rest(time.Minute)
		r.Stop()
		if g.writes != 1 {
			t.Errorf("%d attempts to write, want 1", g.writes)
		}
	})
}
