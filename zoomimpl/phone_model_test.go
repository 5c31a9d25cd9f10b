package zoomimpl_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// line is what a user should have in Zoom Phone.
type line struct {
	on             bool
	status         string
	site           int64
	plans, numbers []string
}

// exchange is the Zoom Phone of an account, by uid.
type exchange struct {
	lines map[string]*line
	// seats is how many users may have one calling plan.
	seats int
	// write stands between the caller and Zoom, and may fail.
	write account
}

// Any sequence of changes of Zoom Phone leaves what a small model says.
func TestPhoneFollowsTheModel(t *testing.T) {
	t.Parallel()
	followExchange(t, false)
}

// So it does when requests fail at random and the caller goes on from the error.
func TestPhoneFollowsTheModelThroughFaults(t *testing.T) {
	t.Parallel()
	followExchange(t, true)
}

func followExchange(t *testing.T, faults bool) {
	t.Helper()
	tn := start(t, telephony(func(o *zoomsim.Options) { o.CallingPlanSeats = 2 }))
	x := &exchange{lines: map[string]*line{}, seats: 2}
	if faults {
		x.write.faulty = newFaulty(tn)
	}
	var people []string
	for i := range 3 {
		people = append(people, tn.active(fmt.Sprintf("p%d@example.com", i)))
	}
	rapid.Check(t, func(rt *rapid.T) {
		for _, uid := range people {
			x.lines[uid] = &line{}
			tn.mustUpdate(user, uid, shared.ReplaceDelta("zoom_phone_feature", no))
		}
		rt.Repeat(map[string]func(*rapid.T){
			"update": func(rt *rapid.T) { x.update(rt, tn, rapid.SampledFrom(people).Draw(rt, "user")) },
			"":       func(rt *rapid.T) { x.check(rt, tn, people) },
		})
	})
}

// setDelta draws a change of a set of texts, and what it leads to.
func setDelta(rt *rapid.T, name string, pool, have []string, value func(string) shared.Value) (d shared.AttributeDelta, after []string, given bool) {
	some := func(label string) []string {
		return rapid.SliceOfNDistinct(rapid.SampledFrom(pool), 0, len(pool), rapid.ID[string]).Draw(rt, name+" "+label)
	}
	values := func(texts []string) []shared.Value {
		var out []shared.Value
		for _, t := range texts {
			out = append(out, value(t))
		}
		return out
	}
	switch rapid.SampledFrom([]string{"keep", "replace", "change"}).Draw(rt, name) {
	case "replace":
		after = some("all")
		return shared.ReplaceDelta(name, values(after)...), after, true
	case "change":
		add := some("add")
		remove := slices.DeleteFunc(some("remove"), func(s string) bool { return slices.Contains(add, s) })
		if len(add)+len(remove) == 0 {
			return d, have, false
		}
		after = slices.Concat(add, slices.DeleteFunc(slices.Clone(have), func(s string) bool {
			return slices.Contains(remove, s) || slices.Contains(add, s)
		}))
		return shared.AttributeDelta{Name: name, Add: shared.NewValues(values(add)...), Remove: shared.NewValues(values(remove)...)}, after, true
	default:
		return d, have, false
	}
}

func (x *exchange) update(rt *rapid.T, tn *tenant, uid string) {
	before := x.lines[uid]
	after := *before
	var deltas []shared.AttributeDelta
	values := false
	feature := rapid.SampledFrom([]string{"", "", "on", "off"}).Draw(rt, "feature")
	if feature != "" {
		deltas = append(deltas, shared.ReplaceDelta("zoom_phone_feature", shared.BoolValue(feature == "on")))
	}
	if feature == "on" && !before.on {
		after = line{on: true, status: "activate", site: 1}
	}
	if site := rapid.SampledFrom([]int64{0, 0, 1, 2, 3}).Draw(rt, "site"); site != 0 {
		deltas, after.site, values = append(deltas, shared.ReplaceDelta("site_code", num(site))), site, true
	}
	if status := rapid.SampledFrom([]string{"", "", "activate", "deactivate"}).Draw(rt, "status"); status != "" {
		deltas, after.status, values = append(deltas, shared.ReplaceDelta("zoom_phone_status", str(status))), status, true
	}
	d, wanted, given := setDelta(rt, "zoom_phone_calling_plans", []string{"100", "200", "4000"}, after.plans, func(s string) shared.Value {
		return map[string]shared.Value{"100": num(100), "200": num(200), "4000": num(4000)}[s]
	})
	gives := given && (d.Add.Len() > 0 || d.Replace != nil && d.Replace.Len() > 0)
	if given {
		deltas, after.plans = append(deltas, d), wanted
	}
	n, wanted, given := setDelta(rt, "zoom_phone_numbers", []string{spare(0), spare(1), spare(2), spare(3)}, after.numbers, str)
	gives = gives || given && (n.Add.Len() > 0 || n.Replace != nil && n.Replace.Len() > 0)
	if given {
		deltas, after.numbers = append(deltas, n), wanted
	}
	values = values || gives
	if len(deltas) == 0 {
		rt.Skip("nothing to change")
	}
	want := x.refusal(uid, &after, feature, values)
	result, err := x.write.tryUpdate(rt, tn, &shared.UpdateRequest{Class: user, UID: uid, Deltas: deltas})
	if !errors.Is(err, want) {
		rt.Fatalf("%+v to %+v: got %v, want %v", before, after, err, want)
	}
	if err != nil {
		return
	}
	if len(result.NotApplied) > 0 {
		rt.Fatalf("not applied: %v", result.NotApplied)
	}
	if feature == "off" || !after.on {
		after = line{}
	}
	x.lines[uid] = &after
}

// refusal is the error that a change is to end with.
func (x *exchange) refusal(uid string, after *line, feature string, values bool) error {
	before := x.lines[uid]
	switch {
	case feature == "off" && values:
		return shared.ErrInvalidRequest
	case feature == "off":
		return nil
	case !before.on && feature != "on" && values:
		return shared.ErrPreconditionFailed
	case !before.on && feature != "on":
		return nil
	}
	for other, l := range x.lines {
		if other != uid && slices.ContainsFunc(after.numbers, func(n string) bool { return slices.Contains(l.numbers, n) }) {
			return shared.ErrInvalidAttributeValue
		}
	}
	for _, plan := range after.plans {
		taken := 0
		for other, l := range x.lines {
			if other != uid && slices.Contains(l.plans, plan) {
				taken++
			}
		}
		if taken >= x.seats && !slices.Contains(before.plans, plan) {
			return shared.ErrQuotaExceeded
		}
	}
	return nil
}

func (x *exchange) check(rt *rapid.T, tn *tenant, people []string) {
	for _, uid := range people {
		l := x.lines[uid]
		site := ""
		if l.on {
			site = fmt.Sprint(l.site)
		}
		list := func(texts []string) string { return strings.Join(slices.Sorted(slices.Values(texts)), ",") }
		want := strings.Join([]string{fmt.Sprint(l.on), l.status, site, list(l.plans), list(l.numbers)}, " | ")
		obj, err := tn.conn.Get(rt.Context(), &shared.GetRequest{Class: user, UID: uid, Attributes: []string{
			"zoom_phone_feature", "zoom_phone_status", "site_code", "zoom_phone_calling_plans", "zoom_phone_numbers",
		}})
		if err != nil {
			rt.Fatal(err)
		}
		var got []string
		for _, name := range []string{"zoom_phone_feature", "zoom_phone_status", "site_code", "zoom_phone_calling_plans", "zoom_phone_numbers"} {
			got = append(got, sorted(obj, name))
		}
		if strings.Join(got, " | ") != want {
			rt.Fatalf("%s: got %s, want %s", uid, strings.Join(got, " | "), want)
		}
	}
}
