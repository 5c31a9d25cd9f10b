package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"regexp"
	"slices"
	"time"

	"github.com/igaplugin/igaplugin/bench/hostbench/internal/measure"
	"github.com/igaplugin/igaplugin/bench/hostbench/internal/report"
	"github.com/igaplugin/igaplugin/bench/hostbench/internal/subject"
	"github.com/igaplugin/igaplugin/bench/internal/again"
	"github.com/igaplugin/igaplugin/bench/internal/machine"
)

// maxRatio is how much CPU time the product may take over the bare loop.
const maxRatio = 1.10

func main() {
	if status, served := subject.Serve(); served {
		os.Exit(status)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stderr)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "hostbench:", err)
		os.Exit(1)
	}
}

// settings are what the flags say.
type settings struct {
	out, commit, only                   string
	repetitions, starts, calls, objects int
	noFail                              bool
	command                             string
}

// parse reads the flags.
func parse(args []string, stderr io.Writer) (settings, error) {
	var s settings
	f := flag.NewFlagSet("hostbench", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.StringVar(&s.out, "out", "docs/benchmarks-host.md", "document to write")
	f.StringVar(&s.commit, "commit", "", "commit to name in the document")
	f.StringVar(&s.only, "only", "", "regular expression: run the cells whose names it matches")
	f.IntVar(&s.repetitions, "repetitions", 11, "how often each subject has its turn in each cell")
	f.IntVar(&s.starts, "starts", 10, "starts in a turn")
	f.IntVar(&s.calls, "calls", 500, "calls in a turn; they have five times as many turns")
	f.IntVar(&s.objects, "objects", 100_000, "objects of a search")
	f.BoolVar(&s.noFail, "no-fail", false, "succeed also when a ratio is over its limit")
	if err := f.Parse(args); err != nil {
		return s, err
	}
	if f.NArg() > 0 {
		return s, fmt.Errorf("unknown argument %q", f.Arg(0))
	}
	if min(s.repetitions, s.starts, s.calls, s.objects) < 1 {
		return s, errors.New("-repetitions, -starts, -calls and -objects must be at least 1")
	}
	s.command = again.Command("bench-host", f, "out", "commit", "no-fail")
	return s, nil
}

// cells are those to run.
func (s settings) cells() ([]measure.Cell, error) {
	only, err := regexp.Compile(s.only)
	if err != nil {
		return nil, fmt.Errorf("-only: %w", err)
	}
	const (
		callers = 8
		// Calls are short: many small turns even out what else the machine does.
		callTurns = 5
	)
	cells := slices.DeleteFunc([]measure.Cell{
		measure.Starts(s.repetitions, s.starts).Limited(maxRatio),
		measure.Calls(callTurns*s.repetitions, s.calls, 1).Limited(maxRatio),
		measure.Calls(callTurns*s.repetitions, s.calls, callers),
		measure.Stream(s.repetitions, s.objects).Limited(maxRatio),
	}, func(c measure.Cell) bool { return !only.MatchString(c.Name) })
	if len(cells) == 0 {
		return nil, errors.New("no cell is left to run")
	}
	return cells, nil
}

func run(ctx context.Context, args []string, stderr io.Writer) error {
	s, err := parse(args, stderr)
	if err != nil {
		return err
	}
	cells, err := s.cells()
	if err != nil {
		return err
	}
	subjects := []subject.Subject{subject.Product(), subject.ClientOnly(), subject.Bare()}
	r := report.Report{
		Machine: machine.Describe(), Libraries: report.Libraries(), Command: s.command, Commit: s.commit, Date: time.Now(),
	}
	for _, one := range subjects {
		r.Subjects = append(r.Subjects, one.Name)
	}
	for _, cell := range cells {
		fmt.Fprintf(stderr, "%s: %d repetitions\n", cell.Name, cell.Repetitions)
		result, err := cell.Run(ctx, subjects)
		if err != nil {
			return err
		}
		r.Results = append(r.Results, result)
	}
	const readable = 0o644
	if err := os.WriteFile(s.out, []byte(r.Markdown()), readable); err != nil {
		return err
	}
	return s.verdict(r.Criteria(), stderr)
}

// verdict tells the criteria, and is an error when one is not met.
func (s settings) verdict(criteria []report.Criterion, stderr io.Writer) error {
	missed := 0
	for _, c := range criteria {
		verdict := "met"
		if !c.Met() {
			verdict = "NOT met"
			missed++
		}
		fmt.Fprintf(stderr, "%-8s %s: %.3f times the CPU time of the bare loop (≤ %.2f)\n", verdict, c.Name, c.Figure, c.Limit)
	}
	fmt.Fprintf(stderr, "the figures are in %s\n", s.out)
	if missed > 0 && !s.noFail {
		return fmt.Errorf("%d of %d criteria are not met", missed, len(criteria))
	}
	return nil
}
