package zoomimpl_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// phoneAttrs are the attributes of Zoom Phone that decide where a user is and
// what it has.
func phoneAttrs() []string {
	return []string{"zoom_phone_feature", "zoom_phone_status", "extension_number", "site_name", "zoom_phone_calling_plans", "zoom_phone_numbers"}
}

// phone is what a user has in Zoom Phone, in words.
func (tn *tenant) phone(uid string) string {
	tn.t.Helper()
	obj := tn.get(user, uid, phoneAttrs()...)
	var parts []string
	for _, name := range phoneAttrs() {
		parts = append(parts, sorted(obj, name))
	}
	return strings.Join(parts, " | ")
}

// sorted are the values of an attribute in order.
func sorted(obj *shared.Object, name string) string {
	v, _ := obj.Get(name)
	var texts []string
	for x := range v.All() {
		texts = append(texts, x.String())
	}
	slices.Sort(texts)
	return strings.Join(texts, ",")
}

// telephony is an account with Zoom Phone that nobody has.
func telephony(change ...func(*zoomsim.Options)) zoomsim.Options {
	o := zoomsim.Options{Seed: 4, Users: 3, Groups: 4}
	for _, c := range change {
		c(&o)
	}
	return o
}

// Numbers of a telephony account that nobody has.
func spare(n int) string { return fmt.Sprintf("+1555200%04d", 3+n) }

func numbers(ns ...int) []shared.Value {
	var out []shared.Value
	for _, n := range ns {
		out = append(out, str(spare(n)))
	}
	return out
}

func plans(codes ...int64) []shared.Value {
	var out []shared.Value
	for _, code := range codes {
		out = append(out, num(code))
	}
	return out
}

func phoneOn() shared.AttributeDelta { return shared.ReplaceDelta("zoom_phone_feature", yes) }

// phoned makes a user with Zoom Phone, at the main site.
func (tn *tenant) phoned(email string, more ...shared.AttributeDelta) string {
	tn.t.Helper()
	uid := tn.active(email)
	if r := tn.mustUpdate(user, uid, append([]shared.AttributeDelta{phoneOn()}, more...)...); len(r.NotApplied) > 0 {
		tn.t.Fatalf("not applied: %v", r.NotApplied)
	}
	return uid
}

// calls are the writes and reads since the last reset, the reads of the user
// aside.
func (tn *tenant) calls() []string {
	var out []string
	for _, r := range tn.sim.Requests() {
		if call := r.Method + " " + r.Template; call != "POST /oauth/token" && call != "GET /users/{userId}" {
			out = append(out, call)
		}
	}
	return out
}

const (
	getPhone    = "GET /phone/users/{userId}"
	patchPhone  = "PATCH /phone/users/{userId}"
	patchUser   = "PATCH /users/{userId}"
	getSites    = "GET /phone/sites"
	getSite     = "GET /phone/sites/{siteId}"
	getPlans    = "GET /phone/calling_plans"
	getNumbers  = "GET /number_management/numbers"
	postPlans   = "POST /phone/users/{userId}/calling_plans"
	putPlans    = "PUT /phone/users/{userId}/calling_plans"
	deletePlan  = "DELETE /phone/users/{userId}/calling_plans/{planType}"
	postNumbers = "POST /phone/users/{userId}/phone_numbers"
	dropNumber  = "DELETE /phone/users/{userId}/phone_numbers/{phoneNumberId}"
	batchPhones = "PUT /phone/users/batch"
)

// sitesOf are the ids of the sites by name.
func (tn *tenant) siteIDs() map[string]string {
	tn.t.Helper()
	objs, _ := tn.search(&shared.Query{Class: "ZoomPhoneSite"})
	ids := map[string]string{}
	for _, o := range objs {
		ids[o.Name()] = o.UID()
	}
	return ids
}

// Each attribute by itself and several together: the calls in their order, and
// the state that they lead to.
func TestPhoneUpdate(t *testing.T) {
	t.Parallel()
	replace := shared.ReplaceDelta
	tests := map[string]struct {
		before []shared.AttributeDelta // besides the feature
		deltas []shared.AttributeDelta
		calls  []string // between the first look and the last one
		after  string
	}{
		"status": {
			deltas: []shared.AttributeDelta{replace("zoom_phone_status", str("deactivate"))},
			calls:  []string{batchPhones}, after: "true | deactivate | 110001 | Main Site |  | ",
		},
		"site by name": {
			deltas: []shared.AttributeDelta{replace("site_name", str("denver office"))},
			calls:  []string{getSites, patchPhone}, after: "true | activate | 210001 | Denver Office |  | ",
		},
		"site by code": {
			deltas: []shared.AttributeDelta{replace("site_code", num(3))},
			calls:  []string{getSites, patchPhone}, after: "true | activate | 310001 | New York Office |  | ",
		},
		"site by name and code": {
			deltas: []shared.AttributeDelta{replace("site_code", num(3)), replace("site_name", str("New York Office"))},
			calls:  []string{getSites, patchPhone}, after: "true | activate | 310001 | New York Office |  | ",
		},
		"extension, complete": {
			deltas: []shared.AttributeDelta{replace("extension_number", str("154321"))},
			calls:  []string{getSite, patchPhone}, after: "true | activate | 154321 | Main Site |  | ",
		},
		"extension, short": {
			deltas: []shared.AttributeDelta{replace("extension_number", str("54321"))},
			calls:  []string{getSite, patchPhone}, after: "true | activate | 154321 | Main Site |  | ",
		},
		"site and extension": {
			deltas: []shared.AttributeDelta{replace("extension_number", str("54321")), replace("site_code", num(2))},
			calls:  []string{getSites, getSite, patchPhone}, after: "true | activate | 254321 | Denver Office |  | ",
		},
		"plans": {
			deltas: []shared.AttributeDelta{replace("zoom_phone_calling_plans", plans(200, 4000)...)},
			calls:  []string{getPlans, postPlans}, after: "true | activate | 110001 | Main Site | 200,4000 | ",
		},
		"plans swapped": {
			before: []shared.AttributeDelta{replace("zoom_phone_calling_plans", plans(200, 4000)...)},
			deltas: []shared.AttributeDelta{replace("zoom_phone_calling_plans", plans(100, 4010)...)},
			calls:  []string{getPlans, putPlans, putPlans}, after: "true | activate | 110001 | Main Site | 100,4010 | ",
		},
		"add-on for a plan": {
			before: []shared.AttributeDelta{replace("zoom_phone_calling_plans", plans(200, 4000)...)},
			deltas: []shared.AttributeDelta{{Name: "zoom_phone_calling_plans", Add: shared.NewValues(plans(100)...), Remove: shared.NewValues(plans(4000)...)}},
			calls:  []string{getPlans, postPlans, deletePlan}, after: "true | activate | 110001 | Main Site | 100,200 | ",
		},
		"plans cleared": {
			before: []shared.AttributeDelta{replace("zoom_phone_calling_plans", plans(200, 4000)...)},
			deltas: []shared.AttributeDelta{replace("zoom_phone_calling_plans")},
			calls:  []string{deletePlan, deletePlan}, after: "true | activate | 110001 | Main Site |  | ",
		},
		"numbers": {
			deltas: []shared.AttributeDelta{replace("zoom_phone_numbers", numbers(0, 1, 2)...)},
			calls:  []string{getNumbers, postNumbers}, after: "true | activate | 110001 | Main Site |  | " + strings.Join([]string{spare(0), spare(1), spare(2)}, ","),
		},
		"numbers in other spellings": {
			before: []shared.AttributeDelta{replace("zoom_phone_numbers", numbers(0)...)},
			deltas: []shared.AttributeDelta{replace("zoom_phone_numbers", str("1"+spare(0)[2:]), str("+1 (555) 200-"+spare(1)[8:]))},
			calls:  []string{getNumbers, postNumbers}, after: "true | activate | 110001 | Main Site |  | " + spare(0) + "," + spare(1),
		},
		"numbers exchanged": {
			before: []shared.AttributeDelta{replace("zoom_phone_numbers", numbers(0, 1)...)},
			deltas: []shared.AttributeDelta{replace("zoom_phone_numbers", numbers(2, 1)...)},
			calls:  []string{getNumbers, postNumbers, dropNumber}, after: "true | activate | 110001 | Main Site |  | " + spare(1) + "," + spare(2),
		},
		"plans and numbers gone": {
			before: []shared.AttributeDelta{replace("zoom_phone_calling_plans", plans(200)...), replace("zoom_phone_numbers", numbers(0, 1)...)},
			deltas: []shared.AttributeDelta{replace("zoom_phone_calling_plans"), shared.RemoveDelta("zoom_phone_numbers", numbers(0, 1)...)},
			calls:  []string{dropNumber, dropNumber, deletePlan}, after: "true | activate | 110001 | Main Site |  | ",
		},
		"everything": {
			deltas: []shared.AttributeDelta{
				replace("zoom_phone_numbers", numbers(0)...), replace("zoom_phone_status", str("deactivate")), replace("site_code", num(2)),
				replace("zoom_phone_calling_plans", plans(200)...), replace("extension_number", str("254321")),
			},
			calls: []string{getSites, getSite, getPlans, getNumbers, patchPhone, postPlans, postNumbers, batchPhones},
			after: "true | deactivate | 254321 | Denver Office | 200 | " + spare(0),
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tn := start(t, telephony(func(o *zoomsim.Options) { o.NumbersNeedPlan = strings.Contains(name, "everything") }))
			uid := tn.phoned("ann@example.com", test.before...)
			tn.sim.ResetRecord()
			result := tn.mustUpdate(user, uid, test.deltas...)
			if diff := cmp.Diff(slices.Concat([]string{getPhone}, test.calls, []string{getPhone}), tn.calls()); diff != "" {
				t.Errorf("calls (-want +got):\n%s", diff)
			}
			if result.Outcome != shared.OutcomeUpdated || len(result.NotApplied) > 0 {
				t.Errorf("outcome %v, left %v", result.Outcome, result.NotApplied)
			}
			if got := tn.phone(uid); got != test.after {
				t.Errorf("got  %s\nwant %s", got, test.after)
			}
			tn.sim.ResetRecord()
			again := tn.mustUpdate(user, uid, test.deltas...)
			if again.Outcome != shared.OutcomeAlreadyDone || len(again.NotApplied) > 0 {
				t.Errorf("again: %v, steps %v, left %v", again.Outcome, again.Steps, again.NotApplied)
			}
			for _, call := range tn.calls() {
				if !strings.HasPrefix(call, "GET ") || call == getPlans || call == getNumbers {
					t.Errorf("again: %s", call)
				}
			}
		})
	}
}

// Removing a plan that is not in a removal's spelling: the extension that changes
// along with the site is reported.
func TestPhoneMoveReportsTheExtension(t *testing.T) {
	t.Parallel()
	tn := start(t, telephony())
	uid := tn.phoned("ann@example.com")
	result := tn.mustUpdate(user, uid, shared.ReplaceDelta("site_id", str(tn.siteIDs()["Denver Office"])))
	if len(result.SideEffects) != 1 || result.SideEffects[0].Attribute != "extension_number" || !strings.Contains(result.SideEffects[0].Description, "110001 to 210001") {
		t.Errorf("side effects %v", result.SideEffects)
	}
}

// Nobody had the extension that Zoom gave a new phone user before it was moved.
func TestNewPhoneUserIsGivenItsExtension(t *testing.T) {
	t.Parallel()
	tn := start(t, telephony())
	uid := tn.active("ann@example.com")
	result := tn.mustUpdate(user, uid, phoneOn(), shared.ReplaceDelta("site_name", str("Denver Office")))
	if len(result.SideEffects) != 1 || !strings.Contains(result.SideEffects[0].Description, "gave it 21") {
		t.Errorf("side effects %v", result.SideEffects)
	}
}

// Switching Zoom Phone on is waited for; the rest follows in the same call.
func TestPhoneSwitchedOn(t *testing.T) {
	t.Parallel()
	tn := start(t, telephony(func(o *zoomsim.Options) { o.ProfileDelay = 5 * time.Second }))
	uid := tn.active("ann@example.com")
	tn.sim.ResetRecord()
	result := tn.mustUpdate(user, uid,
		shared.ReplaceDelta("zoom_phone_numbers", numbers(0)...), shared.ReplaceDelta("site_name", str("Denver Office")),
		shared.ReplaceDelta("extension_number", str("54321")), shared.ReplaceDelta("zoom_phone_calling_plans", plans(200)...), phoneOn())
	if len(result.NotApplied) > 0 {
		t.Errorf("not applied: %v", result.NotApplied)
	}
	if got, want := tn.phone(uid), "true | activate | 254321 | Denver Office | 200 | "+spare(0); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	want := []string{"Zoom Phone on", "wait for Zoom Phone", "site and extension", "assign calling plans 200", "assign numbers " + spare(0), "verify Zoom Phone"}
	if diff := cmp.Diff(want, stepNames(result.Steps)); diff != "" {
		t.Error(diff)
	}
}

// A phone user who does not appear in time: the rest remains, and is done later.
func TestPhoneUserIsLate(t *testing.T) {
	t.Parallel()
	tn := start(t, telephony(func(o *zoomsim.Options) { o.ProfileDelay = time.Hour }))
	start := tn.sim.Clock().Now()
	result, err := tn.conn.Create(t.Context(), &shared.CreateRequest{Class: user, Options: auto(), Attributes: shared.Attributes{
		set("email", str("ann@example.com")), set("zoom_phone_feature", yes), set("dept", str("Sales")),
		set("zoom_phone_numbers", numbers(0)...), set("zoom_phone_calling_plans", plans(200)...), set("site_name", str("Denver Office")),
	}})
	partial, ok := errors.AsType[*shared.WriteError](err)
	if !ok || !errors.Is(err, shared.ErrPartial) || !errors.Is(partial.Cause, shared.ErrPreconditionFailed) || partial.Cause.Attribute != "zoom_phone_feature" {
		t.Fatalf("result %v, error %v", result, err)
	}
	if waited := tn.sim.Clock().Now().Sub(start); waited > 31*time.Second || waited < 25*time.Second {
		t.Errorf("waited %s", waited)
	}
	names := map[string]bool{}
	for _, d := range partial.Remaining {
		names[d.Name] = true
	}
	if diff := cmp.Diff([]string{"site_name", "zoom_phone_calling_plans", "zoom_phone_feature", "zoom_phone_numbers"}, slices.Sorted(maps.Keys(names))); diff != "" {
		t.Errorf("remaining %s", diff)
	}
	if err := tn.sim.Clock().Advance(time.Hour); err != nil {
		t.Fatal(err)
	}
	tn.mustUpdate(user, partial.Result.UID, partial.Remaining...)
	if got, want := tn.phone(partial.Result.UID), "true | activate | 210001 | Denver Office | 200 | "+spare(0); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// Switching Zoom Phone off takes everything, which is reported; so does
// deactivation.
func TestPhoneSwitchedOff(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		deltas  []shared.AttributeDelta
		effects []string
		calls   []string
	}{
		"off": {
			[]shared.AttributeDelta{shared.ReplaceDelta("zoom_phone_feature", no)},
			[]string{"extension_number", "site_id", "zoom_phone_calling_plans", "zoom_phone_numbers"},
			[]string{getPhone, patchUser, getPhone},
		},
		"off and cleared": {
			[]shared.AttributeDelta{shared.ReplaceDelta("zoom_phone_numbers"), shared.ReplaceDelta("zoom_phone_feature", no), shared.RemoveDelta("zoom_phone_calling_plans", plans(200)...)},
			[]string{"extension_number", "site_id"},
			[]string{getPhone, patchUser, getPhone},
		},
		"deactivated": {
			[]shared.AttributeDelta{shared.ReplaceDelta("enabled", no), shared.ReplaceDelta("zoom_phone_status", str("deactivate"))},
			[]string{"zoom_phone_feature", "extension_number", "site_id", "zoom_phone_calling_plans", "zoom_phone_numbers"},
			[]string{getPhone, batchPhones, getPhone, "PUT /users/{userId}/status"},
		},
		"deactivated alone": {
			[]shared.AttributeDelta{shared.ReplaceDelta("enabled", no)},
			[]string{"zoom_phone_feature", "extension_number", "site_id", "zoom_phone_calling_plans", "zoom_phone_numbers"},
			[]string{getPhone, "PUT /users/{userId}/status"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tn := start(t, telephony())
			uid := tn.phoned("ann@example.com", shared.ReplaceDelta("zoom_phone_numbers", numbers(0)...), shared.ReplaceDelta("zoom_phone_calling_plans", plans(200)...))
			tn.sim.ResetRecord()
			result := tn.mustUpdate(user, uid, test.deltas...)
			if diff := cmp.Diff(test.calls, tn.calls()); diff != "" {
				t.Errorf("calls (-want +got):\n%s", diff)
			}
			var effects []string
			for _, e := range result.SideEffects {
				effects = append(effects, e.Attribute)
			}
			if diff := cmp.Diff(test.effects, effects); diff != "" {
				t.Errorf("side effects (-want +got):\n%s", diff)
			}
			if got := tn.phone(uid); got != "false |  |  |  |  | " || len(result.NotApplied) > 0 {
				t.Errorf("got %s, left %v", got, result.NotApplied)
			}
		})
	}
}

// Switching off who was switched on a moment ago, and has no phone user yet.
func TestPhoneSwitchedOffBeforeItIsThere(t *testing.T) {
	t.Parallel()
	tn := start(t, telephony(func(o *zoomsim.Options) { o.ProfileDelay = time.Hour }))
	uid := tn.active("ann@example.com")
	if _, err := tn.update(user, uid, phoneOn()); !errors.Is(err, shared.ErrPartial) {
		t.Fatal(err)
	}
	off := shared.ReplaceDelta("zoom_phone_feature", no)
	if result := tn.mustUpdate(user, uid, off); result.Outcome != shared.OutcomeUpdated {
		t.Errorf("outcome %v", result.Outcome)
	}
	if err := tn.sim.Clock().Advance(2 * time.Hour); err != nil {
		t.Fatal(err)
	}
	if got := tn.phone(uid); got != "false |  |  |  |  | " {
		t.Error(got)
	}
	if result := tn.mustUpdate(user, uid, off); result.Outcome != shared.OutcomeAlreadyDone {
		t.Errorf("again: %v", result.Outcome)
	}
}
