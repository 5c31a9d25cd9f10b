package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/igaplugin/igaplugin/host-example/internal/files"
	"github.com/igaplugin/igaplugin/host-example/internal/importer"
	"github.com/igaplugin/igaplugin/host-example/internal/output"
	"github.com/igaplugin/igaplugin/host-example/internal/progress"
	"github.com/igaplugin/igaplugin/shared"
)

// importFlags are those of the import command.
type importFlags struct {
	out, attributes, filter string
	restart                 bool
	explain                 explainFlags
}

// gcPercent is how much garbage there may be while an import is resumed, in percent
// of what is in use.
const gcPercent = 50

const importHelp = `Write everything of an object class to a file, as JSON lines or CSV: as -o says, or else as the file's name ends
(.csv, .jsonl, .ndjson). Rows are written as they arrive; a class of any size takes little memory.

While it runs, FILE.part holds the rows and FILE.checkpoint says how many are safe on the disk. At the end FILE.part
becomes FILE in one step, and takes the place of an older FILE: who reads FILE never sees half of it. All three can be
read by their owner alone.

An import that fails, is interrupted or is killed leaves these two files behind. The same command again lists the
class anew, which takes as many requests as the first time, skips the rows that were delivered, and writes the others
behind them; no row is lost, and none is written twice. Rows that were written before a pause are as they were then.
Where connector, target, configuration, class, attributes, filter or format are no longer the same, the command
refuses to go on; --restart discards what was delivered and begins anew.

Standard error shows how far it is: a line that is redrawn on a terminal, a line every ten seconds elsewhere, none
with -q. The exit code is 4 when an import ended early and has delivered rows.
`

// importCommand writes everything of a class to a file.
func (a *app) importCommand() *cobra.Command {
	var flags importFlags
	cmd := &cobra.Command{
		Use:   "import CLASS --out FILE",
		Short: "Write everything of an object class to a file",
		Long:  importHelp + "\n" + attributesHelp + "\n" + explainHelp,
		Example: `  igahost import ZoomUser --out users.jsonl
  igahost import ZoomUser --out users.csv --attrs @list --filter 'status eq "active"'
  igahost import ZoomUser --attrs @all --dry-run`,
		Args: words(1, 1),
		RunE: a.run(func(cmd *cobra.Command, args []string) error {
			query := &shared.Query{Explain: shared.ExplainRows}
			var err error
			if query.Filter, err = parseFilter(flags.filter); err != nil {
				return err
			}
			format, err := a.importFormat(flags)
			if err != nil {
				return err
			}
			return a.withConnection(cmd.Context(), false, func(c connected) error {
				return a.importClass(cmd.Context(), c, args[0], query, format, flags)
			})
		}),
	}
	f := cmd.Flags()
	f.StringVar(&flags.out, "out", "", "the file to write")
	f.StringVar(&flags.filter, "filter", "", `SCIM filter, for example 'status eq "active"'`)
	f.BoolVar(&flags.restart, "restart", false, "discard what an earlier import to the file has delivered, and begin anew")
	attributesFlag(cmd, &flags.attributes)
	flags.explain.add(cmd)
	return cmd
}

// importFormat checks --out and returns the format of the file.
func (a *app) importFormat(flags importFlags) (output.Format, error) {
	switch {
	case flags.explain.dryRun:
		return "", nil // -o is the format of the plan, and no file is written
	case flags.out == "":
		return "", usagef("name the file to write with --out FILE")
	case flags.out == "-":
		return "", usagef("--out needs a file; igahost search writes to standard output")
	}
	if err := files.CheckPath(flags.out); err != nil {
		return "", usagef("--out: %w", err)
	}
	if a.flags.output != "" {
		if a.format != output.JSONL && a.format != output.CSV {
			return "", usagef("an import writes jsonl or csv, not %s", a.format)
		}
		return a.format, nil
	}
	if strings.EqualFold(filepath.Ext(flags.out), ".csv") {
		return output.CSV, nil
	}
	return output.JSONL, nil
}

// importClass runs an import.
func (a *app) importClass(ctx context.Context, c connected, className string, q *shared.Query, format output.Format, flags importFlags) error {
	class, _, err := c.operation(className, shared.OperationSearch)
	if err != nil {
		return err
	}
	q.Class = class.Name
	if q.Attributes, err = attributeNames(class, flags.attributes); err != nil {
		return err
	}
	if flags.explain.dryRun {
		return a.dryRun(ctx, c, q)
	}
	meter := &progress.Meter{}
	restoreGC := func() {}
	defer func() { restoreGC() }()
	job := importer.Job{
		Path: flags.out, Restart: flags.restart, Header: importHeader(c, class, q, format),
		Class: class, Query: q, Format: format, Search: c.conn.Search, Meter: meter,
		OnResume: func(rows int64) {
			// The uids that were delivered before are the one thing that stays in memory
			// and grows with the class. Garbage need not take as much room again.
			before := debug.SetGCPercent(gcPercent)
			restoreGC = func() { debug.SetGCPercent(before) }
			a.notice("resuming: %s were delivered before", importer.RowCount(rows))
		},
		OnAnew: func() { a.notice("nothing of the import that was begun is safe: it begins anew") },
		OnPlan: func(*shared.FetchPlan) error { return nil },
		OnHidden: func(names []string) {
			a.notice("not in the file: %s; name them with --attrs, or write JSON lines", someWords(names))
		},
	}
	if flags.explain.explain {
		job.OnPlan = a.explain
	}
	stop := a.follow("import", class.Name, meter)
	report, err := importer.Run(ctx, job)
	stop()
	if err != nil {
		err = a.importEnded(ctx, report, err)
	} else {
		for _, line := range report.Lines() {
			a.notice("%s", line)
		}
	}
	if flags.explain.explain && (err != nil || a.flags.quiet) { // The summary says it, too.
		a.explained(report.Plan, report.Stats.Requests)
	}
	return err
}

// importHeader says what an import is of.
func importHeader(c connected, class *shared.ObjectClass, q *shared.Query, format output.Format) importer.Header {
	h := importer.Header{
		Connector: c.session.Info.Name, ConnectorVersion: c.session.Info.Version, Target: c.session.Target.Identity(),
		Configuration: c.session.Target.Configuration(),
		Class:         class.Name, Format: string(format),
	}
	if len(q.Attributes) > 0 {
		h.Attributes = output.Columns(class, q.Attributes, "")
	}
	if q.Filter != nil {
		h.Filter = q.Filter.String()
	}
	return h
}

// follow shows the meter of an operation until the function that it returns is called.
func (a *app) follow(operation, title string, m *progress.Meter) (stop func()) {
	switch {
	case a.flags.quiet:
		return func() {}
	case a.env.StderrTerminal && a.env.StderrWidth != nil:
		return progress.OnScreen(a.screen, output.Escape(title), m, a.env.StderrWidth).Stop
	default:
		return progress.OnLines(a.screen, operation+" of "+output.Escape(title), m).Stop
	}
}

// importEnded says what an import that ended early has delivered, and how to go
// on.
func (a *app) importEnded(ctx context.Context, report importer.Report, err error) error {
	var state *importer.StateError
	var path *importer.PathError
	switch {
	case errors.As(err, &state):
		return usagef("cannot go on with the import that was begun: %w; --restart discards what it has delivered", err)
	case errors.As(err, &path):
		return usagef("--out: %w", err)
	case errors.Is(err, importer.ErrBusy):
		return err
	}
	if report.Rows > 0 {
		a.say("%s holds %s; to go on, give the same command again", report.Part, importer.RowCount(report.Rows))
	}
	interrupted := ctx.Err() != nil && errors.Is(err, context.Canceled)
	switch {
	case interrupted && report.Rows > 0:
		return &incompleteError{message: "interrupted; " + importer.RowCount(report.Written) + " delivered"}
	case interrupted:
		return &interruptedError{"interrupted; no rows delivered"}
	case report.Rows > 0 && errors.Is(err, shared.ErrCursorExpired):
		// What helps a page of a search does not help here.
		return &incompleteError{message: afterRows(report, err)}
	case report.Rows > 0:
		return &incompleteError{message: afterRows(report, err), cause: err}
	default:
		return err
	}
}

func afterRows(report importer.Report, err error) string {
	return fmt.Sprintf("after %s: %v", importer.RowCount(report.Written), err)
}
