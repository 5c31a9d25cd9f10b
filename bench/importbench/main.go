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
	"strings"
	"time"

	"github.com/igaplugin/igaplugin/bench/importbench/internal/report"
	"github.com/igaplugin/igaplugin/bench/importbench/internal/scenario"
	"github.com/igaplugin/igaplugin/bench/internal/again"
	"github.com/igaplugin/igaplugin/bench/internal/machine"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stderr)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "importbench:", err)
		os.Exit(1)
	}
}

// settings are what the flags say.
type settings struct {
	host, plugin, out, commit string
	only                      string
	maxUsers                  int
	everyScale                float64
	noFail                    bool
	command                   string
}

// parse reads the flags.
func parse(args []string, stderr io.Writer) (settings, error) {
	var s settings
	f := flag.NewFlagSet("importbench", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.StringVar(&s.host, "host", "bin/igahost", "igahost")
	f.StringVar(&s.plugin, "plugin", "bin/iga-connector-zoom", "the Zoom connector")
	f.StringVar(&s.out, "out", "docs/benchmarks.md", "document to write the figures into")
	f.StringVar(&s.commit, "commit", "", "commit to name in the document")
	f.StringVar(&s.only, "only", "", "regular expression: run the scenarios whose names it matches; the others' criteria are left out")
	f.IntVar(&s.maxUsers, "max-users", 0, "run no scenario of more users; 0 runs all")
	const aboutAMinute = 25
	f.Float64Var(&s.everyScale, "rate-scale", aboutAMinute, "multiplies the rates of the business plan for the scenario that reads everything")
	f.BoolVar(&s.noFail, "no-fail", false, "succeed also when a criterion is not met")
	if err := f.Parse(args); err != nil {
		return s, err
	}
	if f.NArg() > 0 {
		return s, fmt.Errorf("unknown argument %q", f.Arg(0))
	}
	if s.everyScale <= 0 {
		return s, errors.New("-rate-scale must be more than 0")
	}
	s.command = again.Command("bench-import", f, "host", "plugin", "out", "commit", "no-fail")
	return s, nil
}

func run(ctx context.Context, args []string, stderr io.Writer) (err error) {
	s, err := parse(args, stderr)
	if err != nil {
		return err
	}
	scenarios, err := s.scenarios()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "importbench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	runner := &scenario.Runner{Host: s.host, Plugin: s.plugin, Dir: dir, Progress: stderr}
	results, err := runner.Run(ctx, scenarios)
	if err != nil {
		return err
	}
	criteria := scenario.Judge(results)
	text := report.Report{
		Machine: machine.Describe(), Command: s.command, Commit: s.commit, Date: time.Now(), Results: results, Criteria: criteria,
	}.Markdown()
	if err := report.Write(s.out, text); err != nil {
		return err
	}
	return s.verdict(criteria, stderr)
}

// scenarios are those to run.
func (s settings) scenarios() ([]scenario.Scenario, error) {
	only, err := regexp.Compile(s.only)
	if err != nil {
		return nil, fmt.Errorf("-only: %w", err)
	}
	scenarios := slices.DeleteFunc(scenario.All(s.everyScale), func(one scenario.Scenario) bool {
		return !only.MatchString(one.Name()) || (s.maxUsers > 0 && one.Users > s.maxUsers)
	})
	if len(scenarios) == 0 {
		return nil, errors.New("no scenario is left to run")
	}
	return scenarios, nil
}

// verdict tells the criteria, and is an error when one is not met.
func (s settings) verdict(criteria []scenario.Criterion, stderr io.Writer) error {
	missed := 0
	for _, c := range criteria {
		fmt.Fprintf(stderr, "%-12s %s: %s (%s)\n", strings.Trim(string(c.Verdict), "*"), c.Name, c.Figure, c.Limit)
		if c.Verdict == scenario.NotMet {
			missed++
		}
	}
	fmt.Fprintf(stderr, "the figures are in %s\n", s.out)
	if missed > 0 && !s.noFail {
		return fmt.Errorf("%d of %d criteria are not met", missed, len(criteria))
	}
	return nil
}
