package syncer

import (
	"context"
	"fmt"

	"github.com/igaplugin/igaplugin/host-example/internal/output"
	"github.com/igaplugin/igaplugin/host-example/internal/progress"
	"github.com/igaplugin/igaplugin/shared"
)

// Job is a sync.
type Job struct {
	// File holds the token.
	File *File
	// Request is what to ask for; its token is filled in.
	Request shared.SyncRequest
	// Sync asks for the changes.
	Sync func(ctx context.Context, req *shared.SyncRequest) (*shared.Changes, error)
	// Rows take them.
	Rows output.ChangeRows
	// Flush makes what Rows have written last; it is called after the last change
	// and before the new token is asked for.
	Flush func() error
	// Keep leaves it at the old token.
	Keep bool
	// Meter is told what happens.
	Meter *progress.Meter
}

// Report is what a sync did, complete or not.
type Report struct {
	// Upserts and Deletes are how many changes of each kind were delivered.
	Upserts, Deletes int64
	// TokenBytes is the size of the new token.
	TokenBytes int64
	// Stats are what the sync has cost; they are known at its end.
	Stats shared.OperationStats
}

// Changes is how many were delivered.
func (r Report) Changes() int64 { return r.Upserts + r.Deletes }

// Run delivers all changes and stages the new token, which the caller commits.
// Whatever goes wrong, the old token stays in force.
func Run(ctx context.Context, job Job) (Report, error) {
	var report Report
	req := job.Request
	req.Token = job.File.Token()
	changes, err := job.Sync(job.Meter.Context(ctx), &req)
	if err != nil {
		return report, err
	}
	defer changes.Close()
	if err := job.deliver(changes, &report); err != nil {
		if aborted := job.Rows.Abort(); aborted != nil {
			err = fmt.Errorf("%w; writing the changes: %w", err, aborted)
		}
		return report, err
	}
	if err := job.Rows.Close(); err != nil {
		return report, err
	}
	if err := job.Flush(); err != nil {
		return report, fmt.Errorf("writing the changes: %w", err)
	}
	if job.Keep {
		return report, nil
	}
	if report.TokenBytes, err = job.File.Stage(changes.WriteToken); err != nil {
		return report, fmt.Errorf("the new token: %w", err)
	}
	report.Stats = changes.Stats()
	return report, nil
}

func (job Job) deliver(changes *shared.Changes, report *Report) error {
	for change, err := range changes.All() {
		if err != nil {
			return err
		}
		if err := job.Rows.Write(change); err != nil {
			return err
		}
		job.Meter.Row()
		switch change.Kind {
		case shared.ChangeUpsert:
			report.Upserts++
		case shared.ChangeDelete:
			report.Deletes++
		}
	}
	return nil
}
