package main

import (
	"bytes"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/igaplugin/igaplugin/bench/importbench/internal/scenario"
)

func TestSettings(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		args      string
		scenarios int
		command   string
		fails     string
	}{
		"all":                 {args: "-host=h -out=o -commit=c -no-fail", scenarios: 12, command: "make bench-import"},
		"some":                {args: "-only=lists -max-users=10000", scenarios: 4, command: "make bench-import BENCHFLAGS='-max-users=10000 -only=lists'"},
		"none":                {args: "-only=nothing", fails: "no scenario"},
		"no regular":          {args: "-only=(", fails: "-only"},
		"no rate":             {args: "-rate-scale=0", fails: "-rate-scale"},
		"an unknown argument": {args: "all", fails: `unknown argument "all"`},
		"an unknown flag":     {args: "-all", fails: "-all"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := parse(strings.Fields(tc.args), io.Discard)
			var scenarios []scenario.Scenario
			if err == nil {
				scenarios, err = s.scenarios()
			}
			if tc.fails != "" {
				if err == nil || !strings.Contains(err.Error(), tc.fails) {
					t.Errorf("error %v, want %q", err, tc.fails)
				}
				return
			}
			if err != nil || len(scenarios) != tc.scenarios || s.command != tc.command {
				t.Errorf("%d scenarios, command %q, error %v", len(scenarios), s.command, err)
			}
		})
	}
}

func TestVerdict(t *testing.T) {
	t.Parallel()
	criteria := []scenario.Criterion{
		{Name: "a", Figure: "1", Limit: "≤ 2", Verdict: scenario.Met},
		{Name: "b", Figure: "3", Limit: "≤ 2", Verdict: scenario.NotMet},
		{Name: "c", Limit: "≤ 2", Verdict: scenario.NotMeasured},
	}
	var out bytes.Buffer
	if err := (settings{}).verdict(criteria, &out); err == nil || err.Error() != "1 of 3 criteria are not met" {
		t.Errorf("error %v", err)
	}
	if !strings.Contains(out.String(), "NOT met      b: 3 (≤ 2)\n") {
		t.Errorf("told %q", out.String())
	}
	if err := (settings{noFail: true}).verdict(criteria, io.Discard); err != nil {
		t.Errorf("with -no-fail: %v", err)
	}
	if err := (settings{}).verdict(criteria[:1], io.Discard); err != nil {
		t.Errorf("all met: %v", err)
	}
}

// TestRunFails: nothing is written when nothing could be measured.
func TestRunFails(t *testing.T) {
	t.Parallel()
	out := filepath.Join(t.TempDir(), "out.md")
	err := run(t.Context(), []string{"-host", "none", "-out", out, "-only", "1k .*lists$"}, io.Discard)
	if err == nil || !strings.Contains(err.Error(), "none") {
		t.Errorf("error %v", err)
	}
	if files, _ := filepath.Glob(out); files != nil {
		t.Error("a document was written")
	}
}
