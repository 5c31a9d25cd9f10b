package progress

import (
	"fmt"
	"io"
	"sync"
	"time"
)

const (
	// redraw is the time between two looks of a status line.
	redraw = 200 * time.Millisecond
	// tell is the time between two lines where there is no terminal.
	tell = 10 * time.Second
	// defaultWidth is the width of a terminal that does not tell.
	defaultWidth = 80
)

// Reporter shows a meter until it is stopped.
type Reporter struct {
	stop chan struct{}
	done sync.WaitGroup
}

// OnScreen shows a meter as the status line of a screen. width returns the number
// of columns of the terminal, 0 when that is not known.
func OnScreen(s *Screen, title string, m *Meter, width func() int) *Reporter {
	g := newGauge(m, time.Now())
	return report(redraw, func(now time.Time) error {
		columns := width()
		if columns <= 0 {
			columns = defaultWidth
		}
		// A line that fills the last column makes some terminals scroll.
		return s.Show(Line(title, g.read(now), columns-1))
	}, s.Clear)
}

// OnLines writes a line about a meter to w every ten seconds.
func OnLines(w io.Writer, title string, m *Meter) *Reporter {
	g := newGauge(m, time.Now())
	return report(tell, func(now time.Time) error {
		_, err := fmt.Fprintln(w, Sentence(title, g.read(now)))
		return err
	}, func() error { return nil })
}

// report runs show until the reporter is stopped, or nothing can be shown any
// more.
func report(every time.Duration, show func(now time.Time) error, end func() error) *Reporter {
	r := &Reporter{stop: make(chan struct{})}
	r.done.Go(func() {
		ticker := time.NewTicker(every)
		defer ticker.Stop()
		for {
			select {
			case now := <-ticker.C:
				if show(now) != nil {
					return
				}
			case <-r.stop:
				// A terminal that has gone has no line to clear.
				_ = end()
				return
			}
		}
	})
	return r
}

// Stop removes the status line and returns when nothing more is shown. It is
// called once.
func (r *Reporter) Stop() {
	close(r.stop)
	r.done.Wait()
}
