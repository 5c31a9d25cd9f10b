package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/igaplugin/igaplugin/host-example/internal/output"
	"github.com/igaplugin/igaplugin/shared"
)

// explainFlags are --explain and --dry-run.
type explainFlags struct{ explain, dryRun bool }

func (f *explainFlags) add(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&f.explain, "explain", false, "say on standard error how the connector reads the rows, and how many requests that takes")
	cmd.Flags().BoolVar(&f.dryRun, "dry-run", false, "print how the connector would read the rows, and read none")
}

// explainHelp explains them.
const explainHelp = "--explain shows the fetch plan before the rows: which requests the connector sends to its target, how many it\n" +
	"predicts of each, and for which attributes; at the end, how many there were. --dry-run prints the plan alone,\n" +
	"which takes a few requests at most."

// mode is what the flags ask of a search.
func (f explainFlags) mode() shared.Explain {
	switch {
	case f.dryRun:
		return shared.ExplainOnly
	case f.explain:
		return shared.ExplainRows
	default:
		return shared.ExplainNone
	}
}

// dryRun prints the fetch plan of a query to standard output.
func (a *app) dryRun(ctx context.Context, c connected, q *shared.Query) error {
	query := *q
	query.Explain = shared.ExplainOnly
	results, err := c.conn.Search(ctx, &query)
	if err != nil {
		return err
	}
	results.Close()
	if results.Plan == nil {
		return shared.NewError(shared.ErrUnsupported, "connector %s cannot tell how it reads the rows", c.session.Info.Name)
	}
	return a.write(output.FetchPlanDocument(results.Plan))
}

// explain shows the fetch plan of a search that is about to run.
func (a *app) explain(plan *shared.FetchPlan) error {
	if plan == nil {
		a.notice("this connector does not tell how it reads")
		return nil
	}
	d := output.FetchPlanDocument(plan)
	if a.env.StderrWidth != nil {
		d.Width = a.env.StderrWidth()
	}
	return d.Write(a.env.Stderr, output.Table)
}

// explained compares the plan with what was sent in the end.
func (a *app) explained(plan *shared.FetchPlan, sent int64) {
	if plan != nil {
		a.say("%s", output.PredictionText(plan, sent))
	}
}
