package zoomimpl_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// At no time is a user who exchanges calling plans and numbers without one, and
// never has more numbers than Zoom allows.
func TestPhoneExchangeLeavesNoGap(t *testing.T) {
	t.Parallel()
	tn := start(t, telephony())
	old := numbers(0, 1, 2, 3, 4, 5, 6, 7, 8, 9)
	uid := tn.phoned("ann@example.com", shared.ReplaceDelta("zoom_phone_calling_plans", plans(200, 4000)...), shared.ReplaceDelta("zoom_phone_numbers", old...))
	sound, looks := tn.conn, 0
	tn.conn = tn.connectThrough(func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		resp, err := send()
		if err != nil || req.Method == http.MethodGet {
			return resp, err
		}
		looks++
		obj, err := sound.Get(t.Context(), &shared.GetRequest{Class: user, UID: uid, Attributes: []string{"zoom_phone_calling_plans", "zoom_phone_numbers"}})
		if err != nil {
			return nil, errors.Join(err, resp.Body.Close())
		}
		for _, name := range []string{"zoom_phone_calling_plans", "zoom_phone_numbers"} {
			if v, _ := obj.Get(name); v.Len() == 0 {
				t.Errorf("no %s after %s %s", name, req.Method, req.URL.Path)
			}
		}
		return resp, nil
	})
	tn.sim.ResetRecord()
	fresh := numbers(10, 11, 12, 13, 14, 15, 16, 17, 18, 20)
	result := tn.mustUpdate(user, uid, shared.ReplaceDelta("zoom_phone_numbers", fresh...), shared.ReplaceDelta("zoom_phone_calling_plans", plans(3000, 4010)...))
	if got := tn.requests(); got[postNumbers] < 2 || got[putPlans] != 2 || got[postPlans]+got[deletePlan] != 0 || looks < 12 {
		t.Errorf("calls %v, %d looks", got, looks)
	}
	obj := tn.get(user, uid, "zoom_phone_numbers", "zoom_phone_calling_plans")
	if v, _ := obj.Get("zoom_phone_numbers"); !v.Equal(shared.NewValues(fresh...)) || sorted(obj, "zoom_phone_calling_plans") != "3000,4010" || len(result.NotApplied) > 0 {
		t.Errorf("got %v, left %v", obj, result.NotApplied)
	}
}

// Subscriptions to the same plan are told apart by what the user has already, and
// refused when that does not tell.
func TestPhonePlanOfSeveralSubscriptions(t *testing.T) {
	t.Parallel()
	const seats = `{"calling_plans":[
		{"name":"M","type":100,"subscribed":9,"assigned":1,"available":8,"billing_account_id":"acc","billing_subscription_id":"east"},
		{"name":"U","type":200,"subscribed":9,"assigned":1,"available":8,"billing_account_id":"acc","billing_subscription_id":"east"},
		{"name":"U","type":200,"subscribed":9,"assigned":1,"available":8,"billing_account_id":"acc","billing_subscription_id":"west"},
		{"name":"P","type":3000,"subscribed":9,"assigned":9,"available":0,"billing_account_id":"acc","billing_subscription_id":"east"},
		{"name":"P","type":3000,"subscribed":9,"assigned":1,"available":8,"billing_account_id":"other","billing_subscription_id":"west"}]}`
	replace := shared.ReplaceDelta
	for name, test := range map[string]struct {
		has    bool // a plan 100 of the subscription east
		wanted []shared.Value
		body   string // of the one write
		text   string // of the error
	}{
		"several, nothing tells":     {false, plans(200), "", "several subscriptions, and none of them is that of another plan of the user: name one in the option calling_plan_subscription: east, west"},
		"several, one is the user's": {true, plans(100, 200), `{"calling_plans":[{"type":200,"billing_account_id":"acc","billing_subscription_id":"east"}]}`, ""},
		"swap within it":             {true, plans(200), `{"source_type":100,"target_type":200,"source_billing_subscription_id":"east","target_billing_subscription_id":"east"}`, ""},
		"one has a seat":             {false, plans(3000), `{"calling_plans":[{"type":3000,"billing_account_id":"other","billing_subscription_id":"west"}]}`, ""},
		"another billing account":    {true, plans(3000), `{"calling_plans":[{"type":3000,"billing_account_id":"other","billing_subscription_id":"west"}]} billing_account_id=acc`, ""},
		"removed from its account":   {true, nil, ` billing_account_id=acc`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tn := start(t, telephony())
			uid := tn.phoned("ann@example.com")
			if test.has {
				tn.mustUpdate(user, uid, replace("zoom_phone_calling_plans", plans(100)...))
			}
			billed := rewrite(http.MethodGet, "/phone/users/"+uid, `"type":100`, `"billing_account_id":"acc","billing_subscription_id":"east","type":100`)
			var wrote []string
			tn.conn = tn.connectThrough(func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
				if strings.HasSuffix(req.URL.Path, "/phone/calling_plans") {
					return answer(http.StatusOK, seats), nil
				}
				if req.Method != http.MethodGet && !strings.HasSuffix(req.URL.Path, "/token") {
					body := ""
					if req.GetBody != nil {
						r, err := req.GetBody()
						if err != nil {
							return nil, err
						}
						b, err := io.ReadAll(r)
						if err != nil {
							return nil, err
						}
						body = string(b)
					}
					wrote = append(wrote, strings.TrimRight(body, "\n")+req.URL.RawQuery)
				}
				return billed(req, send)
			})
			_, err := tn.update(user, uid, replace("zoom_phone_calling_plans", test.wanted...))
			if test.text != "" {
				if !errors.Is(err, shared.ErrInvalidAttributeValue) || !strings.Contains(err.Error(), test.text) || len(wrote) > 0 {
					t.Errorf("got %v, wrote %v", err, wrote)
				}
				return
			}
			if got := strings.Join(wrote, " "); err != nil || got != strings.TrimSpace(test.body) {
				t.Errorf("error %v, wrote\n%s\nwant\n%s", err, got, test.body)
			}
		})
	}
}

// The order of the changes makes no difference.
func TestPhoneOrderOfInput(t *testing.T) {
	t.Parallel()
	deltas := []shared.AttributeDelta{
		phoneOn(), shared.ReplaceDelta("site_name", str("Denver Office")), shared.ReplaceDelta("extension_number", str("54321")),
		shared.ReplaceDelta("zoom_phone_calling_plans", plans(200, 4000)...), shared.ReplaceDelta("zoom_phone_numbers", numbers(0, 1)...),
		shared.ReplaceDelta("zoom_phone_status", str("deactivate")), shared.ReplaceDelta("dept", str("Sales")), shared.ReplaceDelta("type", num(2)),
	}
	tn := start(t, telephony(func(o *zoomsim.Options) { o.NumbersNeedPlan = true }))
	uid := tn.active("ann@example.com")
	var steps []string
	rapid.Check(t, func(rt *rapid.T) {
		tn.mustUpdate(user, uid, shared.ReplaceDelta("zoom_phone_feature", no), shared.ReplaceDelta("dept"), shared.ReplaceDelta("type", num(1)))
		result := tn.mustUpdate(user, uid, rapid.Permutation(deltas).Draw(rt, "deltas")...)
		if got, want := tn.phone(uid), "true | deactivate | 254321 | Denver Office | 200,4000 | "+spare(0)+","+spare(1); got != want {
			rt.Fatalf("got  %s\nwant %s", got, want)
		}
		if steps == nil {
			steps = stepNames(result.Steps)
		}
		if diff := cmp.Diff(steps, stepNames(result.Steps)); diff != "" || len(result.NotApplied) > 0 {
			rt.Fatalf("steps (-first +now):\n%s\nleft %v", diff, result.NotApplied)
		}
	})
}

// Create gives Zoom Phone to a user who is active at once; to one who is invited
// it gives nothing, and says so.
func TestCreateWithPhone(t *testing.T) {
	t.Parallel()
	attrs := func() shared.Attributes {
		return shared.Attributes{
			set("zoom_phone_numbers", numbers(0)...), set("email", str("ann@example.com")), set("extension_number", str("54321")),
			set("zoom_phone_calling_plans", plans(200)...), set("site_name", str("Denver Office")), set("zoom_phone_feature", yes),
		}
	}
	after := "true | activate | 254321 | Denver Office | 200 | " + spare(0)
	t.Run("active", func(t *testing.T) {
		t.Parallel()
		tn := start(t, telephony())
		tn.sim.ResetRecord()
		result := tn.create(user, auto(), attrs()...)
		if got := tn.phone(result.UID); got != after || len(result.NotApplied) > 0 || result.Outcome != shared.OutcomeCreated {
			t.Errorf("outcome %v, got %s, left %v", result.Outcome, got, result.NotApplied)
		}
	})
	t.Run("lists are read once", func(t *testing.T) {
		t.Parallel()
		tn := start(t, telephony())
		tn.sim.ResetRecord()
		tn.create(user, auto(), attrs()...)
		got := tn.requests()
		for _, call := range []string{getSites, getSite, getPlans, getNumbers} {
			if got[call] != 1 {
				t.Errorf("%s: %d", call, got[call])
			}
		}
	})
	t.Run("pending", func(t *testing.T) {
		t.Parallel()
		tn := start(t, telephony())
		tn.sim.ResetRecord()
		result := tn.create(user, nil, attrs()...)
		want := []string{"extension_number", "site_name", "zoom_phone_calling_plans", "zoom_phone_feature", "zoom_phone_numbers"}
		if got := left(result); result.Outcome != shared.OutcomePending || !slices.Equal(slices.Sorted(slices.Values(got)), want) {
			t.Errorf("outcome %v, left %v", result.Outcome, got)
		}
		if diff := cmp.Diff([]string{"POST /users"}, tn.calls()); diff != "" {
			t.Error(diff)
		}
		again := tn.mustUpdate(user, result.UID, phoneOn(), shared.ReplaceDelta("zoom_phone_calling_plans"))
		if diff := cmp.Diff([]string{"zoom_phone_feature"}, left(again)); diff != "" {
			t.Error(diff)
		}
		if err := tn.sim.ActivateUser(result.UID); err != nil {
			t.Fatal(err)
		}
		var deltas []shared.AttributeDelta
		for _, a := range attrs() {
			if slices.Contains(want, a.Name) {
				deltas = append(deltas, shared.AttributeDelta{Name: a.Name, Replace: &a.Values})
			}
		}
		tn.mustUpdate(user, result.UID, deltas...)
		if got := tn.phone(result.UID); got != after {
			t.Errorf("after joining %s", got)
		}
	})
	t.Run("off", func(t *testing.T) {
		t.Parallel()
		tn := start(t, telephony())
		result := tn.create(user, auto(), set("email", str("ann@example.com")), set("zoom_phone_feature", no))
		if len(result.NotApplied) > 0 || len(result.Steps) != 1 {
			t.Errorf("left %v, steps %v", result.NotApplied, result.Steps)
		}
	})
	t.Run("refused before anything is made", func(t *testing.T) {
		t.Parallel()
		tn := start(t, telephony())
		for text, more := range map[string][]shared.Attribute{
			"no site named Paris":  {set("zoom_phone_feature", yes), set("site_name", str("Paris"))},
			"contradicts":          {set("zoom_phone_feature", no), set("site_name", str("Denver Office"))},
			"set zoom_phone_featu": {set("site_name", str("Denver Office"))},
			"E.164":                {set("zoom_phone_feature", yes), set("zoom_phone_numbers", str("911"))},
			"no number +4930":      {set("zoom_phone_feature", yes), set("zoom_phone_numbers", str("+4930123456"))},
		} {
			_, err := tn.conn.Create(t.Context(), &shared.CreateRequest{
				Class: user, Options: auto(), Attributes: append(shared.Attributes{set("email", str("new@example.com"))}, more...),
			})
			if err == nil || !strings.Contains(err.Error(), text) {
				t.Errorf("%s: %v", text, err)
			}
		}
		if got := tn.requests()["POST /users"]; got != 0 {
			t.Errorf("%d users made", got)
		}
	})
	t.Run("adopted", func(t *testing.T) {
		t.Parallel()
		tn := start(t, telephony(), set("duplicate_record_returns_id", yes))
		tn.phoned("ann@example.com", shared.ReplaceDelta("zoom_phone_calling_plans", plans(100)...))
		result := tn.create(user, auto(), attrs()...)
		if got := tn.phone(result.UID); got != strings.Replace(after, "| 200 |", "| 100,200 |", 1) || len(result.NotApplied) > 0 {
			t.Errorf("got %s, left %v", got, result.NotApplied)
		}
	})
}

// An inactive user who stays inactive is given nothing.
func TestPhoneOfInactiveUser(t *testing.T) {
	t.Parallel()
	deltas := []shared.AttributeDelta{phoneOn(), shared.ReplaceDelta("site_name", str("Denver Office")), shared.ReplaceDelta("dept", str("Sales"))}
	for name, test := range map[string]struct {
		behaviour string
		left      []string
		want      error
	}{
		"error":      {"error", nil, shared.ErrPreconditionFailed},
		"skip":       {"skip", []string{"dept", "zoom_phone_feature", "site_name"}, nil},
		"reactivate": {"reactivate", []string{"zoom_phone_feature", "site_name"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tn := start(t, telephony(), set("update_inactive", str(test.behaviour)))
			uid := tn.active("ann@example.com")
			tn.mustUpdate(user, uid, shared.ReplaceDelta("enabled", no))
			result, err := tn.update(user, uid, deltas...)
			if !errors.Is(err, test.want) {
				t.Fatal(err)
			}
			if err == nil {
				if diff := cmp.Diff(test.left, left(result)); diff != "" {
					t.Error(diff)
				}
			}
			if got := tn.phone(uid); got != "false |  |  |  |  | " {
				t.Error(got)
			}
			// Enabled in the same update, the user gets everything.
			tn.mustUpdate(user, uid, append(deltas, shared.ReplaceDelta("enabled", yes))...)
			if got := tn.phone(uid); got != "true | activate | 210001 | Denver Office |  | " {
				t.Error(got)
			}
		})
	}
}

// What Zoom accepts and does not apply is reported.
func TestPhoneChangeDroppedByZoom(t *testing.T) {
	t.Parallel()
	tn := start(t, telephony())
	uid := tn.phoned("ann@example.com", shared.ReplaceDelta("zoom_phone_calling_plans", plans(100)...))
	tn.conn = tn.connectThrough(func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		if req.Method == http.MethodGet || strings.HasSuffix(req.URL.Path, "/token") {
			return send()
		}
		if strings.HasSuffix(req.URL.Path, "/phone_numbers") {
			return answer(http.StatusCreated, `{"phone_numbers":[]}`), nil
		}
		return answer(http.StatusNoContent, ""), nil
	})
	result := tn.mustUpdate(user, uid,
		shared.ReplaceDelta("site_code", num(2)), shared.ReplaceDelta("extension_number", str("254321")), shared.ReplaceDelta("zoom_phone_status", str("deactivate")),
		shared.ReplaceDelta("zoom_phone_calling_plans", plans(200)...), shared.ReplaceDelta("zoom_phone_numbers", numbers(0)...))
	want := []string{"extension_number", "site_code", "zoom_phone_calling_plans", "zoom_phone_numbers", "zoom_phone_status"}
	if got := left(result); !slices.Equal(slices.Sorted(slices.Values(got)), want) {
		t.Errorf("left %v", got)
	}
	if off := tn.mustUpdate(user, uid, shared.ReplaceDelta("zoom_phone_feature", no)); !slices.Equal(left(off), []string{"zoom_phone_feature"}) {
		t.Errorf("off: left %v", off.NotApplied)
	}
}

// The wait keeps within the caller's time.
func TestPhoneWaitEndsBeforeTheDeadline(t *testing.T) {
	t.Parallel()
	tn := start(t, telephony(func(o *zoomsim.Options) { o.ProfileDelay = time.Hour }))
	uid := tn.active("ann@example.com")
	began := tn.sim.Clock().Now()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	_, err := tn.conn.Update(ctx, &shared.UpdateRequest{Class: user, UID: uid, Deltas: []shared.AttributeDelta{phoneOn()}})
	if !errors.Is(err, shared.ErrPartial) || ctx.Err() != nil {
		t.Errorf("got %v, context %v", err, ctx.Err())
	}
	if waited := tn.sim.Clock().Now().Sub(began); waited > 5*time.Second {
		t.Errorf("waited %s", waited)
	}
}

// An app that may not list numbers gives them all the same.
func TestPhoneNumbersUnseen(t *testing.T) {
	t.Parallel()
	tn := start(t, telephony())
	uid := tn.phoned("ann@example.com")
	tn.conn = tn.connectThrough(refuse(http.MethodGet, "/number_management/numbers", http.StatusBadRequest,
		`{"code":4711,"message":"Invalid access token, does not contain scopes:[number_management:read:list_numbers:admin]."}`))
	tn.mustUpdate(user, uid, shared.ReplaceDelta("zoom_phone_numbers", numbers(0)...))
	_, err := tn.update(user, uid, shared.AddDelta("zoom_phone_numbers", str("+4930123456")))
	if e := shared.AsError(err); !errors.Is(err, shared.ErrInvalidAttributeValue) || e.Attribute != "zoom_phone_numbers" {
		t.Errorf("got %v", err)
	}
	if got := tn.phone(uid); !strings.HasSuffix(got, fmt.Sprint("| ", spare(0))) {
		t.Error(got)
	}
}

// A call whose answer is lost and which the client repeats is refused as done
// already: that is no failure.
func TestPhoneRepeatedCalls(t *testing.T) {
	t.Parallel()
	replace := shared.ReplaceDelta
	for name, test := range map[string]struct {
		method, path string
		deltas       []shared.AttributeDelta
		after        string
	}{
		"plan assigned":   {http.MethodPost, "/calling_plans", []shared.AttributeDelta{shared.AddDelta("zoom_phone_calling_plans", plans(4000)...)}, "100,4000 | " + spare(0)},
		"plan swapped":    {http.MethodPut, "/calling_plans", []shared.AttributeDelta{replace("zoom_phone_calling_plans", plans(200)...)}, "200 | " + spare(0)},
		"plan removed":    {http.MethodDelete, "/calling_plans/100", []shared.AttributeDelta{replace("zoom_phone_calling_plans")}, " | " + spare(0)},
		"number assigned": {http.MethodPost, "/phone_numbers", []shared.AttributeDelta{shared.AddDelta("zoom_phone_numbers", numbers(1)...)}, "100 | " + spare(0) + "," + spare(1)},
		"number removed":  {http.MethodDelete, "", []shared.AttributeDelta{replace("zoom_phone_numbers")}, "100 | "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tn := start(t, telephony())
			uid := tn.phoned("ann@example.com", replace("zoom_phone_calling_plans", plans(100)...), replace("zoom_phone_numbers", numbers(0)...))
			sent := 0
			tn.conn = tn.connectThrough(func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
				resp, err := send()
				if err != nil || req.Method != test.method || !strings.HasSuffix(req.URL.Path, test.path) || strings.HasSuffix(req.URL.Path, "/token") {
					return resp, err
				}
				if sent++; sent > 1 {
					return resp, nil
				}
				return nil, errors.Join(errLost, resp.Body.Close())
			}, set("io_error_retries", num(2)))
			result := tn.mustUpdate(user, uid, test.deltas...)
			if got := tn.phone(uid); got != "true | activate | 110001 | Main Site | "+test.after || len(result.NotApplied) > 0 || sent == 0 {
				t.Errorf("%d times, got %s, left %v", sent, got, result.NotApplied)
			}
			for _, s := range result.Steps {
				if s.State != shared.StepDone {
					t.Errorf("step %v", s)
				}
			}
		})
	}
}

// Names of sites are found on every page of their list, which is read once.
func TestPhoneSiteOfALaterPage(t *testing.T) {
	t.Parallel()
	tn := start(t, telephony(func(o *zoomsim.Options) { o.Sites = 620 }))
	uid := tn.active("ann@example.com")
	objs, _ := tn.search(&shared.Query{Class: "ZoomPhoneSite"})
	last := objs[len(objs)-1]
	tn.sim.ResetRecord()
	tn.mustUpdate(user, uid, phoneOn(), shared.ReplaceDelta("site_name", str(last.Name())), shared.ReplaceDelta("extension_number", str("54321")))
	if got := tn.requests(); got[getSites] != 3 || got[getSite] != 1 {
		t.Errorf("calls %v", got)
	}
	obj := tn.get(user, uid, "site_id", "site_code", "extension_number")
	if sorted(obj, "site_id") != last.UID() || sorted(obj, "extension_number") != sorted(obj, "site_code")+"54321" {
		t.Errorf("got %v", obj)
	}
}
