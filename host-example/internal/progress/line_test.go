package progress_test

import (
	"strings"
	"testing"
	"time"

	"github.com/jedib0t/go-pretty/v6/text"
	"pgregory.net/rapid"

	"github.com/igaplugin/igaplugin/host-example/internal/progress"
)

func TestLine(t *testing.T) {
	t.Parallel()
	half := progress.State{
		Elapsed: 30 * time.Second, Rows: 8400, Rate: 1234.5, Requests: 34, Predicted: 68, Waited: 12 * time.Second,
	}
	tests := map[string]struct {
		state progress.State
		width int
		want  string
	}{
		"wide": {half, 120, "ZoomUser   50%  [===============>              ]  8,400 rows  1,234 rows/s  34 of 68 requests  waited 0:12  0:30 left"},
		"a short bar": {
			half, 96,
			"ZoomUser   50%  [====>    ]  8,400 rows  1,234 rows/s  34 of 68 requests  waited 0:12  0:30 left",
		},
		"no bar":          {half, 84, "ZoomUser   50%  8,400 rows  1,234 rows/s  34 of 68 requests  waited 0:12  0:30 left"},
		"narrow":          {half, 40, " 50%  [====>    ]  8,400 rows  0:30 left"},
		"very narrow":     {half, 10, " 50%"},
		"nothing":         {half, 2, ""},
		"before the rows": {progress.State{Elapsed: time.Second, Requests: 3}, 80, "ZoomUser  no rows yet  3 requests  0:01"},
		"no prediction":   {progress.State{Elapsed: time.Hour, Rows: 1, Rate: 0.25, Requests: 1}, 80, "ZoomUser  1 row  0.2 rows/s  1 request  1:00:00"},
		"nothing told":    {progress.State{Elapsed: time.Second, Rows: 5, Rate: 5}, 80, "ZoomUser  5 rows  5.0 rows/s  0:01"},
		"a short wait":    {progress.State{Rows: 5, Rate: 5, Waited: time.Second}, 80, "ZoomUser  5 rows  5.0 rows/s  0:00"},
		"more than it said": {
			progress.State{Elapsed: 10 * time.Second, Rows: 9, Rate: 1, Requests: 12, Predicted: 10},
			80,
			"ZoomUser   99%  [===========>]  9 rows  1.0 rows/s  12 of 12 requests  0:00 left",
		},
		"too early": {progress.State{Elapsed: time.Second, Requests: 1, Predicted: 1000}, 60, "ZoomUser    0%  no rows yet  1 of 1,000 requests  0:01"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := progress.Line("ZoomUser", tc.state, tc.width); got != tc.want {
				t.Errorf("line\n%q, want\n%q", got, tc.want)
			}
		})
	}
}

func TestSentence(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		state progress.State
		want  string
	}{
		"all": {
			progress.State{Elapsed: time.Minute, Rows: 8400, Rate: 1234.5, Requests: 17, Predicted: 68, Waited: 12 * time.Second},
			"import: 8,400 rows, 1,234 rows/s, 17 of 68 requests (25%), waited 0:12 for rate limits, about 3:00 left",
		},
		"little": {progress.State{Elapsed: 10 * time.Second}, "import: no rows yet, 0 requests, after 0:10"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := progress.Sentence("import", tc.state); got != tc.want {
				t.Errorf("sentence\n%q, want\n%q", got, tc.want)
			}
		})
	}
}

// TestLineFits draws states and widths: a line is never wider than it may be, and
// holds the percentage as soon as there is room for it.
func TestLineFits(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		s := progress.State{
			Elapsed:   time.Duration(rapid.Int64Range(0, int64(1000*time.Hour)).Draw(r, "elapsed")),
			Rows:      rapid.Int64Range(0, 1e12).Draw(r, "rows"),
			Rate:      rapid.Float64Range(0, 1e9).Draw(r, "rate"),
			Requests:  rapid.Int64Range(0, 1e9).Draw(r, "requests"),
			Predicted: rapid.Int64Range(0, 1e9).Draw(r, "predicted"),
			Waited:    time.Duration(rapid.Int64Range(0, int64(100*time.Hour)).Draw(r, "waited")),
		}
		title := rapid.SampledFrom([]string{"ZoomUser", "ユーザー", ""}).Draw(r, "title")
		width := rapid.IntRange(0, 200).Draw(r, "width")
		line := progress.Line(title, s, width)
		if got := text.StringWidth(line); got > width {
			r.Fatalf("%d columns, want at most %d: %q", got, width, line)
		}
		if s.Predicted > 0 && width >= 4 && !strings.Contains(line, "%") {
			r.Fatalf("no percentage in %q", line)
		}
	})
}
