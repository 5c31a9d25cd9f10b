package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/igaplugin/igaplugin/host-example/internal/output"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/filter"
)

// defaultWidth is the width of tables where there is no terminal.
const defaultWidth = 120

// searchFlags are those of the search command.
type searchFlags struct {
	filter, cookie   string
	attributes, sort string
	pageSize, offset int
	limit            int
	count            bool
	explain          explainFlags
}

// searchCommand finds objects.
func (a *app) searchCommand() *cobra.Command {
	var flags searchFlags
	cmd := &cobra.Command{
		Use:   "search CLASS",
		Short: "Find objects",
		Long: "Find objects. With --page-size, standard error says how to get the next page: with a cookie or, where the\n" +
			"rows are sorted, with an offset. A reference is compared by its uid.\n" + attributesHelp + "\n" + explainHelp,
		Example: `  igahost search ZoomUser --filter 'status eq "active" and email co "@example.com"' --attrs email,dept
  igahost search ZoomUser --page-size 50 --sort dept,-email -o csv
  igahost search ZoomUser --attrs @all --dry-run`,
		Args: words(1, 1),
		RunE: a.run(func(cmd *cobra.Command, args []string) error {
			query, err := flags.query()
			if err != nil {
				return err
			}
			return a.withConnection(cmd.Context(), false, func(c connected) error {
				return a.search(cmd.Context(), c, args[0], query, flags)
			})
		}),
	}
	f := cmd.Flags()
	f.StringVar(&flags.filter, "filter", "", `SCIM filter, for example 'status eq "active"'`)
	f.IntVar(&flags.pageSize, "page-size", 0, "number of rows to return; 0 returns all")
	f.IntVar(&flags.offset, "offset", 0, "first row to return, counted from 1; needs --page-size")
	f.StringVar(&flags.cookie, "cookie", "", "continue after the page that gave this cookie; needs --page-size")
	f.StringVar(&flags.sort, "sort", "", "attributes to sort by, separated by commas; -name is descending")
	f.IntVar(&flags.limit, "limit", 0, "stop after this number of rows; 0 means no limit")
	f.BoolVar(&flags.count, "count", false, "print the number of rows only")
	attributesFlag(cmd, &flags.attributes)
	flags.explain.add(cmd)
	return cmd
}

// query makes the query that the flags describe, but for what needs a schema.
func (f *searchFlags) query() (*shared.Query, error) {
	if f.limit < 0 {
		return nil, usagef("--limit must not be negative; 0 means no limit")
	}
	q := &shared.Query{PageSize: f.pageSize, Offset: f.offset, Cookie: f.cookie, Explain: f.explain.mode()}
	var err error
	if q.Filter, err = parseFilter(f.filter); err != nil {
		return nil, err
	}
	keys, err := splitNames("sort", f.sort)
	if err != nil {
		return nil, err
	}
	for _, key := range keys {
		name, descending := strings.CutPrefix(key, "-")
		if name == "" {
			return nil, usagef("--sort: - must be followed by the name of an attribute")
		}
		q.Sort = append(q.Sort, shared.SortKey{Attribute: name, Descending: descending})
	}
	return q, nil
}

// parseFilter reads --filter; nil without one.
func parseFilter(text string) (shared.Filter, error) {
	if text == "" {
		return nil, nil
	}
	parsed, err := filter.Parse(text)
	return parsed, asUsage(err)
}

// search runs a query and writes the rows as they arrive.
func (a *app) search(ctx context.Context, c connected, className string, q *shared.Query, flags searchFlags) error {
	class, _, err := c.operation(className, shared.OperationSearch)
	if err != nil {
		return err
	}
	q.Class = class.Name
	if q.Attributes, err = attributeNames(class, flags.attributes); err != nil {
		return err
	}
	if flags.count && len(q.Attributes) == 0 {
		q.Attributes = []string{class.UIDAttribute} // whatever costs least
	}
	if flags.explain.dryRun {
		return a.dryRun(ctx, c, q)
	}
	progress := &shared.Progress{}
	results, err := c.conn.Search(shared.WithProgress(ctx, progress), q)
	if err != nil {
		return err
	}
	defer results.Close()
	if flags.explain.explain {
		if err := a.explain(results.Plan); err != nil {
			return err
		}
	}
	sink := a.rows(class, q, results.AttributeSet)
	if flags.count {
		sink = discard{}
	}
	delivered, stopped, err := deliver(results, sink, flags.limit)
	if flags.explain.explain && !stopped { // What a search that was stopped has cost is not told any more.
		defer func() { a.explained(results.Plan, max(progress.Stats().Requests, results.Page().Stats.Requests)) }()
	}
	if err != nil {
		return a.searchEnded(ctx, delivered, err)
	}
	if flags.count {
		if err := a.write(output.CountDocument(delivered)); err != nil {
			return err
		}
	}
	a.summary(delivered, stopped, results, q)
	return nil
}

// rows chooses how rows are written.
func (a *app) rows(class *shared.ObjectClass, q *shared.Query, set string) output.Rows {
	return output.NewRows(a.env.Stdout, a.format, a.layout(class, q.Attributes, output.Columns(class, q.Attributes, set)))
}

// layout is that of rows on standard output; asked are the attributes of --attrs.
func (a *app) layout(class *shared.ObjectClass, asked, columns []string) output.Layout {
	layout := output.Layout{
		Class: class, Columns: columns,
		OnHidden: func(names []string) {
			a.notice("not shown: %s; name them with --attrs, or use -o json", someWords(names))
		},
	}
	if len(asked) == 0 {
		layout.Width = a.env.Width
		if layout.Width == 0 {
			layout.Width = defaultWidth
		}
	}
	return layout
}

// discard takes rows that are only counted.
type discard struct{}

// Write does nothing.
func (discard) Write(*shared.Object) error { return nil }

// Close does nothing.
func (discard) Close() error { return nil }

// Abort does nothing.
func (discard) Abort() error { return nil }

// deliver writes rows until the end, the limit (0 is none) or an error. stopped
// tells that rows may be left.
func deliver(results *shared.Results, sink output.Rows, limit int) (delivered int, stopped bool, err error) {
	for obj, err := range results.All() {
		if err == nil {
			err = sink.Write(obj)
		}
		if err != nil {
			if aborted := sink.Abort(); aborted != nil {
				return delivered, false, fmt.Errorf("%w; writing the rows: %w", err, aborted)
			}
			return delivered, false, err
		}
		delivered++
		if delivered == limit {
			return delivered, true, sink.Close()
		}
	}
	return delivered, false, sink.Close()
}

// searchEnded says how many rows came before an error.
func (a *app) searchEnded(ctx context.Context, delivered int, err error) error {
	err = a.interrupted(ctx, err, fmt.Sprintf("%s delivered, nothing was changed", rowCount(delivered)))
	if exitCode(err) != exitInterrupted && delivered > 0 {
		return fmt.Errorf("after %s: %w", rowCount(delivered), err)
	}
	return err
}

// summary says what is known after the last row. How to go on is said even to
// those who want it quiet: there is no other way to learn it. Sorted pages have
// no cookie.
func (a *app) summary(delivered int, stopped bool, results *shared.Results, q *shared.Query) {
	if stopped {
		a.notice("%s; stopped by --limit", rowCount(delivered))
		return
	}
	page := results.Page()
	text := rowCount(delivered)
	if page.Remaining >= 0 {
		text += fmt.Sprintf(", %d remaining", page.Remaining)
	}
	if page.Stats.Requests > 0 {
		text += ", " + counted(page.Stats.Requests, "request")
	}
	a.notice("%s", text)
	switch {
	case page.Cookie != "":
		a.say("cookie: %s", page.Cookie)
	case q.PageSize > 0 && page.Remaining > 0:
		a.say("to go on: --offset %d", max(q.Offset, 1)+delivered)
	}
}

// rowCount is a number of rows in words.
func rowCount(n int) string { return counted(int64(n), "row") }

// counted is a number of things in words.
func counted(n int64, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
