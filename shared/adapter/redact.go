package adapter

import (
	"strings"

	"github.com/igaplugin/igaplugin/shared"
)

// minSecretLength is the length from which a secret is looked for in texts:
// shorter ones would blank out innocent words.
const minSecretLength = 4

// redactor takes the secrets of a configuration out of texts. It is a second
// line of defence: connectors should not put them there.
type redactor struct {
	replacer *strings.Replacer
}

func newRedactor(config shared.Attributes) *redactor {
	var pairs []string
	for _, a := range config {
		for v := range a.Values.All() {
			if s, ok := v.AsSecret(); ok && len(s.Reveal()) >= minSecretLength {
				pairs = append(pairs, s.Reveal(), "***")
			}
		}
	}
	if len(pairs) == 0 {
		return nil
	}
	return &redactor{replacer: strings.NewReplacer(pairs...)}
}

func (r *redactor) text(s string) string {
	if r == nil {
		return s
	}
	return r.replacer.Replace(s)
}

// err returns a copy of e without secrets.
func (r *redactor) err(e *shared.Error) *shared.Error {
	if r == nil || e == nil {
		return e
	}
	out := *e
	out.Message = r.text(e.Message)
	out.UID = r.text(e.UID)
	out.Faults = make([]shared.Fault, len(e.Faults))
	for i, f := range e.Faults {
		out.Faults[i] = shared.Fault{Field: r.text(f.Field), Message: r.text(f.Message)}
	}
	if len(e.Faults) == 0 {
		out.Faults = nil
	}
	return &out
}
