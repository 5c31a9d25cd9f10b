package progress

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/igaplugin/igaplugin/host-example/internal/output"
)

const (
	// gap separates the parts of a line.
	gap = "  "
	// leastBar and mostBar bound the width of a bar, without its ends.
	leastBar, mostBar = 8, 30
	// worthWaiting is the shortest wait that is told.
	worthWaiting = time.Second
)

// Line is a state in no more than so many columns. What matters least is left
// out where there is no room.
func Line(title string, s State, width int) string {
	f, known := s.Fraction()
	// The parts in their order, the most important ones having the lowest rank.
	parts := []part{{title, 6}}
	if known {
		parts = append(parts, part{fmt.Sprintf("%3.0f%%", f*100), 0})
	}
	parts = append(parts, part{rows(s.Rows), 1})
	if s.Rows > 0 {
		parts = append(parts, part{output.Rate(s.Rate), 4})
	}
	if text := requests(s); text != "" {
		parts = append(parts, part{text, 3})
	}
	if s.Waited > worthWaiting {
		parts = append(parts, part{"waited " + clock(s.Waited), 5})
	}
	if left, known := s.Remaining(); known {
		parts = append(parts, part{clock(left) + " left", 2})
	} else {
		parts = append(parts, part{clock(s.Elapsed), 2})
	}
	parts = fit(parts, width)
	line := join(parts)
	if room := width - text.StringWidth(line) - len(gap) - len("[]"); known && room >= leastBar {
		at := 1 + slices.IndexFunc(parts, func(p part) bool { return p.rank == 0 })
		line = join(slices.Insert(parts, at, part{bar(f, min(room, mostBar)), 0}))
	}
	return line
}

// part is a piece of a line; the one with the highest rank is left out first.
type part struct {
	text string
	rank int
}

// fit leaves out parts until the rest has room.
func fit(parts []part, width int) []part {
	for len(parts) > 0 && text.StringWidth(join(parts)) > width {
		worst := 0
		for i, p := range parts {
			if p.rank > parts[worst].rank {
				worst = i
			}
		}
		parts = slices.Delete(parts, worst, worst+1)
	}
	return parts
}

func join(parts []part) string {
	words := make([]string, len(parts))
	for i, p := range parts {
		words[i] = p.text
	}
	return strings.Join(words, gap)
}

// bar is a bar of so many characters and its ends.
func bar(fraction float64, width int) string {
	done := int(fraction * float64(width))
	return "[" + strings.Repeat("=", done) + ">" + strings.Repeat(" ", width-done-1) + "]"
}

// Sentence is a state for a log.
func Sentence(title string, s State) string {
	words := []string{title + ": " + rows(s.Rows)}
	if s.Rows > 0 {
		words = append(words, output.Rate(s.Rate))
	}
	if count := requests(s); count != "" {
		words = append(words, count)
	}
	if f, known := s.Fraction(); known {
		words[len(words)-1] += fmt.Sprintf(" (%.0f%%)", f*100)
	}
	if s.Waited > worthWaiting {
		words = append(words, "waited "+clock(s.Waited)+" for rate limits")
	}
	if left, known := s.Remaining(); known {
		words = append(words, "about "+clock(left)+" left")
	} else {
		words = append(words, "after "+clock(s.Elapsed))
	}
	return strings.Join(words, ", ")
}

func rows(n int64) string {
	switch n {
	case 0:
		return "no rows yet"
	case 1:
		return "1 row"
	default:
		return output.Grouped(n) + " rows"
	}
}

// requests is empty when rows arrive and the connector tells of no requests.
func requests(s State) string {
	switch {
	case s.Predicted == 0 && s.Requests == 0 && s.Rows > 0:
		return ""
	case s.Predicted > 0:
		return fmt.Sprintf("%s of %s requests", output.Grouped(s.Requests), output.Grouped(max(s.Predicted, s.Requests)))
	case s.Requests == 1:
		return "1 request"
	default:
		return output.Grouped(s.Requests) + " requests"
	}
}

// clock is a time as on a clock: 1:05, 2:00:00.
func clock(d time.Duration) string {
	const minute = 60
	seconds := int64(d.Round(time.Second) / time.Second)
	if seconds < minute*minute {
		return fmt.Sprintf("%d:%02d", seconds/minute, seconds%minute)
	}
	return fmt.Sprintf("%d:%02d:%02d", seconds/minute/minute, seconds/minute%minute, seconds%minute)
}
