package zoomsim

import (
	"cmp"
	"errors"
	"fmt"
	"time"
)

// Fault is a scripted misbehaviour: which requests it concerns, which of them
// it hits, and what happens to these. Empty selectors match everything. Which
// request is hit depends on what is asked and how often alone.
//
// Every fault that matches a request counts it, in the order of the script;
// the first one that is due fires, alone.
type Fault struct {
	// Name is for reports.
	Name string `json:"name,omitempty"`

	// Method and Route select an operation, for instance "GET" and
	// "/users/{userId}"; the token endpoint is "/oauth/token". The route is
	// the template without the API prefix. What no operation has is refused:
	// such a fault would never fire.
	Method string `json:"method,omitempty"`
	Route  string `json:"route,omitempty"`
	// Object is a pattern of path.Match that one of the path parameters must
	// match: an id (case-sensitive) or an address (in any case). An existing
	// user matches by both, whichever the caller sent.
	Object string `json:"object,omitempty"`
	// Contains is text that the request body must hold.
	Contains string `json:"contains,omitempty"`
	// Page is the number of the page asked for, from 1. It is known of page
	// tokens issued while a fault that names a page is in force.
	Page int `json:"page,omitempty"`
	// PageToken is the next_page_token of the request.
	PageToken string `json:"page_token,omitempty"`

	// Occurrence is the one matching request to hit, from 1: it stands for
	// From with Times 1.
	Occurrence int `json:"occurrence,omitempty"`
	// From is the first matching request to hit; 0 means 1. Times is how many
	// are hit from there on; 0 means all.
	From  int `json:"from,omitempty"`
	Times int `json:"times,omitempty"`
	// PerRequest counts occurrences for every distinct request (method, path,
	// query and body) by itself: with Times 1 each request fails once and
	// succeeds when repeated, in whatever order many callers ask.
	PerRequest bool `json:"per_request,omitempty"`

	// MinFires is how often the fault must fire at least; Sim.CheckFaults and
	// Server.Close return an error when it did not.
	MinFires int `json:"min_fires,omitempty"`

	// Effect is what happens.
	Effect Effect `json:"effect"`
}

// EffectKind is what a fault does.
type EffectKind string

const (
	// EffectAnswer answers with Status, and with Body, or else with Zoom's
	// error envelope of Code and Message when one of them is set.
	EffectAnswer EffectKind = "answer"
	// EffectDelay waits for Delay and goes on as usual.
	EffectDelay EffectKind = "delay"
	// EffectCut closes the connection without an answer. With Applied this is
	// a lost response. It ends the handler with http.ErrAbortHandler, as
	// net/http wants: a caller without a server has to recover.
	EffectCut EffectKind = "cut"
	// EffectTruncate ends the body of the true answer after Bytes, 0 for half
	// of it; the HTTP message is complete.
	EffectTruncate EffectKind = "truncate"
	// EffectCutBody closes the connection after Bytes of the body of the true
	// answer, 0 for half of it, ended like EffectCut.
	EffectCutBody EffectKind = "cut_body"
	// EffectHTML answers with an HTML page, Body or one of a gateway, and with
	// Status, 0 for 502.
	EffectHTML EffectKind = "html"
	// EffectEmpty answers with an empty body, and with Status, 0 for that of
	// the true answer, or 200 when the request is not carried out.
	EffectEmpty EffectKind = "empty"
	// EffectDrip sends the true answer Bytes (0 for 1) at a time, with
	// Interval in between.
	EffectDrip EffectKind = "drip"
	// EffectRedirect redirects to Location with Status, 0 for 302.
	EffectRedirect EffectKind = "redirect"
)

// Effect is what a fault does to a request. Which fields may be set depends on
// the kind.
type Effect struct {
	Kind    EffectKind `json:"kind"`
	Status  int        `json:"status,omitempty"` // 200 to 599
	Code    int        `json:"code,omitempty"`
	Message string     `json:"message,omitempty"`
	Body    string     `json:"body,omitempty"`
	// Headers are set on the answer, over those it would have.
	Headers  map[string]string `json:"headers,omitempty"`
	Location string            `json:"location,omitempty"`
	Bytes    int               `json:"bytes,omitempty"`
	Interval Duration          `json:"interval,omitzero"`
	// Delay waits first; the request's cancellation ends it, and the request.
	Delay Duration `json:"delay,omitzero"`
	// Applied carries the request out all the same, before any delay. The
	// kinds that alter the true answer always carry it out.
	Applied bool `json:"applied,omitempty"`
}

// Duration is a time.Duration that is written as text, like "1.5s".
type Duration time.Duration

// MarshalText writes the duration as time.Duration prints itself.
func (d Duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

// UnmarshalText reads what time.ParseDuration reads.
func (d *Duration) UnmarshalText(text []byte) error {
	parsed, err := time.ParseDuration(string(text))
	*d = Duration(parsed)
	return err
}

// FaultStatus is a fault in force and what has become of it.
type FaultStatus struct {
	Fault
	// Matched is how many requests matched, Fires how many were hit.
	Matched int `json:"matched"`
	Fires   int `json:"fires"`
}

// ErrFaultUnmet means that a fault fired less often than it had to.
var ErrFaultUnmet = errors.New("zoomsim: fault did not fire as often as it must")

// SetFaults replaces the faults in force; all counts begin anew, and what the
// replaced ones still had to do is forgotten: ask CheckFaults before. The error
// names every invalid fault by its index, and nothing has changed then.
func (s *Sim) SetFaults(faults []Fault) error {
	if err := validateFaults(faults); err != nil {
		return err
	}
	s.faults.set(faults)
	return nil
}

// AddFaults adds to the faults in force, which keep their counts. The error
// names every invalid fault by its index, and nothing has changed then.
func (s *Sim) AddFaults(faults []Fault) error {
	if err := validateFaults(faults); err != nil {
		return err
	}
	return s.faults.add(faults)
}

// ClearFaults ends all faults and forgets their counts, and with them what had
// to fire and did not: ask CheckFaults before.
func (s *Sim) ClearFaults() { s.faults.set(nil) }

// FaultReport gives the faults in force, in order, with their counts.
func (s *Sim) FaultReport() []FaultStatus { return s.faults.report() }

// CheckFaults returns an error that names each fault that fired less than its
// MinFires; every one of them is an ErrFaultUnmet.
func (s *Sim) CheckFaults() error {
	var unmet []error
	for i, f := range s.faults.report() {
		if f.Fires < f.MinFires {
			unmet = append(unmet, fmt.Errorf("%w: fault %d (%s) matched %d requests and fired %d times of at least %d",
				ErrFaultUnmet, i, f.describe(), f.Matched, f.Fires, f.MinFires))
		}
	}
	return errors.Join(unmet...)
}

func (f Fault) describe() string {
	return cmp.Or(f.Name, fmt.Sprintf("%s of %s %s", f.Effect.Kind, cmp.Or(f.Method, "any method"), cmp.Or(f.Route, "any route")))
}

// window is the range of occurrences that are hit, from first on; last is 0
// for no end.
func (f Fault) window() (first, last int) {
	if f.Occurrence > 0 {
		return f.Occurrence, f.Occurrence
	}
	first = max(f.From, 1)
	if f.Times == 0 {
		return first, 0
	}
	return first, first + f.Times - 1
}
