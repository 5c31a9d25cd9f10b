package demo

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/igaplugin/igaplugin/host-example/internal/output"
)

// Options of a demo.
type Options struct {
	// Out takes the story.
	Out io.Writer
	// Color allows colours.
	Color bool
	// Width is the number of columns of the terminal, at which lines are broken;
	// 0 breaks none.
	Width int
	// Zoom is the file of the Zoom connector.
	Zoom string
	// Next is the file of a newer version of the Zoom connector; that of Zoom again
	// when empty.
	Next string
	// Memory is the file of the memory connector; empty leaves out that it is
	// refused as a newer version.
	Memory string
	// CSV is the file of the CSV connector, and Node the launcher of the one in
	// Node.js, beside which lies NodeChecksums; empty leaves them out.
	CSV, Node string
}

// script tells the story step by step.
type script struct {
	out   io.Writer
	color bool
	width int
	steps int
}

// chapter is a part of the story.
type chapter struct {
	title string
	steps []step
}

// step is one thing that is shown: what it is, how it looks on a command line
// (none where there is no command for it), and what does it. do returns what
// happened, in lines.
type step struct {
	title    string
	commands []string
	do       func(ctx context.Context) ([]string, error)
}

// line writes an indented line in a style. One that is wider than the terminal
// is broken, with mark at the end of each part but the last.
func (s *script) line(st style, text, mark string) {
	const indent, hanging = "   ", "     "
	before := indent
	for _, part := range broken(output.Escape(text), s.width-len(indent), s.width-len(hanging), mark) {
		fmt.Fprintln(s.out, before+s.paint(st, part))
		before = hanging
	}
}

// play runs the steps of a chapter until the first that fails.
func (s *script) play(ctx context.Context, c chapter) error {
	fmt.Fprintf(s.out, "\n%s\n", s.paint(bold, "=== "+c.title))
	for _, st := range c.steps {
		s.steps++
		fmt.Fprintf(s.out, "\n%s\n", s.paint(bold, fmt.Sprintf("%2d %s", s.steps, st.title)))
		for _, command := range st.commands {
			s.line(cyan, "$ "+command, ` \`)
		}
		begun := time.Now()
		lines, err := st.do(ctx)
		took := s.paint(faint, fmt.Sprintf("(%s)", round(time.Since(begun))))
		for _, line := range lines {
			s.line("", line, "")
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
	if !s.color || st == "" {
		return text
	}
	return "\x1b[" + string(st) + "m" + text + "\x1b[0m"
}
