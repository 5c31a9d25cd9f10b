package output

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/igaplugin/igaplugin/shared"
)

// ReportDocument shows what a test of a connection found, class by class.
func ReportDocument(report *shared.TestReport) Document {
	records := TableData{Columns: []string{"class", "state", "operations", "missing", "problem"}}
	states := TableData{Columns: []string{"class", "state"}}
	var tables []TableData
	classes := make([]any, len(report.Classes))
	var missing []string
	for i, c := range report.Classes {
		classes[i] = classReportJSON(c)
		states.Rows = append(states.Rows, []string{c.Class, stateText(c)})
		if len(c.Problems) == 0 {
			records.Rows = append(records.Rows, []string{c.Class, "ok", "", "", ""})
			continue
		}
		table := TableData{Title: c.Class, Columns: []string{"operations", "problem"}}
		for _, p := range c.Problems {
			records.Rows = append(records.Rows, []string{
				c.Class, "problem", affected(p), strings.Join(p.Missing, ", "), errorText(p.Error),
			})
			table.Rows = append(table.Rows, []string{affected(p), problemText(p)})
			missing = append(missing, p.Missing...)
		}
		tables = append(tables, table)
	}
	slices.Sort(missing)
	return Document{
		Value: ordered{
			{"target", report.Target},
			{"ok", report.OK()},
			{"classes", classes},
			{"stats", statsJSON(report.Stats)},
		},
		Fields: []Field{
			{"target", report.Target},
			{"requests", statsText(report.Stats)},
			{"missing", strings.Join(slices.Compact(missing), ", ")},
		},
		Tables: append([]TableData{states}, tables...),
		CSV:    records,
	}
}

func classReportJSON(c shared.ClassReport) ordered {
	problems := make([]ordered, len(c.Problems))
	for i, p := range c.Problems {
		problems[i] = ordered{
			{"error", errorJSON(p.Error)},
			{"operations", operationNames(p.Operations)},
			{"missing", append([]string{}, p.Missing...)},
		}
	}
	return ordered{{"class", c.Class}, {"ok", len(c.Problems) == 0}, {"problems", problems}}
}

// stateText is the state of a class in few words.
func stateText(c shared.ClassReport) string {
	switch len(c.Problems) {
	case 0:
		return "ok"
	case 1:
		return "1 problem"
	default:
		return strconv.Itoa(len(c.Problems)) + " problems"
	}
}

// problemText is a problem with what is missing, which most messages say.
func problemText(p shared.Problem) string {
	text := errorText(p.Error)
	var unsaid []string
	for _, m := range p.Missing {
		if !strings.Contains(text, m) {
			unsaid = append(unsaid, m)
		}
	}
	if len(unsaid) > 0 {
		text += " (missing: " + strings.Join(unsaid, ", ") + ")"
	}
	return text
}

func affected(p shared.Problem) string {
	if len(p.Operations) == 0 {
		return "all"
	}
	return strings.Join(operationNames(p.Operations), " ")
}

func errorText(err *shared.Error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// errorJSON is an error of the catalogue with the fields that programs need.
func errorJSON(err *shared.Error) any {
	if err == nil {
		return nil
	}
	out := ordered{{"kind", err.Kind.Error()}, {"message", err.Message}}
	optional := []member{
		{"class", err.Class},
		{"uid", err.UID},
		{"attribute", err.Attribute},
		{"correlation_id", err.CorrelationID},
		{"upstream_code", err.Upstream.Code},
		{"upstream_request_id", err.Upstream.RequestID},
	}
	for _, m := range optional {
		if m.value != "" {
			out = append(out, m)
		}
	}
	if err.Upstream.Status != 0 {
		out = append(out, member{"upstream_status", err.Upstream.Status})
	}
	if err.RetryAfter > 0 {
		out = append(out, member{"retry_after_seconds", err.RetryAfter.Seconds()})
	}
	if len(err.Faults) > 0 {
		faults := make([]ordered, len(err.Faults))
		for i, f := range err.Faults {
			faults[i] = ordered{{"field", f.Field}, {"message", f.Message}}
		}
		out = append(out, member{"faults", faults})
	}
	return out
}

func statsJSON(s shared.OperationStats) ordered {
	return ordered{{"requests", s.Requests}, {"waited_seconds", s.Waited.Seconds()}}
}

func statsText(s shared.OperationStats) string {
	text := strconv.FormatInt(s.Requests, 10)
	if s.Waited > 0 {
		text += ", waited " + s.Waited.Round(time.Millisecond).String()
	}
	return text
}
