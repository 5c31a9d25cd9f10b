package zoomimpl

import (
	"fmt"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// configReader reads values whose types were checked before, and collects what
// is wrong with them.
type configReader struct {
	attributes shared.Attributes
	faults     []shared.Fault
}

func (r *configReader) fault(name, format string, args ...any) {
	r.faults = append(r.faults, shared.Fault{Field: name, Message: fmt.Sprintf(format, args...)})
}

// err is all that is wrong, in one error.
func (r *configReader) err() error {
	if len(r.faults) == 0 {
		return nil
	}
	e := &shared.Error{Kind: shared.ErrInvalidConfiguration, Faults: r.faults}
	if len(r.faults) == 1 {
		e.Attribute = r.faults[0].Field
	}
	return e
}

func (r *configReader) values(name string) shared.Values {
	v, _ := r.attributes.Get(name)
	return v
}

func (r *configReader) text(name string) string {
	s, _ := r.values(name).AsString()
	return strings.TrimSpace(s)
}

func (r *configReader) texts(name string) []string {
	var out []string
	for v := range r.values(name).All() {
		if s, ok := v.AsString(); ok && strings.TrimSpace(s) != "" {
			out = append(out, strings.TrimSpace(s))
		}
	}
	return out
}

func (r *configReader) secret(name string) shared.Secret {
	s, _ := r.values(name).AsSecret()
	return s
}

func (r *configReader) number(name string) int {
	n, _ := r.values(name).AsInt()
	return int(n)
}

func (r *configReader) flag(name string) bool {
	b, _ := r.values(name).AsBool()
	return b
}

// endpoint returns an address in its usual form, so that two spellings of it
// are the same account.
func (r *configReader) endpoint(name string) string {
	address, err := zoomapi.NormaliseEndpoint(r.text(name))
	if err != nil {
		r.fault(name, "%s", err)
	}
	return address
}

// share is the part of the rates that may be used.
func (r *configReader) share() float64 {
	for v := range r.values(propRateShare).All() {
		f, _ := v.AsFloat()
		return f
	}
	return 1
}

// rates are the rates by label; nil when there are none.
func (r *configReader) rates() map[string]float64 {
	var rates map[string]float64
	for _, text := range r.texts(propRateLimits) {
		label, perSecond, err := parseRate(text)
		if err != nil {
			r.fault(propRateLimits, "%s", err)
			continue
		}
		if _, twice := rates[label]; twice {
			r.fault(propRateLimits, "has the label %s twice", label)
			continue
		}
		if rates == nil {
			rates = map[string]float64{}
		}
		rates[label] = perSecond
	}
	return rates
}

// transfer says who gets which data of deleted users.
func (r *configReader) transfer() zoomapi.DeleteOptions {
	o := zoomapi.DeleteOptions{TransferEmail: r.text(propTransferEmail)}
	var set []string
	for _, t := range transfers() {
		if *t.field(&o) = r.flag(t.property); *t.field(&o) {
			set = append(set, t.property)
		}
	}
	if len(set) > 0 && o.TransferEmail == "" {
		r.fault(propTransferEmail, "required when %s is true", strings.Join(set, " or "))
	}
	return o
}
