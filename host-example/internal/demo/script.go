package demo

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/igaplugin/igaplugin/host-example/internal/output"
	"github.com/igaplugin/igaplugin/shared"
)

// Options of a demo.
type Options struct {
	// Out takes the story.
	Out io.Writer
	// Color allows colours.
	Color bool
	// Zoom is the file of the Zoom connector.
	Zoom string
	// Memory is the file of the second connector; empty leaves the swap out.
	Memory string
}

// script tells the story step by step.
type script struct {
	out   io.Writer
	color bool
	steps int
}

// step is one thing that is shown: what it is, how it looks on a command line
// (empty when it is none), and what does it. do returns what happened, in lines.
type step struct {
	title   string
	command string
	do      func(ctx context.Context) ([]string, error)
}

// play runs the steps until the first that fails.
func (s *script) play(ctx context.Context, steps ...step) error {
	for _, st := range steps {
		s.steps++
		fmt.Fprintf(s.out, "\n%s %s\n", s.paint(bold, fmt.Sprintf("%2d", s.steps)), s.paint(bold, st.title))
		if st.command != "" {
			fmt.Fprintf(s.out, "   %s\n", s.paint(cyan, "$ "+st.command))
		}
		begun := time.Now()
		lines, err := st.do(ctx)
		took := s.paint(faint, fmt.Sprintf("(%s)", round(time.Since(begun))))
		for _, line := range lines {
			fmt.Fprintf(s.out, "   %s\n", output.Escape(line))
		}
		if err != nil {
			word := "FAILED"
			if ctx.Err() != nil {
				word = "interrupted"
			}
			fmt.Fprintf(s.out, "   %s %s\n", s.paint(red, word), took)
			return fmt.Errorf("demo, step %d (%s): %w", s.steps, st.title, err)
		}
		fmt.Fprintf(s.out, "   %s %s\n", s.paint(green, "ok"), took)
	}
	return nil
}

// round makes a duration readable.
func round(d time.Duration) time.Duration {
	if d < time.Millisecond {
		return d.Round(time.Microsecond)
	}
	return d.Round(time.Millisecond / 10)
}

// style is an ANSI escape sequence for text.
type style string

const (
	bold  style = "1"
	faint style = "2"
	red   style = "31"
	green style = "32"
	cyan  style = "36"
)

func (s *script) paint(st style, text string) string {
	if !s.color {
		return text
	}
	return "\x1b[" + string(st) + "m" + text + "\x1b[0m"
}

// say makes the only line of a step.
func say(format string, args ...any) []string { return []string{fmt.Sprintf(format, args...)} }

// unexpected is the error of an answer that is not as it should be.
func unexpected(what, want string, got any) error {
	return fmt.Errorf("%s should be %s and is %v", what, want, got)
}

// names joins what a step wants to show.
func names(list []string) string { return strings.Join(list, ", ") }

// requests is what an operation cost at the target, in words.
func requests(stats shared.OperationStats) string {
	if stats.Requests == 1 {
		return "1 request to the target"
	}
	return fmt.Sprintf("%d requests to the target", stats.Requests)
}
