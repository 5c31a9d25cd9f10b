package output

import (
	"fmt"

	"github.com/igaplugin/igaplugin/shared"
)

// WriteDocument shows what a write did. state is the outcome, or the kind of
// error where the write did not come to its end; cause is then why, and nil
// otherwise.
func WriteDocument(state string, result *shared.WriteResult, cause *shared.Error) Document {
	value := ordered{{"outcome", state}, {"uid", result.UID}, {"name", result.Name}}
	fields := []Field{{"outcome", state}, {"uid", result.UID}, {"name", result.Name}}
	if result.PreviousUID != "" {
		value = append(value, member{"previous_uid", result.PreviousUID})
		fields = append(fields, Field{"previous uid", result.PreviousUID})
	}
	if cause != nil {
		value = append(value, member{"error", errorJSON(cause)})
		fields = append(fields, Field{"error", cause.Error()})
	}
	value = append(value,
		member{"side_effects", sideEffectsJSON(result.SideEffects)},
		member{"not_applied", notAppliedJSON(result.NotApplied)},
	)
	// The answer that would have told the steps and the requests may be what is
	// missing. Then nothing is known of them, which is not the same as none.
	if cause == nil || len(result.Steps) > 0 || result.Stats.Requests > 0 {
		value = append(value, member{"steps", stepsJSON(result.Steps)}, member{"stats", statsJSON(result.Stats)})
		fields = append(fields, Field{"requests", statsText(result.Stats)})
	}
	d := Document{Value: value, Fields: fields}
	for _, t := range []TableData{sideEffectsTable(result.SideEffects), notAppliedTable(result.NotApplied), stepsTable(result.Steps)} {
		if len(t.Rows) > 0 {
			d.Tables = append(d.Tables, t)
		}
	}
	return d
}

// PlanDocument shows what a create would send, without the secrets in it.
func PlanDocument(class *shared.ObjectClass, attributes, options shared.Attributes) Document {
	values := func(list shared.Attributes, multi func(string) bool) ordered {
		out := ordered{}
		for _, a := range list {
			out = append(out, member{a.Name, valuesJSON(a.Values, multi(a.Name))})
		}
		return out
	}
	table := TableData{Columns: []string{"attribute", "value"}}
	for _, a := range attributes {
		table.Rows = append(table.Rows, []string{a.Name, joined(a.Values)})
	}
	d := Document{
		Value: ordered{
			{"class", class.Name},
			{"attributes", values(attributes, func(name string) bool { return isMulti(class, name) })},
			{"options", values(options, func(string) bool { return false })},
		},
		Fields: []Field{{"would create", class.Name}},
		Tables: []TableData{table},
		CSV:    table,
	}
	if len(options) > 0 {
		t := TableData{Columns: []string{"option", "value"}}
		for _, o := range options {
			t.Rows = append(t.Rows, []string{o.Name, joined(o.Values)})
		}
		d.Tables = append(d.Tables, t)
	}
	return d
}

func sideEffectsJSON(effects []shared.SideEffect) []ordered {
	out := make([]ordered, len(effects))
	for i, e := range effects {
		out[i] = ordered{{"attribute", e.Attribute}, {"description", e.Description}}
	}
	return out
}

func notAppliedJSON(missed []shared.NotApplied) []ordered {
	out := make([]ordered, len(missed))
	for i, m := range missed {
		out[i] = ordered{{"attribute", m.Attribute}, {"reason", errorJSON(m.Reason)}}
	}
	return out
}

func stepsJSON(steps []shared.Step) []ordered {
	out := make([]ordered, len(steps))
	for i, s := range steps {
		out[i] = ordered{{"name", s.Name}, {"endpoint", s.Endpoint}, {"state", s.State.String()}}
	}
	return out
}

func sideEffectsTable(effects []shared.SideEffect) TableData {
	t := TableData{Title: "side effects", Columns: []string{"attribute", "what happened"}}
	for _, e := range effects {
		t.Rows = append(t.Rows, []string{e.Attribute, e.Description})
	}
	return t
}

func notAppliedTable(missed []shared.NotApplied) TableData {
	t := TableData{Title: "not applied", Columns: []string{"attribute", "reason"}}
	for _, m := range missed {
		t.Rows = append(t.Rows, []string{m.Attribute, errorText(m.Reason)})
	}
	return t
}

func stepsTable(steps []shared.Step) TableData {
	t := TableData{Title: "steps", Columns: []string{"step", "call", "state"}}
	for i, s := range steps {
		t.Rows = append(t.Rows, []string{fmt.Sprintf("%d %s", i+1, s.Name), s.Endpoint, s.State.String()})
	}
	return t
}
