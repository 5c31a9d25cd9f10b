package output

import (
	"strconv"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
)

// unknownNumber stands for a number that nobody can predict.
const unknownNumber = "?"

// FetchPlanDocument shows how a connector reads the rows of a search: the
// requests that it sends to its target, by kind, and how many there will be.
func FetchPlanDocument(plan *shared.FetchPlan) Document {
	table := TableData{Columns: []string{"call", "requests", "rows", "purpose"}}
	records := TableData{Columns: []string{"call", "purpose", "requests", "at_most", "estimated", "rows", "attributes"}}
	sources := make([]ordered, len(plan.Sources))
	for i, s := range plan.Sources {
		table.Rows = append(table.Rows, []string{s.Call, predicted(s.Requests, s.AtMost, s.Estimated), predicted(s.Rows, false, false), purpose(s)})
		records.Rows = append(records.Rows, []string{
			s.Call, s.Purpose, plain(s.Requests), strconv.FormatBool(s.AtMost), strconv.FormatBool(s.Estimated), plain(s.Rows), strings.Join(s.Attributes, ";"),
		})
		sources[i] = ordered{
			{"call", s.Call},
			{"purpose", s.Purpose},
			{"requests", numberJSON(s.Requests)},
			{"at_most", s.AtMost},
			{"estimated", s.Estimated},
			{"rows", numberJSON(s.Rows)},
			{"attributes", append([]string{}, s.Attributes...)},
		}
	}
	table.Rows = append(table.Rows, []string{"total", predicted(plan.Requests, plan.AtMost(), plan.Estimated()), predicted(plan.Rows, false, false), ""})
	return Document{
		Value: ordered{
			{"requests", numberJSON(plan.Requests)},
			{"at_most", plan.AtMost()},
			{"estimated", plan.Estimated()},
			{"rows", numberJSON(plan.Rows)},
			{"sources", sources},
		},
		Tables: []TableData{table},
		CSV:    records,
	}
}

// purpose is why requests are sent, with the attributes that cause them.
func purpose(s shared.FetchSource) string {
	const enough = 5
	names := s.Attributes
	if len(names) == 0 {
		return s.Purpose
	}
	text := strings.Join(names, ", ")
	if len(names) > enough {
		text = strings.Join(names[:enough], ", ") + " and " + strconv.Itoa(len(names)-enough) + " more"
	}
	return strings.TrimSpace(s.Purpose + " (for " + text + ")")
}

// predicted is a number for people.
func predicted(n int64, atMost, estimated bool) string {
	switch {
	case n < 0:
		return unknownNumber
	case estimated:
		return "about " + Grouped(n)
	case atMost:
		return "at most " + Grouped(n)
	default:
		return Grouped(n)
	}
}

// plain is a number for programs; empty when it is not known.
func plain(n int64) string {
	if n < 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// numberJSON is a number, or null when it is not known.
func numberJSON(n int64) any {
	if n < 0 {
		return nil
	}
	return n
}

// PredictionText compares what a plan predicts with what was sent.
func PredictionText(plan *shared.FetchPlan, sent int64) string {
	text := "requests not predicted"
	if plan.Requests >= 0 {
		text = "predicted " + predicted(plan.Requests, plan.AtMost(), plan.Estimated()) + " requests"
	}
	if plan.Requests == 1 {
		text = strings.TrimSuffix(text, "s")
	}
	return text + ", sent " + Grouped(sent)
}
