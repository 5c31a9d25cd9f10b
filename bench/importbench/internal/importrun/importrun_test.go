package importrun

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestOwnRequests(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{
		"1000 rows, 0 remaining, 10 requests\n":               10,
		"1 row, 0 remaining, 1 request":                       1,
		"100,000 rows, 1,234 requests":                        1234,
		"ZoomUser: 5 rows, 7 requests\n9 rows, 12 requests\n": 12,
		"1s, 9 rows/s, predicted at most 1,205 requests, sent 1,203, waited 2s for rate limits\nx.jsonl: 3 kB": 1203,
		"1s, requests not predicted, sent 7":    7,
		"1000 rows":                             -1,
		"":                                      -1,
		"9 rows, 99999999999999999999 requests": -1,
	} {
		if got := ownRequests(text); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}

func TestArguments(t *testing.T) {
	t.Parallel()
	all := Import{Host: "h", Plugin: "p", Config: "c.json"}
	if args := all.arguments(); slices.Contains(args, "--attrs") {
		t.Errorf("attributes named: %q", args)
	}
	all.Attributes = []string{"id", "email"}
	args := all.arguments()
	if at := slices.Index(args, "--attrs"); at < 0 || args[at+1] != "id,email" {
		t.Errorf("attributes not named: %q", args)
	}
}

// TestOutput: rows are seen as soon as they are in the unfinished file.
func TestOutput(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if at := firstBytes(ctx, dir); !at.IsZero() {
		t.Errorf("something in an empty folder at %s", at)
	}
	for name, text := range map[string]string{"rows.jsonl.checkpoint": "xyz", "rows.jsonl": ""} {
		write(t, dir, name, text)
	}
	if at := firstBytes(ctx, dir); !at.IsZero() {
		t.Errorf("a row at %s, where there is none", at)
	}
	write(t, dir, "rows.jsonl.part", "{}")
	if at := firstBytes(t.Context(), dir); at.IsZero() {
		t.Error("no row in an unfinished file")
	}
	write(t, dir, "rows.jsonl", "{}\n{}\n")
	lines, size, err := countLines(filepath.Join(dir, "rows.jsonl"))
	if err != nil || lines != 2 || size != 6 {
		t.Errorf("%d lines, %d bytes, %v", lines, size, err)
	}
	if _, _, err := countLines(filepath.Join(dir, "none")); err == nil {
		t.Error("a file that is not there has lines")
	}
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
