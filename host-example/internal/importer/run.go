package importer

import (
	"context"
	"fmt"
	"time"

	"github.com/igaplugin/igaplugin/host-example/internal/output"
	"github.com/igaplugin/igaplugin/host-example/internal/progress"
	"github.com/igaplugin/igaplugin/shared"
)

// Job is an import.
type Job struct {
	// Path is the file.
	Path string
	// Restart discards what an earlier run left behind.
	Restart bool
	// Header says what is imported; its columns follow from the search.
	Header Header
	Class  *shared.ObjectClass
	Query  *shared.Query
	// Format is JSONL or CSV.
	Format output.Format
	// Search runs the query.
	Search func(ctx context.Context, q *shared.Query) (*shared.Results, error)
	// Meter is told what happens.
	Meter *progress.Meter
	// OnResume is told how many rows earlier runs delivered, when there are any.
	OnResume func(rows int64)
	// OnAnew is told that an earlier run was begun of which no row is safe.
	OnAnew func()
	// OnPlan is told how the rows are read, nil when the connector cannot tell,
	// before the first row.
	OnPlan func(plan *shared.FetchPlan) error
	// OnHidden is told which attributes the rows have and a CSV file does not.
	OnHidden func(attributes []string)
}

// Report is what an import did, complete or not.
type Report struct {
	// Path is the file, and Part where the rows are while it is not complete.
	Path, Part string
	// Rows is how many the file or the part holds, of which earlier runs had
	// delivered Before, and this one Written.
	Rows, Before, Written int64
	// Skipped is how many rows came once more and were not written again.
	Skipped int64
	// Counts are the rows by status; none when the class has no status, or it
	// was not asked for.
	Counts []Count
	// Bytes is the size of the file or the part.
	Bytes int64
	// Elapsed is the time since the beginning.
	Elapsed time.Duration
	// Plan is how the rows were read; nil when the connector cannot tell.
	Plan *shared.FetchPlan
	// Stats are what the import has cost.
	Stats shared.OperationStats
}

// Run runs an import. Its errors are ErrBusy, *PathError, *StateError, those of
// writing a file, and those of the search. After an error the rows so far are
// kept, and an equal job goes on behind them.
func Run(ctx context.Context, job Job) (Report, error) {
	begun := time.Now()
	report := Report{Path: job.Path, Part: job.Path + partSuffix}
	d, err := openDraft(job.Path, job.Header, job.Restart)
	if err != nil {
		return report, err
	}
	err = job.fill(ctx, d, &report)
	if err == nil {
		if err = d.publish(); err != nil {
			err = fmt.Errorf("finishing %s: %w", job.Path, err)
		}
	}
	if left := d.leave(); left != nil {
		left = fmt.Errorf("closing %s: %w", report.Part, left)
		if err != nil {
			left = fmt.Errorf("%w; %w", err, left)
		}
		err = left
	}
	report.take(d, job.Meter, begun)
	return report, err
}

// take takes the figures.
func (r *Report) take(d *draft, meter *progress.Meter, begun time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	r.Before, r.Rows, r.Bytes = d.before(), d.safe, d.safeSize
	r.Written = r.Rows - r.Before
	if r.Counts != nil {
		r.Counts = d.tally.counts()
	}
	r.Elapsed = time.Since(begun)
	if r.Stats == (shared.OperationStats{}) { // the rows did not come to their end
		r.Stats = meter.Stats()
	}
}

// fill searches and writes the rows.
func (job Job) fill(ctx context.Context, d *draft, report *Report) error {
	switch {
	case d.before() > 0:
		job.OnResume(d.before())
	case d.unsafe:
		job.OnAnew()
	}
	results, err := job.Search(job.Meter.Context(ctx), job.Query)
	if err != nil {
		return err
	}
	defer results.Close()
	report.Plan = results.Plan
	job.Meter.SetPlan(results.Plan)
	if err := job.OnPlan(results.Plan); err != nil {
		return err
	}
	columns := output.Columns(job.Class, job.Query.Attributes, results.AttributeSet)
	if err := d.begin(columns); err != nil {
		return err
	}
	if hasStatus(job.Class, columns) {
		report.Counts = []Count{}
	}
	rows := output.NewRows(d, job.Format, output.Layout{
		Class: job.Class, Columns: columns, Continued: d.size > 0, OnHidden: job.OnHidden,
	})
	for obj, err := range readAhead(results) {
		if err != nil {
			return err
		}
		job.Meter.Row()
		if d.delivered(obj) {
			report.Skipped++
			continue
		}
		if err := rows.Write(obj); err != nil {
			return fmt.Errorf("writing %s: %w", report.Part, err)
		}
		if err := d.done(keyOf(obj), stateOf(job.Class, obj)); err != nil {
			return fmt.Errorf("writing %s: %w", report.Part, err)
		}
	}
	if err := rows.Close(); err != nil {
		return fmt.Errorf("writing %s: %w", report.Part, err)
	}
	report.Stats = results.Page().Stats
	return nil
}

// hasStatus tells whether rows with these columns have a status.
func hasStatus(class *shared.ObjectClass, columns []string) bool {
	for _, c := range columns {
		if a, ok := class.Attribute(statusName); ok && a.Name == c {
			return true
		}
	}
	return false
}
