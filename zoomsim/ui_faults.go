package zoomsim

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

type faultsData struct {
	Faults []uiFault
	Routes []string
	Kinds  []faultPreset
}

// uiFault is a fault in force, as the page shows it.
type uiFault struct {
	Name, Selects, Hits, Effect string
	Matched, Fires, MinFires    int
	Unmet                       bool
}

// faultPreset is an effect that the small form offers.
type faultPreset struct {
	Key, Name string
	effect    Effect
}

// shownDelay is how long the presets wait.
const shownDelay = Duration(2 * time.Second)

func faultPresets() []faultPreset {
	return []faultPreset{
		{"429", "Answer 429, per-second limit", Effect{Kind: EffectAnswer, Status: http.StatusTooManyRequests, Code: codeTooMany, Message: messagePerSecond}},
		{"500", "Answer 500", Effect{Kind: EffectAnswer, Status: http.StatusInternalServerError}},
		{"503", "Answer 503", Effect{Kind: EffectAnswer, Status: http.StatusServiceUnavailable}},
		{"401", "Answer 401, invalid token", Effect{Kind: EffectAnswer, Status: http.StatusUnauthorized, Code: codeInvalidToken, Message: messageInvalidToken}},
		{"delay", "Wait 2 s", Effect{Kind: EffectDelay, Delay: shownDelay}},
		{"cut", "Cut the connection before the effect", Effect{Kind: EffectCut}},
		{"lost", "Cut the connection after the effect", Effect{Kind: EffectCut, Applied: true}},
		{"truncate", "Cut the body in half", Effect{Kind: EffectTruncate}},
		{"html", "Answer with an HTML page", Effect{Kind: EffectHTML}},
		{"empty", "Answer with an empty body", Effect{Kind: EffectEmpty}},
	}
}

func (u *ui) faults(w http.ResponseWriter, r *http.Request) {
	d := faultsData{Kinds: faultPresets(), Routes: u.sim.routes.names()}
	for _, f := range u.sim.FaultReport() {
		d.Faults = append(d.Faults, newUIFault(f))
	}
	u.show(w, r, "faults", uiPage{Title: "Faults", Nav: "faults", Data: d})
}

func newUIFault(f FaultStatus) uiFault {
	var selects []string
	for _, part := range []struct{ name, value string }{
		{"", f.Method}, {"", f.Route}, {"object ", f.Object}, {"body with ", f.Contains}, {"page token ", f.PageToken},
	} {
		if part.value != "" {
			selects = append(selects, part.name+part.value)
		}
	}
	if f.Page > 0 {
		selects = append(selects, fmt.Sprintf("page %d", f.Page))
	}
	if len(selects) == 0 {
		selects = []string{"every request"}
	}
	first, last := f.window()
	hits := fmt.Sprintf("number %d and later", first)
	switch {
	case last == first:
		hits = fmt.Sprintf("number %d", first)
	case last > 0:
		hits = fmt.Sprintf("numbers %d to %d", first, last)
	case first == 1:
		hits = "all"
	}
	if f.PerRequest {
		hits += ", each request by itself"
	}
	return uiFault{
		Name: f.Name, Selects: strings.Join(selects, " "), Hits: hits, Effect: f.Effect.summary(),
		Matched: f.Matched, Fires: f.Fires, MinFires: f.MinFires, Unmet: f.Fires < f.MinFires,
	}
}

// summary says in a few words what an effect does.
func (e Effect) summary() string {
	parts := []string{string(e.Kind)}
	if e.Status != 0 {
		parts = append(parts, strconv.Itoa(e.Status))
	}
	if e.Code != 0 {
		parts = append(parts, fmt.Sprintf("code %d", e.Code))
	}
	if e.Delay != 0 {
		parts = append(parts, "after "+time.Duration(e.Delay).String())
	}
	if e.Interval != 0 {
		parts = append(parts, "every "+time.Duration(e.Interval).String())
	}
	if e.Location != "" {
		parts = append(parts, "to "+e.Location)
	}
	if e.Applied {
		parts = append(parts, "(carried out)")
	}
	return strings.Join(parts, " ")
}

// injectFault adds the fault of the small form, or the script of the large one.
func (u *ui) injectFault(form url.Values) error {
	if script := strings.TrimSpace(form.Get("script")); script != "" {
		faults, err := ParseFaults([]byte(script))
		if err != nil {
			return err
		}
		return u.sim.AddFaults(faults)
	}
	fault := Fault{Name: strings.TrimSpace(form.Get("name"))}
	if operation := form.Get("operation"); operation != "" {
		fault.Method, fault.Route, _ = strings.Cut(operation, " ")
	}
	if times := form.Get("times"); times != "" {
		count, err := strconv.Atoi(times)
		if err != nil || count < 0 {
			return errors.New("the number of times is no number from 0 on")
		}
		fault.Times = count
	}
	for _, preset := range faultPresets() {
		if preset.Key == form.Get("effect") {
			fault.Effect = preset.effect
		}
	}
	return u.sim.AddFaults([]Fault{fault})
}
