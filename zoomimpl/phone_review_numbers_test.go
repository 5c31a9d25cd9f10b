package zoomimpl_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// chain puts one meddling after the other.
func chain(first, second meddling) meddling {
	return func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		return first(req, func() (*http.Response, error) { return second(req, send) })
	}
}

// recordWrites notes the writes with their bodies and queries.
func recordWrites(wrote *[]string) meddling {
	return func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
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
				body = strings.TrimSpace(string(b))
			}
			*wrote = append(*wrote, strings.TrimSpace(req.Method+" "+body+req.URL.RawQuery))
		}
		return send()
	}
}

// A number that Zoom shows by its id alone is neither shown nor taken away, and
// counts.
func TestPhoneNumberWithoutText(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		delta shared.AttributeDelta
		want  string // the numbers afterwards
		text  string // of the error
	}{
		"added":    {shared.AddDelta("zoom_phone_numbers", numbers(1)...), spare(0) + "," + spare(1), ""},
		"replaced": {shared.ReplaceDelta("zoom_phone_numbers", numbers(1)...), spare(1), ""},
		"removed":  {shared.RemoveDelta("zoom_phone_numbers", numbers(0)...), "", ""},
		"too many": {shared.AddDelta("zoom_phone_numbers", numbers(1, 2, 3, 4, 5, 6, 7, 9, 10)...), spare(0), "leads to 11 numbers"},
		"all but it exchanged": {
			shared.ReplaceDelta("zoom_phone_numbers", numbers(1, 2, 3, 4, 5, 6, 7, 9, 10)...),
			strings.Join([]string{spare(1), spare(2), spare(3), spare(4), spare(5), spare(6), spare(7), spare(9), spare(10)}, ","), "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tn := start(t, telephony())
			uid := tn.phoned("ann@example.com", shared.ReplaceDelta("zoom_phone_numbers", numbers(0)...))
			var wrote []string
			tn.conn = tn.connectThrough(func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
				if strings.HasSuffix(req.URL.Path, "/nn1") {
					wrote = append(wrote, req.Method+" "+req.URL.Path)
				}
				more := rewrite(http.MethodGet, "/phone/users/"+uid, `"phone_numbers":[`, `"phone_numbers":[{"id":"nn1"},`)
				return chain(rewrite(http.MethodGet, "/phone/users/"+uid, `"},]`, `"}]`), more)(req, send)
			})
			_, err := tn.update(user, uid, test.delta)
			if (err != nil) != (test.text != "") || !strings.Contains(fmt.Sprint(err), test.text) {
				t.Errorf("got %v, want %q", err, test.text)
			}
			if len(wrote) > 0 {
				t.Errorf("wrote %v", wrote)
			}
			tn.conn = tn.connect()
			if got := sorted(tn.get(user, uid, "zoom_phone_numbers"), "zoom_phone_numbers"); got != test.want {
				t.Errorf("numbers %s, want %s", got, test.want)
			}
		})
	}
}

// Who Zoom shows as the holder of a number may be nobody.
func TestPhoneNumberHeldByNobody(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		holders string
		text    string // of the error
	}{
		"nobody":            {`[]`, ""},
		"unassigned":        {`[{"assigned_to_id":"","assigned_to_type":"PhoneUnassigned"}]`, ""},
		"empty":             {`[{}]`, ""},
		"a queue":           {`[{"assigned_to_id":"q","assigned_to_type":"CallQueue"}]`, "another holder, of type CallQueue"},
		"nobody, and one":   {`[{"assigned_to_type":"PhoneUnassigned"},{"assigned_to_id":"q","assigned_to_type":"CommonArea"}]`, "another holder, of type CommonArea"},
		"one without id":    {`[{"assigned_to_type":"AutoReceptionist"}]`, "another holder, of type AutoReceptionist"},
		"one without type":  {`[{"assigned_to_id":"q"}]`, "another holder, of type unknown"},
		"the user, and one": {`[{"assigned_to_id":"q","assigned_to_type":"CommonArea"},{"assigned_to_id":"UID","assigned_to_type":"User"}]`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tn := start(t, telephony())
			uid := tn.phoned("ann@example.com")
			body := fmt.Sprintf(`{"numbers":[{"id":"n","number":%q,"allocated_product":"ZOOM_PHONE","status":"Normal","assigned_list":%s}]}`,
				spare(0), strings.ReplaceAll(test.holders, "UID", uid))
			tn.conn = tn.connectThrough(refuse(http.MethodGet, "/number_management/numbers", http.StatusOK, body))
			_, err := tn.update(user, uid, shared.AddDelta("zoom_phone_numbers", numbers(0)...))
			if (err != nil) != (test.text != "") || !strings.Contains(fmt.Sprint(err), test.text) {
				t.Errorf("got %v, want %q", err, test.text)
			}
			// A create looks before there is a user, whose empty id is nobody's.
			_, err = tn.conn.Create(t.Context(), &shared.CreateRequest{Class: user, Options: auto(), Attributes: shared.Attributes{
				set("email", str("new@example.com")), set("zoom_phone_feature", yes), set("zoom_phone_numbers", numbers(0)...),
			}})
			if refused := err != nil && !errors.Is(err, shared.ErrPartial); refused != (test.text != "" || strings.Contains(test.holders, "UID")) {
				t.Errorf("create: %v", err)
			}
		})
	}
}

// A user who is taken over keeps numbers and calling plans, and loses nothing to a
// create that names none.
func TestAdoptKeepsPhone(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		numbers, plans []shared.Value
		want           string
	}{
		"more":  {numbers(1), plans(4000), "true | activate | 110001 | Main Site | 200,4000 | " + spare(0) + "," + spare(1)},
		"same":  {numbers(0), plans(200), "true | activate | 110001 | Main Site | 200 | " + spare(0)},
		"empty": {nil, nil, "true | activate | 110001 | Main Site | 200 | " + spare(0)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tn := start(t, telephony())
			uid := tn.phoned("ann@example.com", shared.ReplaceDelta("zoom_phone_numbers", numbers(0)...), shared.ReplaceDelta("zoom_phone_calling_plans", plans(200)...))
			tn.conn = tn.connect(set("duplicate_record_returns_id", yes))
			result := tn.create(user, auto(), set("email", str("ann@example.com")), set("zoom_phone_numbers", test.numbers...), set("zoom_phone_calling_plans", test.plans...))
			if result.Outcome != shared.OutcomeAdopted || result.UID != uid || len(result.NotApplied) > 0 {
				t.Errorf("got %+v", result)
			}
			if got := tn.phone(uid); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

// Where number management may not be looked at, the older list tells what can be
// assigned; where neither may, Zoom does.
func TestPhoneNumbersUnread(t *testing.T) {
	t.Parallel()
	const noPermission, noAccount = `{"code":200,"message":"No permission."}`, `{"code":2001,"message":"Account does not exist."}`
	const older = "/phone/numbers"
	gone := refuse(http.MethodGet, older, http.StatusGone, `{"code":410,"message":"Gone."}`)
	open := func(_ *http.Request, send func() (*http.Response, error)) (*http.Response, error) { return send() }
	free, taken, foreign := spare(0), spare(1), "+4930123456"
	for name, test := range map[string]struct {
		status int
		body   string
		older  meddling
		number string
		want   error
		text   string
	}{
		"no permission":               {400, noPermission, open, free, nil, ""},
		"no permission, 403":          {403, noPermission, open, free, nil, ""},
		"no account":                  {404, noAccount, open, free, nil, ""},
		"no scope":                    {400, `{"code":104,"message":"Invalid access token, does not contain scopes:[number_management:read:list_numbers:admin]."}`, open, free, nil, ""},
		"older list tells taken":      {400, noPermission, open, taken, shared.ErrInvalidAttributeValue, "another holder, of type User"},
		"older list tells foreign":    {400, noPermission, open, foreign, shared.ErrInvalidAttributeValue, "the account has no number"},
		"neither":                     {400, noPermission, gone, free, nil, ""},
		"neither, taken":              {400, noPermission, gone, taken, shared.ErrAlreadyExists, ""},
		"neither has the account":     {404, noAccount, refuse(http.MethodGet, older, 404, noAccount), free, nil, ""},
		"number management is down":   {500, `{"code":500,"message":"Down."}`, open, free, shared.ErrConnectionFailed, ""},
		"the older list is down":      {400, noPermission, refuse(http.MethodGet, older, 500, `{"code":500,"message":"Down."}`), free, shared.ErrConnectionFailed, ""},
		"the older list pays no heed": {400, noPermission, refuse(http.MethodGet, older, 200, `{"phone_numbers":[{"id":"x","number":"+15550000000"}]}`), free, shared.ErrInvalidAttributeValue, "the account has no number"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tn := start(t, telephony())
			uid := tn.phoned("ann@example.com")
			tn.phoned("bob@example.com", shared.ReplaceDelta("zoom_phone_numbers", str(taken)))
			tn.conn = tn.connectThrough(chain(refuse(http.MethodGet, "/number_management/numbers", test.status, test.body), test.older))
			_, err := tn.update(user, uid, shared.AddDelta("zoom_phone_numbers", str(test.number)))
			if !errors.Is(err, test.want) || !strings.Contains(fmt.Sprint(err), test.text) {
				t.Fatalf("got %v, want %v", err, test.want)
			}
			if got := sorted(tn.get(user, uid, "zoom_phone_numbers"), "zoom_phone_numbers"); (got == test.number) != (test.want == nil) {
				t.Errorf("numbers %s", got)
			}
		})
	}
}

// The older list is asked for each number once, and an account without Zoom Phone
// makes no user.
func TestPhoneNumbersOfTheOlderList(t *testing.T) {
	t.Parallel()
	const noAccount = `{"code":2001,"message":"Account does not exist."}`
	create := func(tn *tenant, given []shared.Value) error {
		_, err := tn.conn.Create(t.Context(), &shared.CreateRequest{Class: user, Options: auto(), Attributes: shared.Attributes{
			set("email", str("new@example.com")), set("zoom_phone_feature", yes), set("zoom_phone_numbers", given...),
		}})
		return err
	}
	tn := start(t, telephony())
	tn.conn = tn.connectThrough(refuse(http.MethodGet, "/number_management/numbers", http.StatusNotFound, noAccount))
	tn.sim.ResetRecord()
	if err := create(tn, numbers(0, 1)); err != nil || tn.requests()["GET /phone/numbers"] != 2 {
		t.Errorf("error %v, requests %v", err, tn.requests())
	}
	tn = start(t, telephony(func(o *zoomsim.Options) { o.NoPhone = true }))
	tn.conn = tn.connectThrough(refuse(http.MethodGet, "/numbers", http.StatusNotFound, noAccount))
	if err := create(tn, numbers(0)); !errors.Is(err, shared.ErrUnsupported) || errors.Is(err, shared.ErrPartial) {
		t.Errorf("without Zoom Phone: %v", err)
	}
}

// Where several subscriptions have seats, the host chooses.
func TestPhonePlanSubscriptionOption(t *testing.T) {
	t.Parallel()
	const seats = `{"calling_plans":[
		{"name":"M","type":100,"subscribed":9,"assigned":1,"available":8,"billing_subscription_id":"east"},
		{"name":"U","type":200,"subscribed":9,"assigned":1,"available":8,"billing_subscription_id":"east"},
		{"name":"U","type":200,"subscribed":9,"assigned":1,"available":8,"billing_subscription_id":"west"},
		{"name":"U","type":200,"subscribed":9,"assigned":9,"available":0,"billing_subscription_id":"full"},
		{"name":"I","type":3000,"subscribed":9,"assigned":1,"available":8,"billing_account_id":"delhi"},
		{"name":"I","type":3000,"subscribed":9,"assigned":1,"available":8,"billing_account_id":"pune"}]}`
	for name, test := range map[string]struct {
		option string
		plans  []shared.Value
		body   string // of the call that gives the plan
		want   error
		text   string
	}{
		"not given":             {"", plans(200), "", shared.ErrInvalidAttributeValue, "calling_plan_subscription: east, west"},
		"not given, India":      {"", plans(3000), "", shared.ErrInvalidAttributeValue, "calling_plan_subscription: delhi, pune"},
		"not given, one":        {"", plans(100), `{"calling_plans":[{"type":100,"billing_subscription_id":"east"}]}`, nil, ""},
		"one":                   {"east", plans(200), `{"calling_plans":[{"type":200,"billing_subscription_id":"east"}]}`, nil, ""},
		"the other":             {"west", plans(200), `{"calling_plans":[{"type":200,"billing_subscription_id":"west"}]}`, nil, ""},
		"India":                 {"pune", plans(3000), `{"calling_plans":[{"type":3000,"billing_account_id":"pune"}]}`, nil, ""},
		"unknown":               {"north", plans(200), "", shared.ErrInvalidAttributeValue, "but in: east, west, full"},
		"not of this plan":      {"west", plans(100), "", shared.ErrInvalidAttributeValue, "but in: east"},
		"without a seat":        {"full", plans(200), "", shared.ErrQuotaExceeded, "no free seat of calling plan 200 in full"},
		"no such plan":          {"east", plans(777), "", shared.ErrInvalidAttributeValue, "the account has no calling plan 777"},
		"several of one":        {"east", plans(200, 100), `{"calling_plans":[{"type":100,"billing_subscription_id":"east"},{"type":200,"billing_subscription_id":"east"}]}`, nil, ""},
		"nothing to be decided": {"north", nil, "", nil, ""},
	} {
		options := func(more ...shared.Attribute) shared.Attributes {
			if test.option == "" {
				return more
			}
			return append(shared.Attributes{set("calling_plan_subscription", str(test.option))}, more...)
		}
		check := func(t *testing.T, err error, wrote []string) {
			t.Helper()
			if !errors.Is(err, test.want) || errors.Is(err, shared.ErrPartial) || !strings.Contains(fmt.Sprint(err), test.text) {
				t.Errorf("got %v, want %v", err, test.want)
			}
			var gave string
			for _, w := range wrote {
				if body, ok := strings.CutPrefix(w, "POST "); ok && strings.Contains(body, "calling_plans") {
					gave += body
				}
			}
			if diff := cmp.Diff(test.body, gave); diff != "" {
				t.Errorf("gave (-want +got):\n%s", diff)
			}
			if test.want != nil && len(wrote) > 0 {
				t.Errorf("wrote %v", wrote)
			}
		}
		t.Run("update, "+name, func(t *testing.T) {
			t.Parallel()
			tn := start(t, telephony())
			uid := tn.phoned("ann@example.com")
			var wrote []string
			tn.conn = tn.connectThrough(chain(recordWrites(&wrote), refuse(http.MethodGet, "/phone/calling_plans", http.StatusOK, seats)))
			_, err := tn.conn.Update(t.Context(), &shared.UpdateRequest{
				Class: user, UID: uid, Options: options(), Deltas: []shared.AttributeDelta{shared.ReplaceDelta("zoom_phone_calling_plans", test.plans...)},
			})
			check(t, err, wrote)
		})
		if test.plans == nil {
			continue // A create has no empty attributes.
		}
		for _, existing := range []bool{false, true} {
			t.Run(fmt.Sprintf("create, %s, existing %v", name, existing), func(t *testing.T) {
				t.Parallel()
				tn := start(t, telephony())
				if existing {
					tn.phoned("new@example.com")
				}
				var wrote []string
				tn.conn = tn.connectThrough(chain(recordWrites(&wrote), refuse(http.MethodGet, "/phone/calling_plans", http.StatusOK, seats)), set("duplicate_record_returns_id", yes))
				_, err := tn.conn.Create(t.Context(), &shared.CreateRequest{Class: user, Options: options(auto()...), Attributes: shared.Attributes{
					set("email", str("new@example.com")), set("zoom_phone_feature", yes), set("zoom_phone_calling_plans", test.plans...),
				}})
				check(t, err, wrote)
			})
		}
	}
}

// The option without calling plans could not take effect.
func TestPhonePlanSubscriptionWithoutPlans(t *testing.T) {
	t.Parallel()
	tn := start(t, telephony())
	options := append(auto(), set("calling_plan_subscription", str("east")))
	_, created := tn.conn.Create(t.Context(), &shared.CreateRequest{Class: user, Options: options, Attributes: shared.Attributes{set("email", str("new@example.com"))}})
	_, updated := tn.conn.Update(t.Context(), &shared.UpdateRequest{
		Class: user, UID: tn.active("ann@example.com"), Options: options[1:], Deltas: []shared.AttributeDelta{phoneOn()},
	})
	for _, err := range []error{created, updated} {
		if e := shared.AsError(err); !errors.Is(err, shared.ErrInvalidRequest) || len(e.Faults) != 1 || e.Faults[0].Field != "calling_plan_subscription" {
			t.Errorf("got %v", err)
		}
	}
}

// billedPlans is a phone user at Zoom whose plans come from subscriptions, which
// the simulator has not. It answers every look and every call about plans.
type billedPlans struct {
	uid  string
	held []string // type, subscription and account
	// single says that Zoom takes a plan away from one subscription at a time.
	single bool
	// losing loses the answers to this method.
	losing string
	calls  []string
}

func (b *billedPlans) meddle(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
	rest, ours := strings.CutPrefix(req.URL.Path[strings.Index(req.URL.Path, "/v2")+len("/v2"):], "/phone/users/"+b.uid)
	switch {
	case req.URL.Path[strings.LastIndex(req.URL.Path, "/")+1:] == "calling_plans" && req.Method == http.MethodGet:
		return answer(http.StatusOK, `{"calling_plans":[{"type":100,"available":5,"billing_subscription_id":"east"},{"type":200,"available":5,"billing_subscription_id":"east"}]}`), nil
	case !ours:
		return send()
	case req.Method == http.MethodGet:
		var plans []string
		for _, h := range b.held {
			p := strings.Split(h, "/")
			plans = append(plans, fmt.Sprintf(`{"type":%s,"billing_subscription_id":%q,"billing_account_id":%q}`, p[0], p[1], p[2]))
		}
		return answer(http.StatusOK, fmt.Sprintf(`{"id":%q,"email":"ann@example.com","status":"activate","extension_number":110001,"calling_plans":[%s]}`, b.uid, strings.Join(plans, ","))), nil
	case req.Method == http.MethodPut:
		b.calls = append(b.calls, "swap")
		for i, h := range b.held {
			if bodyContains(req, `"source_type":`+strings.Split(h, "/")[0]) && bodyContains(req, `"source_billing_subscription_id":"`+strings.Split(h, "/")[1]) {
				b.held[i] = "100/east/"
				break
			}
		}
	default:
		b.calls = append(b.calls, strings.TrimSpace("remove "+rest[strings.LastIndex(rest, "/")+1:]+" "+req.URL.Query().Get("billing_account_id")))
		if !b.remove(rest[strings.LastIndex(rest, "/")+1:], req.URL.Query().Get("billing_account_id")) {
			return answer(http.StatusBadRequest, `{"code":400,"message":"Invalid field."}`), nil
		}
	}
	if req.Method == b.losing {
		return nil, errLost
	}
	return answer(http.StatusNoContent, ""), nil
}

func (b *billedPlans) remove(code, account string) bool {
	var kept []string
	took := false
	for _, h := range b.held {
		p := strings.Split(h, "/")
		if p[0] == code && p[2] == account && (!took || !b.single) {
			took = true
			continue
		}
		kept = append(kept, h)
	}
	b.held = kept
	return took
}

// A plan that is held from several subscriptions is taken away by as many calls
// as that takes.
func TestPhonePlanHeldTwice(t *testing.T) {
	t.Parallel()
	twice := []string{"200/east/", "200/west/"}
	for name, test := range map[string]struct {
		held   []string
		single bool
		losing string
		wanted []shared.Value
		calls  []string
		after  []string
	}{
		"one call takes all":        {twice, false, "", nil, []string{"remove 200"}, nil},
		"one call takes one":        {twice, true, "", nil, []string{"remove 200", "remove 200"}, nil},
		"two billing accounts":      {[]string{"200/east/a", "200/west/b"}, false, "", nil, []string{"remove 200 a", "remove 200 b"}, nil},
		"two accounts, lost":        {[]string{"200/east/a", "200/west/b"}, false, http.MethodDelete, nil, []string{"remove 200 a", "remove 200 b"}, nil},
		"swapped":                   {twice, true, "", plans(100), []string{"swap", "remove 200"}, []string{"100/east/"}},
		"swapped, the answer lost":  {twice, true, http.MethodPut, plans(100), []string{"swap", "remove 200"}, []string{"100/east/"}},
		"removed, the answer lost":  {twice, false, http.MethodDelete, nil, []string{"remove 200"}, nil},
		"held once, without answer": {twice[:1], true, http.MethodDelete, nil, []string{"remove 200"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tn := start(t, telephony())
			b := &billedPlans{uid: tn.phoned("ann@example.com"), held: append([]string(nil), test.held...), single: test.single, losing: test.losing}
			tn.conn = tn.connectThrough(b.meddle)
			result, err := tn.update(user, b.uid, shared.ReplaceDelta("zoom_phone_calling_plans", test.wanted...))
			if err != nil || len(result.NotApplied) > 0 {
				t.Errorf("result %+v, error %v", result, err)
			}
			if diff := cmp.Diff(test.calls, b.calls); diff != "" {
				t.Errorf("calls (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.after, b.held); diff != "" {
				t.Errorf("held (-want +got):\n%s", diff)
			}
		})
	}
}

// A plan that went away between the look and the call is not missed; one that
// Zoom does not take away is.
func TestPhonePlanGoneBefore(t *testing.T) {
	t.Parallel()
	for name, gone := range map[string]bool{"gone": true, "stays": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tn := start(t, telephony())
			b := &billedPlans{uid: tn.phoned("ann@example.com"), held: []string{"200/east/"}}
			tn.conn = tn.connectThrough(func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
				if req.Method != http.MethodDelete {
					return b.meddle(req, send)
				}
				if gone {
					b.held = nil
				}
				return answer(http.StatusBadRequest, `{"code":400,"message":"Invalid field."}`), nil
			})
			_, err := tn.update(user, b.uid, shared.ReplaceDelta("zoom_phone_calling_plans"))
			if gone != (err == nil) || !gone && (!errors.Is(err, shared.ErrInvalidAttributeValue) || shared.AsError(err).Attribute != "zoom_phone_calling_plans") {
				t.Errorf("got %v", err)
			}
		})
	}
}
