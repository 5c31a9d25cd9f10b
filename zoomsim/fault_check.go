package zoomsim

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path"
	"slices"
	"time"
)

const (
	maxFaults     = 1000
	maxFaultCount = 1_000_000_000
	maxFaultDelay = 24 * time.Hour
)

// ParseFaults reads a JSON array of faults and validates them. Unknown fields
// are refused; the error names every faulty element by its index.
func ParseFaults(text []byte) ([]Fault, error) {
	var elements []json.RawMessage
	if err := json.Unmarshal(text, &elements); err != nil {
		return nil, fmt.Errorf("faults are no JSON array: %w", err)
	}
	var (
		faults   = make([]Fault, len(elements))
		problems []error
		routes   = newFaultRoutes()
	)
	for i, element := range elements {
		if err := decodeStrictly(element, &faults[i]); err != nil {
			problems = append(problems, fmt.Errorf("fault %d: %w", i, err))
		} else {
			problems = append(problems, faults[i].validate(i, routes))
		}
	}
	problems = append(problems, limitFaults(len(faults)))
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	return faults, nil
}

// decodeStrictly reads one JSON value without unknown fields and with nothing
// after it.
func decodeStrictly(text []byte, target any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(target); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("there is more after the JSON value")
	}
	return nil
}

func limitFaults(n int) error {
	if n > maxFaults {
		return fmt.Errorf("%d faults, the most is %d", n, maxFaults)
	}
	return nil
}

// validateFaults reports every invalid fault together.
func validateFaults(faults []Fault) error {
	if len(faults) == 0 {
		return nil
	}
	problems, routes := []error{limitFaults(len(faults))}, newFaultRoutes()
	for i, f := range faults {
		problems = append(problems, f.validate(i, routes))
	}
	return errors.Join(problems...)
}

// validate reports everything that is wrong with the i-th fault.
func (f Fault) validate(i int, routes faultRoutes) error {
	var problems []error
	bad := func(format string, args ...any) {
		problems = append(problems, fmt.Errorf("fault %d: "+format, append([]any{i}, args...)...))
	}
	if err := routes.check(f); err != nil {
		bad("%w", err)
	}
	for _, count := range []struct {
		name  string
		value int
	}{
		{"page", f.Page},
		{"occurrence", f.Occurrence},
		{"from", f.From},
		{"times", f.Times},
		{"min_fires", f.MinFires},
		{"effect.bytes", f.Effect.Bytes},
	} {
		if count.value < 0 || count.value > maxFaultCount {
			bad("%s is %d, allowed is 0 to %d", count.name, count.value, maxFaultCount)
		}
	}
	if _, err := path.Match(f.Object, ""); err != nil {
		bad("object %q is no pattern: %w", f.Object, err)
	}
	if f.Page > 0 && f.PageToken != "" {
		bad("page and page_token exclude each other")
	}
	if f.Occurrence > 0 && (f.From > 0 || f.Times > 0) {
		bad("occurrence excludes from and times")
	}
	if first, last := f.window(); last > 0 && !f.PerRequest && f.MinFires > last-first+1 {
		bad("min_fires is %d, more than the %d times it can fire", f.MinFires, last-first+1)
	}
	for _, problem := range f.Effect.validate() {
		bad("effect: %w", problem)
	}
	return errors.Join(problems...)
}

// effectFields are the fields that each kind of effect may set, besides delay
// and headers.
func effectFields(kind EffectKind) ([]string, bool) {
	switch kind {
	case EffectAnswer:
		return []string{"status", "code", "message", "body", "applied"}, true
	case EffectDelay, EffectCut:
		return []string{"applied"}, true
	case EffectTruncate, EffectCutBody:
		return []string{"bytes"}, true
	case EffectHTML:
		return []string{"status", "body", "applied"}, true
	case EffectEmpty:
		return []string{"status", "applied"}, true
	case EffectDrip:
		return []string{"bytes", "interval"}, true
	case EffectRedirect:
		return []string{"status", "location", "applied"}, true
	default:
		return nil, false
	}
}

func (e Effect) validate() []error {
	allowed, known := effectFields(e.Kind)
	if !known {
		return []error{fmt.Errorf("kind is %q, allowed are answer, delay, cut, truncate, cut_body, html, empty, drip and redirect", e.Kind)}
	}
	var problems []error
	bad := func(format string, args ...any) { problems = append(problems, fmt.Errorf(format, args...)) }
	for _, field := range []struct {
		name string
		set  bool
	}{
		{"status", e.Status != 0},
		{"code", e.Code != 0},
		{"message", e.Message != ""},
		{"body", e.Body != ""},
		{"location", e.Location != ""},
		{"bytes", e.Bytes != 0},
		{"interval", e.Interval != 0},
		{"applied", e.Applied},
	} {
		if field.set && !slices.Contains(allowed, field.name) {
			bad("%s does not go with kind %q", field.name, e.Kind)
		}
	}
	for _, d := range []struct {
		name  string
		value Duration
	}{{"delay", e.Delay}, {"interval", e.Interval}} {
		if d.value < 0 || time.Duration(d.value) > maxFaultDelay {
			bad("%s is %s, allowed is 0 to %s", d.name, time.Duration(d.value), maxFaultDelay)
		}
	}
	if e.Status != 0 && (e.Status < http.StatusOK || e.Status > 599) {
		bad("status is %d, allowed is 200 to 599", e.Status)
	}
	if (e.Status == http.StatusNoContent || e.Status == http.StatusNotModified) && e.answerBody() != nil {
		bad("status %d goes without a body", e.Status)
	}
	if e.Body != "" && (e.Code != 0 || e.Message != "") {
		bad("body excludes code and message")
	}
	return append(problems, e.missing()...)
}

// missing reports what an effect of its kind cannot do without.
func (e Effect) missing() []error {
	switch {
	case e.Kind == EffectAnswer && e.Status == 0:
		return []error{errors.New("kind \"answer\" needs a status")}
	case e.Kind == EffectDelay && e.Delay == 0:
		return []error{errors.New("kind \"delay\" needs a delay")}
	case e.Kind == EffectDrip && e.Interval == 0:
		return []error{errors.New("kind \"drip\" needs an interval")}
	case e.Kind == EffectRedirect && e.Location == "":
		return []error{errors.New("kind \"redirect\" needs a location")}
	case e.Kind == EffectRedirect && e.Status != 0 && e.Status/100 != 3:
		return []error{fmt.Errorf("status %d is no redirection", e.Status)}
	default:
		return nil
	}
}
