package report

import (
	"fmt"
	"strings"
	"time"

	"github.com/igaplugin/igaplugin/bench/importbench/internal/scenario"
)

// Report is what is written.
type Report struct {
	// Machine, Command and Commit say on what, how and of which source the
	// figures were measured; an empty Commit is left out.
	Machine, Command, Commit string
	// Date is when.
	Date time.Time
	// Results are the figures, and Criteria what they are held against.
	Results  []scenario.Result
	Criteria []scenario.Criterion
}

// Markdown writes the report as a section of a document.
func (r Report) Markdown() string {
	var b strings.Builder
	b.WriteString("## Imports of the Zoom connector\n\n")
	fmt.Fprintf(&b, "`%s`, %s", r.Command, r.Date.UTC().Format(time.DateOnly))
	if r.Commit != "" {
		fmt.Fprintf(&b, ", commit %s", r.Commit)
	}
	fmt.Fprintf(&b, ".\n\n%s.\n\n%s\n\n", r.Machine, method)
	table(&b, figureColumns(), r.figures())
	fmt.Fprintf(&b, "\n%s\n", legend)
	if naive := r.naive(); naive != "" {
		b.WriteString("\n" + naive + "\n")
	}
	if bounds := r.bounds(); len(bounds) > 0 {
		b.WriteString("\n### What sets the bound\n\n")
		table(&b, []string{"scenario", "bound", "set by"}, bounds)
	}
	if len(r.Criteria) > 0 {
		b.WriteString("\n### Criteria\n\n")
		rows := make([][]string, 0, len(r.Criteria))
		for _, c := range r.Criteria {
			rows = append(rows, []string{c.Name, c.Figure, c.Limit, string(c.Verdict)})
		}
		table(&b, []string{"criterion", "figure", "limit", ""}, rows)
	}
	return b.String()
}

const method = `Simulator, host and connector run on this machine, each as a process of its own. Of the users 70 % are active, 20 %
inactive and 10 % pending; half as many as there are users have Zoom Phone. Pending users are identified by e-mail
address (` + "`pending_uid: email`" + `). Rows are written to a file as JSON lines. Each scenario has a simulator of its
own, which counts the requests.`

const legend = `*reads*: what Zoom's user lists carry; the same and Zoom Phone; everything, which takes a request for each user; or the
naive baseline. *requests*: as counted by the simulator, tokens included; in brackets as told by the host, without
tokens. *bound*: the least time in which these requests can be made, the greatest of (requests−1)/rate of every quota
and of pages × latency of every list. *first row*: from the start of the host, the start of the connector included;
*phone list*: when its last page was answered. *CPU*: of host and connector together. *plugin*, *host*: peak resident
memory.`

func figureColumns() []string {
	return []string{
		"users", "plan", "latency", "reads", "rows", "requests", "429", "wall", "bound", "wall/bound", "first row", "phone list",
		"rows/s", "CPU", "plugin", "host",
	}
}

func (r Report) figures() [][]string {
	rows := make([][]string, 0, len(r.Results))
	for _, result := range r.Results {
		rows = append(rows, figure(result))
	}
	return rows
}

func figure(r scenario.Result) []string {
	plan := r.Plan
	if r.RateScale != 0 {
		plan = fmt.Sprintf("%s, rates ×%g", plan, r.RateScale)
	}
	requests := fmt.Sprint(r.Requests())
	if r.OwnRequests >= 0 {
		requests += fmt.Sprintf(" (%d)", r.OwnRequests)
	}
	least, over, phone := "–", "–", "–"
	if r.Bound.Least > 0 {
		least, over = seconds(r.Bound.Least), fmt.Sprintf("%.2f", r.OverBound())
	}
	if end, listed := r.PhoneListEnd(); listed {
		phone = seconds(end)
	}
	return []string{
		scenario.Count(int64(r.Users)), plan, fmt.Sprintf("%d ms", r.Latency.Milliseconds()), string(r.Reads), fmt.Sprint(r.Rows),
		requests, fmt.Sprint(r.Stats.Throttled), seconds(r.Wall), least, over, known(r.FirstRow), phone,
		fmt.Sprintf("%.0f", float64(r.Rows)/r.Wall.Seconds()), known(r.UserTime + r.SystemTime), memory(r.Peaks.Child), memory(r.Peaks.Parent),
	}
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.2f s", d.Seconds()) }

func known(d time.Duration) string {
	if d == 0 {
		return "–"
	}
	return seconds(d)
}

func memory(peak int64) string {
	if peak == 0 {
		return "–"
	}
	return fmt.Sprintf("%d MiB", peak>>20)
}

// naive tells what the baseline would take for the accounts that were imported.
func (r Report) naive() string {
	for _, naive := range r.Results {
		if naive.Reads != scenario.ReadsNaive {
			continue
		}
		each := naive.Wall.Seconds() / float64(naive.Users)
		requests := float64(naive.Requests()) / float64(naive.Users)
		text := fmt.Sprintf(`The naive baseline lists pages of 30, gets each active and inactive user, and for each of them with Zoom Phone the phone
user and the list of sites, one request after the other, each over a connection of its own; pending users are left out.
Measured with %d users, that is %.2f requests and %.1f ms for each user of the account.`, naive.Users, requests, 1000*each)
		const extrapolated = 100_000
		return text + fmt.Sprintf(" **Extrapolated** to 100,000 users, not measured:\n%.0f requests and %.0f s.", extrapolated*requests, extrapolated*each)
	}
	return ""
}

func (r Report) bounds() [][]string {
	var rows [][]string
	for _, result := range r.Results {
		if result.Bound.Least > 0 {
			rows = append(rows, []string{result.Name(), seconds(result.Bound.Least), result.Bound.Reason})
		}
	}
	return rows
}

// table writes a Markdown table.
func table(b *strings.Builder, head []string, rows [][]string) {
	line := func(cells []string) { fmt.Fprintf(b, "| %s |\n", strings.Join(cells, " | ")) }
	line(head)
	b.WriteString(strings.Repeat("|---", len(head)) + "|\n")
	for _, cells := range rows {
		line(cells)
	}
}
