package zoomimpl_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// effects are the attributes that changed without being asked for.
func effects(r *shared.WriteResult) []string {
	var names []string
	for _, e := range r.SideEffects {
		names = append(names, e.Attribute)
	}
	return names
}

// Zoom takes one of the licence attributes at a time: each has its own step, in
// an order that Zoom accepts, and what changes along is reported.
func TestLicencesAreChangedOneByOne(t *testing.T) {
	t.Parallel()
	one, united := shared.ReplaceDelta("zoom_one_type", num(16)), shared.ReplaceDelta("plan_united_type", str("1"))
	tests := map[string]struct {
		before, deltas       []shared.AttributeDelta
		steps, effects, left []string
		want                 string // type, plan_united_type, zoom_one_type
	}{
		"type": {nil, []shared.AttributeDelta{shared.ReplaceDelta("type", num(2))}, []string{"licence type", "verify"}, nil, nil, "2 [] []"},
		"all of them": {
			nil,
			[]shared.AttributeDelta{one, shared.ReplaceDelta("dept", str("x")), shared.ReplaceDelta("type", num(2))},
			[]string{"profile", "licence type", "licence zoom_one_type", "verify"},
			nil, nil, "2 [] 16",
		},
		"plan for another": {[]shared.AttributeDelta{united}, []shared.AttributeDelta{one}, []string{"licence zoom_one_type", "verify"}, []string{"plan_united_type"}, nil, "1 [] 16"},
		"off before on": {
			[]shared.AttributeDelta{united},
			[]shared.AttributeDelta{one, shared.ReplaceDelta("plan_united_type", str("none"))},
			[]string{"licence plan_united_type", "licence zoom_one_type", "verify"},
			nil, nil, "1 [] 16",
		},
		"off by nothing": {[]shared.AttributeDelta{one}, []shared.AttributeDelta{shared.ReplaceDelta("zoom_one_type")}, []string{"licence zoom_one_type", "verify"}, nil, nil, "1 [] []"},
		"off by zero":    {[]shared.AttributeDelta{one}, []shared.AttributeDelta{shared.ReplaceDelta("zoom_one_type", num(0))}, []string{"licence zoom_one_type", "verify"}, nil, nil, "1 [] []"},
		"off already": {
			nil,
			[]shared.AttributeDelta{shared.ReplaceDelta("zoom_one_type", num(0)), shared.ReplaceDelta("plan_united_type", str("none"))},
			nil, nil, nil, "1 [] []",
		},
		"two plans": {
			nil,
			[]shared.AttributeDelta{one, united},
			[]string{"licence zoom_one_type", "licence plan_united_type", "verify"},
			nil,
			[]string{"zoom_one_type"},
			"1 1 []",
		},
		"lost at the end": {
			[]shared.AttributeDelta{one},
			[]shared.AttributeDelta{shared.ReplaceDelta("type", num(2)), shared.ReplaceDelta("enabled", no)},
			[]string{"licence type", "verify", "deactivate"},
			[]string{"type", "zoom_one_type"},
			nil, "1 [] []",
		},
		"given up before the end": {
			[]shared.AttributeDelta{one},
			[]shared.AttributeDelta{shared.ReplaceDelta("zoom_one_type"), shared.ReplaceDelta("enabled", no)},
			[]string{"licence zoom_one_type", "verify", "deactivate"},
			nil, nil, "1 [] []",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tn := start(t, small())
			uid := tn.active("ann@example.com")
			if test.before != nil {
				tn.mustUpdate(user, uid, test.before...)
			}
			result := tn.mustUpdate(user, uid, test.deltas...)
			if diff := cmp.Diff([][]string{test.steps, test.effects, test.left}, [][]string{stepNames(result.Steps), effects(result), left(result)}); diff != "" {
				t.Errorf("steps, side effects, not applied (-want +got):\n%s", diff)
			}
			obj := tn.get(user, uid)
			if got := text(obj, "type") + " " + text(obj, "plan_united_type") + " " + text(obj, "zoom_one_type"); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
			for _, s := range result.Steps {
				if strings.HasPrefix(s.Name, "licence") && s.Endpoint != "PATCH /users/{userId}" {
					t.Errorf("step %s calls %s", s.Name, s.Endpoint)
				}
			}
		})
	}
}

// A name change that changes the display name is a side effect of it.
func TestDisplayNameFollows(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	uid := tn.active("ann@example.com", set("first_name", str("Ann")), set("last_name", str("Lee")))
	result := tn.mustUpdate(user, uid, shared.ReplaceDelta("last_name", str("Doe")))
	if diff := cmp.Diff([]string{"display_name"}, effects(result)); diff != "" {
		t.Error(diff)
	}
	if got := result.SideEffects[0].Description; !strings.Contains(got, "from Ann Lee to Ann Doe") {
		t.Errorf("described as %q", got)
	}
	result = tn.mustUpdate(user, uid, shared.ReplaceDelta("first_name", str("Bea")), shared.ReplaceDelta("display_name", str("B.")))
	if len(result.SideEffects) > 0 {
		t.Errorf("asked for: %v", result.SideEffects)
	}
}

// A failure at any step leaves deltas that converge, with the attribute where it
// is known.
func TestStepFailuresConverge(t *testing.T) {
	t.Parallel()
	deltas := []shared.AttributeDelta{
		shared.ReplaceDelta("dept", str("Sales")), shared.ReplaceDelta("email", str("bea@example.com")),
		shared.ReplaceDelta("password", shared.SecretValue(shared.NewSecret("Correct1Horse"))),
		shared.ReplaceDelta("type", num(2)), shared.ReplaceDelta("zoom_one_type", num(16)), shared.ReplaceDelta("enabled", yes),
	}
	all := []string{"activate", "profile", "e-mail", "password", "licence type", "licence zoom_one_type", "verify"}
	for k, failing := range all {
		t.Run(failing, func(t *testing.T) {
			t.Parallel()
			tn := start(t, small())
			uid := tn.active("ann@example.com")
			tn.mustUpdate(user, uid, shared.ReplaceDelta("enabled", no))
			call := 0
			tn.conn = tn.connectThrough(func(_ *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
				if call++; call == k+3 { // The token and the first look come before.
					return answer(http.StatusBadRequest, `{"code":2038,"message":"No more licences."}`), nil
				}
				return send()
			})
			_, err := tn.update(user, uid, deltas...)
			if !errors.Is(err, shared.ErrQuotaExceeded) || errors.Is(err, shared.ErrPartial) != (k > 0) {
				t.Fatalf("got %v", err)
			}
			remaining := deltas
			if partial, ok := errors.AsType[*shared.WriteError](err); ok {
				remaining = partial.Remaining
				var want []string
				for i, s := range all {
					want = append(want, s+map[bool]string{true: " (failed)", false: ""}[i == k]+map[bool]string{true: " (not started)", false: ""}[i > k])
				}
				if diff := cmp.Diff(want, stepNames(partial.Result.Steps)); diff != "" {
					t.Error(diff)
				}
				if attribute, licence := strings.CutPrefix(failing, "licence "); licence && partial.Cause.Attribute != attribute {
					t.Errorf("about %q, want %q", partial.Cause.Attribute, attribute)
				}
			}
			tn.conn = tn.connect()
			if result := tn.mustUpdate(user, uid, remaining...); len(result.NotApplied) > 0 {
				t.Errorf("not applied: %v", result.NotApplied)
			}
			obj := tn.get(user, uid)
			for name, want := range map[string]string{
				"dept": "Sales", "email": "bea@example.com", "type": "2", "zoom_one_type": "16", "enabled": "true",
			} {
				if got := text(obj, name); got != want {
					t.Errorf("%s is %s, want %s", name, got, want)
				}
			}
		})
	}
}

// No seat left is about the attribute that needs it; what was done before stays
// and can be continued.
func TestLicenceSeats(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		options zoomsim.Options
		delta   shared.AttributeDelta
	}{
		"licensed":   {zoomsim.Options{LicensedSeats: 1}, shared.ReplaceDelta("type", num(2))},
		"unassigned": {zoomsim.Options{UnassignedSeats: 1}, shared.ReplaceDelta("type", num(4))},
		"workplace":  {zoomsim.Options{PlanSeats: 1}, shared.ReplaceDelta("zoom_one_type", num(16))},
		"united":     {zoomsim.Options{PlanSeats: 1}, shared.ReplaceDelta("plan_united_type", str("1"))},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.options.Users = 1
			tn := start(t, test.options)
			other, uid := tn.active("other@example.com"), tn.active("ann@example.com")
			if name != "licensed" { // The owner has that seat.
				tn.mustUpdate(user, other, test.delta)
			}
			_, err := tn.update(user, uid, shared.ReplaceDelta("dept", str("Sales")), test.delta)
			var partial *shared.WriteError
			if !errors.As(err, &partial) || !errors.Is(err, shared.ErrQuotaExceeded) || partial.Cause.Attribute != test.delta.Name {
				t.Fatalf("got %v", err)
			}
			if !slices.ContainsFunc(partial.Remaining, func(d shared.AttributeDelta) bool { return d.Name == test.delta.Name }) {
				t.Errorf("remaining: %v", partial.Remaining)
			}
			if got := text(tn.get(user, uid), "dept"); got != "Sales" {
				t.Errorf("dept is %s", got)
			}
			if name == "licensed" {
				return
			}
			if _, err := tn.delete(user, other); err != nil {
				t.Fatal(err)
			}
			tn.mustUpdate(user, uid, partial.Remaining...)
		})
	}
}

// What Zoom takes at create goes with it, also for those who are pending, of whom
// Zoom shows little; a second plan follows on its own.
func TestLicencesAtCreate(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	for name, test := range map[string]struct {
		options, attrs shared.Attributes
		steps, left    []string
	}{
		"active":  {auto(), shared.Attributes{set("zoom_one_type", num(16)), set("type", num(2)), set("division_ids", str("d1"))}, []string{"create"}, nil},
		"pending": {nil, shared.Attributes{set("plan_united_type", str("1")), set("type", num(2)), set("division_ids", str("d1")), set("dept", str("x"))}, []string{"create"}, []string{"dept"}},
		"none":    {auto(), shared.Attributes{set("plan_united_type", str("none")), set("zoom_one_type", num(0))}, []string{"create"}, nil},
		"both":    {auto(), shared.Attributes{set("plan_united_type", str("1")), set("zoom_one_type", num(16))}, []string{"create", "licence plan_united_type", "verify"}, nil},
	} {
		result := tn.create(user, test.options, append(test.attrs, set("email", str(name+"@example.com")))...)
		if diff := cmp.Diff([][]string{test.steps, test.left}, [][]string{stepNames(result.Steps), left(result)}); diff != "" {
			t.Errorf("%s: steps, not applied (-want +got):\n%s", name, diff)
		}
		if name == "pending" {
			if err := tn.sim.ActivateUser(result.UID); err != nil {
				t.Fatal(err)
			}
			obj := tn.get(user, result.UID)
			if text(obj, "plan_united_type") != "1" || text(obj, "type") != "2" || text(obj, "division_ids") != "d1" {
				t.Errorf("after joining: plan %s, type %s, division %s", text(obj, "plan_united_type"), text(obj, "type"), text(obj, "division_ids"))
			}
		}
	}
}

// Subscriptions go to Zoom as they are, in create and update; the simulated
// account has one subscription of each plan, so that Zoom's part is played here.
func TestLicenceInfo(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	uid := tn.active("ann@example.com")
	licence := shared.ObjectValue(shared.NewObject("", "", "").
		SetString("license_type", "ZOOM_WORKPLACE_BUNDLE").Set("license_option", num(576460752303423488)).SetString("subscription_id", "SUBREF-1").Build())
	const sent = `[{"license_type":"ZOOM_WORKPLACE_BUNDLE","license_option":576460752303423488,"subscription_id":"SUBREF-1"}]`
	_, err := tn.update(user, uid, shared.ReplaceDelta("license_info_list", licence))
	if !errors.Is(err, shared.ErrInvalidAttributeValue) || shared.AsError(err).Attribute != "license_info_list" {
		t.Errorf("unknown subscription: %v", err)
	}
	has := `[]`
	var bodies []string
	tn.conn = tn.connectThrough(func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		switch req.Method {
		case http.MethodPatch:
			bodies = append(bodies, bodyOf(t, req))
			has = strings.TrimSuffix(strings.TrimPrefix(bodies[0], `{"license_info_list":`), "}")
			return answer(http.StatusNoContent, ""), nil
		case http.MethodGet:
			return answer(http.StatusOK, `{"id":"`+uid+`","email":"ann@example.com","type":1,"status":"active","license_info_list":`+has+`}`), nil
		default:
			return send()
		}
	})
	result := tn.mustUpdate(user, uid, shared.AddDelta("license_info_list", licence))
	if diff := cmp.Diff([]string{`{"license_info_list":` + sent + `}`}, bodies); diff != "" || len(result.NotApplied) > 0 {
		t.Errorf("%s, not applied %v", diff, result.NotApplied)
	}
	if again := tn.mustUpdate(user, uid, shared.ReplaceDelta("license_info_list", licence)); again.Outcome != shared.OutcomeAlreadyDone {
		t.Errorf("repeated: %v", again.Outcome)
	}
	var posted string
	tn.conn = tn.connectThrough(func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		if req.Method == http.MethodPost && strings.HasSuffix(req.URL.Path, "/users") {
			posted = bodyOf(t, req)
		}
		return send()
	})
	_, err = tn.conn.Create(t.Context(), &shared.CreateRequest{Class: user, Options: auto(), Attributes: shared.Attributes{set("email", str("new@example.com")), set("license_info_list", licence)}})
	if !errors.Is(err, shared.ErrInvalidAttributeValue) || !strings.Contains(posted, `"license_info_list":`+sent) {
		t.Errorf("got %v after %s", err, posted)
	}
}
