package importer

import (
	"fmt"
	"strings"
	"time"

	"github.com/igaplugin/igaplugin/host-example/internal/output"
)

// RowCount is a number of rows in words.
func RowCount(n int64) string {
	if n == 1 {
		return "1 row"
	}
	return output.Grouped(n) + " rows"
}

// Lines say what a complete import has done.
func (r Report) Lines() []string {
	lines := []string{r.rowsLine()}
	if r.Before > 0 {
		lines = append(lines, r.resumeLine())
	}
	return append(lines, r.costLine(), r.Path+": "+output.Bytes(r.Bytes))
}

// rowsLine counts the rows by status.
func (r Report) rowsLine() string {
	if len(r.Counts) == 0 {
		return RowCount(r.Rows)
	}
	words := make([]string, len(r.Counts))
	for i, c := range r.Counts {
		words[i] = output.Grouped(c.Rows) + " " + c.State
	}
	return RowCount(r.Rows) + ": " + strings.Join(words, ", ")
}

// resumeLine tells the share of earlier runs. A row that did not come again has
// left the target since, or the filter no longer matches it.
func (r Report) resumeLine() string {
	text := output.Grouped(r.Before) + " of them were delivered before"
	if gone := r.Before - r.Skipped; gone > 0 {
		text += ", of which " + output.Grouped(gone) + " did not come again"
	}
	return text
}

// costLine tells time and requests.
func (r Report) costLine() string {
	// Less than this says nothing about the rate.
	const least = 10 * time.Millisecond
	words := []string{r.Elapsed.Round(least).String()}
	if r.Elapsed >= least {
		words = append(words, output.Rate(float64(r.Written+r.Skipped)/r.Elapsed.Seconds()))
	}
	if r.Plan != nil {
		words = append(words, output.PredictionText(r.Plan, r.Stats.Requests))
	} else if r.Stats.Requests > 0 {
		words = append(words, output.Grouped(r.Stats.Requests)+" requests")
	}
	if r.Stats.Waited > 0 {
		words = append(words, fmt.Sprintf("waited %s for rate limits", r.Stats.Waited.Round(least)))
	}
	return strings.Join(words, ", ")
}
