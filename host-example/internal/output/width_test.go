package output_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/igaplugin/igaplugin/host-example/internal/output"
	"github.com/igaplugin/igaplugin/host/catalog"
	"github.com/igaplugin/igaplugin/shared"
)

func TestDocumentFitsTheTerminal(t *testing.T) {
	t.Parallel()
	d := output.Document{Tables: []output.TableData{{
		Columns: []string{"name", "description"},
		Rows:    [][]string{{"a_name_of_some_length", strings.Repeat("many words ", 30)}},
	}}}
	for _, width := range []int{60, 80, 200} {
		var b bytes.Buffer
		d.Width = width
		if err := d.Write(&b, output.Table); err != nil {
			t.Fatal(err)
		}
		longest := 0
		for line := range strings.Lines(b.String()) {
			longest = max(longest, len(strings.TrimRight(line, " \n")))
		}
		if longest > width || longest < width*3/4 {
			t.Errorf("at width %d the longest line has %d characters:\n%s", width, longest, b.String())
		}
	}
}

// TestPathsAreNotBroken: what is broken cannot be copied.
func TestPathsAreNotBroken(t *testing.T) {
	t.Parallel()
	path := "/" + strings.Repeat("a-folder-of-a-catalogue/", 8) + "iga-connector-zoom"
	problem := path + " can be written to by others, who could have their own program run; take that right away with chmod go-w " + path + ", then verify the catalogue"
	entry := catalogEntry()
	entry.Path = path
	report := &catalog.Report{
		Findings: []catalog.Finding{{Entry: entry, State: catalog.StateUnsafe, Problem: problem}},
		Unnamed:  []string{path},
	}
	for _, width := range []int{0, 40, 80, 120} {
		var b bytes.Buffer
		d := output.VerifyDocument(report)
		d.Width = width
		if err := d.Write(&b, output.Table); err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(b.String(), path); n != 3 {
			t.Errorf("at width %d the path is whole %d times instead of 3:\n%s", width, n, b.String())
		}
		if whole := strings.Contains(b.String(), problem); whole != (width == 0) {
			t.Errorf("at width %d the problem is on one line: %t:\n%s", width, whole, b.String())
		}
		for line := range strings.Lines(b.String()) {
			if width > 0 && len(strings.TrimRight(line, " \n")) > max(width, 64) && !strings.Contains(line, path) {
				t.Errorf("at width %d a line is too long: %s", width, line)
			}
		}
	}
}

func TestNoRowsHideNothing(t *testing.T) {
	t.Parallel()
	layout := output.Layout{
		Columns: []string{"id", "seat", "email", "tags", "photo"}, Width: 5,
		OnHidden: func(names []string) { t.Errorf("hidden without a row: %v", names) },
	}
	render(t, output.Table, layout)
}

func TestUnknownNumbersAreNotShown(t *testing.T) {
	t.Parallel()
	cause := shared.NewError(shared.ErrTimeout, "late")
	for name, tc := range map[string]struct {
		result shared.WriteResult
		shown  bool
	}{
		"unknown": {shared.WriteResult{UID: "u1"}, false},
		"known":   {shared.WriteResult{UID: "u1", Stats: shared.OperationStats{Requests: 2}}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var b bytes.Buffer
			if err := output.WriteDocument("unknown outcome", &tc.result, cause).Write(&b, output.JSON); err != nil {
				t.Fatal(err)
			}
			if got := strings.Contains(b.String(), "requests") && strings.Contains(b.String(), "steps"); got != tc.shown {
				t.Errorf("numbers shown: %t, want %t:\n%s", got, tc.shown, b.String())
			}
		})
	}
}
