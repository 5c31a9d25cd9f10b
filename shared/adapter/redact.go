package adapter

import (
	"cmp"
	"slices"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
)

// minSecretLength is the length from which a secret is looked for in texts:
// shorter ones would blank out innocent words.
const minSecretLength = 4

// redactor takes secrets out of texts that leave the connector, and bounds the
// texts. It is a second line of defence: connectors should not put them there.
// A nil redactor knows no secrets.
type redactor struct {
	secrets  []string
	replacer *strings.Replacer
}

// with returns a redactor that also knows the secrets among the values.
func (r *redactor) with(values ...shared.Values) *redactor {
	var secrets []string
	for _, vs := range values {
		for v := range vs.All() {
			if s, ok := v.AsSecret(); ok && len(s.Reveal()) >= minSecretLength {
				secrets = append(secrets, s.Reveal())
			}
		}
	}
	if len(secrets) == 0 {
		return r
	}
	if r != nil {
		secrets = append(secrets, r.secrets...)
	}
	// The longest first: one secret may be the beginning of another.
	slices.SortFunc(secrets, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	pairs := make([]string, 0, 2*len(secrets))
	for _, s := range secrets {
		pairs = append(pairs, s, "***")
	}
	return &redactor{secrets: secrets, replacer: strings.NewReplacer(pairs...)}
}

// withAttributes is with, for a list of attributes.
func (r *redactor) withAttributes(attributes shared.Attributes) *redactor {
	values := make([]shared.Values, len(attributes))
	for i, a := range attributes {
		values[i] = a.Values
	}
	return r.with(values...)
}

// withDeltas is with, for a list of deltas.
func (r *redactor) withDeltas(deltas []shared.AttributeDelta) *redactor {
	var values []shared.Values
	for _, d := range deltas {
		values = append(values, d.Add, d.Remove)
		if d.Replace != nil {
			values = append(values, *d.Replace)
		}
	}
	return r.with(values...)
}

func (r *redactor) text(s string) string {
	if r == nil {
		return s
	}
	return r.replacer.Replace(s)
}

// err returns e without secrets and with bounded texts.
func (r *redactor) err(e *shared.Error) *shared.Error {
	if r == nil || e == nil {
		return e.Bounded()
	}
	out := *e
	out.Message = r.text(e.Message)
	out.UID = r.text(e.UID)
	out.Faults = nil
	for _, f := range e.Faults {
		out.Faults = append(out.Faults, shared.Fault{Field: r.text(f.Field), Message: r.text(f.Message)})
	}
	return out.Bounded()
}

// result returns a copy of a result without secrets in its texts.
func (r *redactor) result(in shared.WriteResult) shared.WriteResult {
	in.NotApplied = slices.Clone(in.NotApplied)
	for i, n := range in.NotApplied {
		in.NotApplied[i].Reason = r.err(n.Reason)
	}
	in.SideEffects = slices.Clone(in.SideEffects)
	for i, s := range in.SideEffects {
		in.SideEffects[i].Description = r.text(s.Description)
	}
	return in
}

// report returns a copy of a report without secrets in its texts.
func (r *redactor) report(in *shared.TestReport) *shared.TestReport {
	out := *in
	out.Target = r.text(in.Target)
	out.Classes = slices.Clone(in.Classes)
	for i, c := range out.Classes {
		out.Classes[i].Problems = slices.Clone(c.Problems)
		for j, p := range c.Problems {
			out.Classes[i].Problems[j].Error = r.err(p.Error)
		}
	}
	return &out
}
