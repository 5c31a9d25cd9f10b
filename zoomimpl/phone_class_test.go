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

const (
	phoneSite   = "ZoomPhoneSite"
	phoneNumber = "ZoomPhoneNumber"
	callingPlan = "ZoomCallingPlan"

	listNumbers      = "GET /number_management/numbers"
	listOlderNumbers = "GET /phone/numbers"
)

func phoneClasses() []string { return []string{phoneSite, phoneNumber, callingPlan} }

// The sites are complete, also in accounts that have more than one page of them.
func TestPhoneSites(t *testing.T) {
	t.Parallel()
	tn := start(t, zoomsim.Options{Seed: 5, Users: 3, Sites: 700})
	objs, _ := tn.search(&shared.Query{Class: phoneSite})
	ids := uids(objs)
	slices.Sort(ids)
	if n := len(slices.Compact(ids)); n != 700 || len(objs) != 700 {
		t.Errorf("%d sites, %d of them different", len(objs), n)
	}
	if diff := cmp.Diff(map[string]int64{getSites: 3}, tn.requests()); diff != "" {
		t.Error(diff)
	}
	last := objs[699]
	if last.Name() == "" || text(last, "site_code") == "[]" || len(text(last, "country")) != 2 || text(last, "level") != "absent" {
		t.Errorf("last site: %s %s %s %s", last, text(last, "site_code"), text(last, "country"), text(last, "level"))
	}
	tests := map[string]struct {
		req  shared.GetRequest
		want map[string]int64
	}{
		"by id":              {shared.GetRequest{UID: last.UID()}, map[string]int64{getSite: 1}},
		"by name":            {shared.GetRequest{Name: strings.ToUpper(last.Name())}, map[string]int64{getSites: 3}},
		"length by id":       {shared.GetRequest{UID: last.UID(), Attributes: []string{"name", "extension_length"}}, map[string]int64{getSite: 1}},
		"level by id":        {shared.GetRequest{UID: last.UID(), Attributes: []string{"level"}}, map[string]int64{getSites: 3}},
		"all there is by id": {shared.GetRequest{UID: last.UID(), Attributes: []string{"level", "caller_id_name"}}, map[string]int64{getSites: 3, getSite: 1}},
	}
	for name, test := range tests {
		tn.sim.ResetRecord()
		test.req.Class = phoneSite
		obj, err := tn.conn.Get(t.Context(), &test.req)
		if err != nil || obj.UID() != last.UID() || obj.Name() != last.Name() {
			t.Errorf("%s: %v, %v", name, obj, err)
			continue
		}
		if diff := cmp.Diff(test.want, tn.requests()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if len(test.req.Attributes) == 0 && !obj.Equal(last) {
			t.Errorf("%s: %v is not what the search gave", name, obj)
		}
		if v, ok := obj.Get("extension_length"); ok && v.String() != "5" {
			t.Errorf("extension length %v", v)
		}
	}
	if got := text(tn.get(phoneSite, objs[0].UID(), "level"), "level"); got != "main" {
		t.Errorf("level of the main site: %s", got)
	}
}

// Zoom does not say that names of sites differ.
func TestPhoneSiteAmbiguous(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	body := `{"total_records":3,"sites":[{"id":"a","name":"Rome"},{"id":"b","name":"Rome"},{"id":"c","name":"ROME"},{"id":"c","name":"ROME"}]}`
	conn := tn.connectThrough(refuse(http.MethodGet, "/phone/sites", http.StatusOK, body))
	for name, want := range map[string]error{"Rome": shared.ErrInvalidRequest, "rome": shared.ErrInvalidRequest, "ROME": nil, "Paris": shared.ErrNotFound} {
		obj, err := conn.Get(t.Context(), &shared.GetRequest{Class: phoneSite, Name: name})
		if !errors.Is(err, want) || (err == nil && obj.UID() != "c") {
			t.Errorf("%s: %v, %v", name, obj, err)
		}
	}
	objs, _, err := searchAll(t.Context(), conn, &shared.Query{Class: phoneSite})
	if err != nil || len(objs) != 3 {
		t.Errorf("%d sites, %v", len(objs), err)
	}
}

// Calling plans show their free seats, in one request.
func TestCallingPlans(t *testing.T) {
	t.Parallel()
	tn := start(t, callers())
	with, _ := tn.phoneHolders()
	taken := 0
	for _, o := range with {
		if v, _ := o.Get("zoom_phone_calling_plans"); v.Contains(num(200)) {
			taken++
		}
	}
	tn.sim.ResetRecord()
	objs, _ := tn.search(&shared.Query{Class: callingPlan, Filter: parse(t, `type lt 1000 and available pr`)})
	if diff := cmp.Diff([]string{"100", "102", "200", "202"}, uids(objs)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]int64{getPlans: 1}, tn.requests()); diff != "" {
		t.Error(diff)
	}
	plan := tn.get(callingPlan, "200")
	sold, _ := plan.Get("subscribed")
	seats, _ := sold.AsInt()
	used, _ := plan.Get("assigned")
	left, _ := plan.Get("available")
	if plan.Name() != "US/CA Unlimited Calling Plan" || !used.Contains(num(int64(taken))) || !left.Contains(num(seats-int64(taken))) {
		t.Errorf("%s: %v of %v, %v left, want %d used", plan, used, sold, left, taken)
	}
	body := `{"calling_plans":[{"type":200,"billing_subscription_id":"x","available":1},{"type":200,"billing_subscription_id":"y"},{"type":5000}]}`
	conn := tn.connectThrough(refuse(http.MethodGet, "/phone/calling_plans", http.StatusOK, body))
	several, _, err := searchAll(t.Context(), conn, &shared.Query{Class: callingPlan})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"200:x", "200:y", "5000"}, uids(several)); diff != "" {
		t.Error(diff)
	}
	if _, err := conn.Get(t.Context(), &shared.GetRequest{Class: callingPlan, Name: "200"}); !errors.Is(err, shared.ErrInvalidRequest) {
		t.Errorf("a name of two plans: %v", err)
	}
}

// fewNumbers is a tenant with several pages of numbers in either list.
func fewNumbers() zoomsim.Options { return zoomsim.Options{Seed: 5, Users: 700, PhoneShare: 1} }

// Numbers come from number management or, where it is refused, from the older
// list; they are the same.
func TestPhoneNumbers(t *testing.T) {
	t.Parallel()
	tn := start(t, fewNumbers())
	objs, page := tn.search(&shared.Query{Class: phoneNumber})
	if got := tn.requests(); got[listNumbers] < 3 || len(got) != 1 || page.Stats.Requests != got[listNumbers] {
		t.Errorf("requests: %v, page %+v", got, page)
	}
	refusals := map[string]meddling{
		"scope":     refuse(http.MethodGet, "/number_management/numbers", http.StatusBadRequest, `{"code":4711,"message":"Invalid access token, does not contain scopes:[number_management:read:list_numbers:admin]."}`),
		"withdrawn": refuse(http.MethodGet, "/number_management/numbers", http.StatusGone, `{"code":410,"message":"Gone."}`),
		"unknown":   refuse(http.MethodGet, "/number_management/numbers", http.StatusNotFound, `{"code":2300,"message":"This API endpoint is not recognized."}`),
	}
	for name, meddle := range refusals {
		tn.sim.ResetRecord()
		older, _, err := searchAll(t.Context(), tn.connectThrough(meddle), &shared.Query{Class: phoneNumber})
		if err != nil || tn.requests()[listOlderNumbers] < 6 {
			t.Fatalf("%s: %v, requests %v", name, err, tn.requests())
		}
		for i, o := range older {
			for attribute, values := range o.All() {
				if other, _ := objs[i].Get(attribute); attribute != "source" && !values.Equal(other) {
					t.Fatalf("%s: %s is %v in the older list, %v in the other", o, attribute, values, other)
				}
			}
		}
		if len(older) != len(objs) {
			t.Errorf("%s: %d numbers, want %d", name, len(older), len(objs))
		}
	}
}

// Who has a number is told with it.
func TestPhoneNumberHolders(t *testing.T) {
	t.Parallel()
	tn := start(t, callers())
	with, _ := tn.phoneHolders()
	holder := numbered(with)
	number := text(holder, "zoom_phone_numbers")
	for _, name := range []string{number, strings.TrimPrefix(number, "+")} {
		obj, err := tn.conn.Get(t.Context(), &shared.GetRequest{Class: phoneNumber, Name: name})
		if err != nil {
			t.Fatal(err)
		}
		if obj.Name() != number || text(obj, "assignee") != holder.UID() || text(obj, "assignee_type") != "User" || text(obj, "assigned") != "true" ||
			text(obj, "extension_number") != text(holder, "extension_number") || text(obj, "site") != text(holder, "site_id") {
			t.Errorf("%s: %v", name, obj)
		}
		if again := tn.get(phoneNumber, obj.UID()); !again.Equal(obj) {
			t.Errorf("by id: %v", again)
		}
	}
	count := func(text string) int {
		objs, _ := tn.search(&shared.Query{Class: phoneNumber, Filter: parse(t, text)})
		return len(objs)
	}
	if n := count(`assignee eq "` + holder.UID() + `"`); n != 1 {
		t.Errorf("%d numbers of the holder", n)
	}
	free, others, all := count(`assigned eq false and status eq "normal"`), count(`assignee_type pr and not (assignee pr)`), count(`number pr`)
	if free == 0 || others == 0 || free+others >= all {
		t.Errorf("%d free, %d of others, %d in all", free, others, all)
	}
}

// When neither list can be read, the error says why.
func TestPhoneNumbersRefused(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	const scope = `{"code":4711,"message":"Invalid access token, does not contain scopes:[some:scope]."}`
	for name, test := range map[string]struct {
		managed, older string
		kind           shared.ErrorKind
		text           string
	}{
		"no scope at all":  {scope, `{"code":104,"message":"Invalid access token, does not contain scopes:[other:scope]."}`, shared.ErrPermissionDenied, "other:scope"},
		"no Zoom Phone":    {scope, `{"code":2031,"message":"Zoom Phone has not been enabled for this account."}`, shared.ErrUnsupported, "no Zoom Phone"},
		"older list ended": {scope, `{"code":2300,"message":"This API endpoint is not recognized."}`, shared.ErrPermissionDenied, "some:scope"},
	} {
		conn := tn.connectThrough(func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
			switch {
			case strings.HasSuffix(req.URL.Path, "/number_management/numbers"):
				return answer(http.StatusBadRequest, test.managed), nil
			case strings.HasSuffix(req.URL.Path, "/phone/numbers"):
				return answer(http.StatusBadRequest, test.older), nil
			default:
				return send()
			}
		})
		_, _, err := searchAll(t.Context(), conn, &shared.Query{Class: phoneNumber})
		if !errors.Is(err, test.kind) || !strings.Contains(err.Error(), test.text) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := conn.Get(t.Context(), &shared.GetRequest{Class: phoneNumber, UID: "x"}); !errors.Is(err, test.kind) {
			t.Errorf("%s: get: %v", name, err)
		}
	}
	conn := tn.connectThrough(refuse(http.MethodGet, "/number_management/numbers", http.StatusInternalServerError, `{}`))
	if _, _, err := searchAll(t.Context(), conn, &shared.Query{Class: phoneNumber}); !errors.Is(err, shared.ErrConnectionFailed) {
		t.Errorf("a failure is no refusal: %v", err)
	}
}

// Pages, offsets and orders of the classes of Zoom Phone hold every object once.
func TestPhoneClassPages(t *testing.T) {
	t.Parallel()
	options := fewNumbers()
	options.Sites = 650
	tn := start(t, options)
	conn := tn.conn
	for name, meddle := range map[string]meddling{
		"": nil, "older numbers": refuse(http.MethodGet, "/number_management/numbers", http.StatusGone, `{"code":410}`),
	} {
		if tn.conn = conn; meddle != nil {
			tn.conn = tn.connectThrough(meddle)
		}
		for _, class := range phoneClasses() {
			all, _ := tn.search(&shared.Query{Class: class})
			for _, size := range []int{3, 100, 300} {
				if size == 3 && len(all) > 20 {
					continue
				}
				var got []string
				for _, page := range pages(tn, shared.Query{Class: class, PageSize: size}) {
					got = append(got, uids(page)...)
				}
				if diff := cmp.Diff(uids(all), got); diff != "" {
					t.Errorf("%s %s, pages of %d: %s", class, name, size, diff)
				}
			}
			some, _ := tn.search(&shared.Query{Class: class, PageSize: 3, Offset: 4})
			if diff := cmp.Diff(uids(all)[3:6], uids(some)); diff != "" {
				t.Errorf("%s %s, offset: %s", class, name, diff)
			}
			ordered, page := tn.search(&shared.Query{Class: class, PageSize: 2, Sort: []shared.SortKey{{Attribute: "id", Descending: true}}})
			want := uids(all)
			slices.Sort(want)
			slices.Reverse(want)
			if diff := cmp.Diff(want[:2], uids(ordered)); diff != "" || page.Remaining != len(all)-2 {
				t.Errorf("%s %s, order: %s, %d left", class, name, diff, page.Remaining)
			}
		}
	}
}

// Filters on the classes of Zoom Phone are exact, and cost what they need.
func TestPhoneClassFilters(t *testing.T) {
	t.Parallel()
	tn := start(t, zoomsim.Options{Seed: 5, Users: 30, PhoneShare: 0.5, Sites: 9})
	schema, err := tn.conn.Schema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	sites, _ := tn.search(&shared.Query{Class: phoneSite})
	for name, test := range map[string]struct {
		class, filter string
		want          map[string]int64
	}{
		"site by code":     {phoneSite, `site_code ge 3 and not (country eq "us")`, map[string]int64{getSites: 1}},
		"main site":        {phoneSite, `level eq "main"`, map[string]int64{getSites: 1}},
		"site by length":   {phoneSite, `site_code eq 3 and extension_length eq 5`, map[string]int64{getSites: 1, getSite: 1}},
		"free numbers":     {phoneNumber, `assigned eq false and number sw "+1800"`, map[string]int64{listNumbers: 1}},
		"numbers of sites": {phoneNumber, `site eq "` + sites[1].UID() + `" or site eq "name:` + sites[2].Name() + `"`, map[string]int64{listNumbers: 1}},
		"plans":            {callingPlan, `assigned gt 0 or name co "power"`, map[string]int64{getPlans: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tn := start(t, zoomsim.Options{Seed: 5, Users: 30, PhoneShare: 0.5, Sites: 9})
			class, _ := schema.Class(test.class)
			var every []string
			for _, a := range class.Attributes {
				every = append(every, a.Name)
			}
			all, _ := tn.search(&shared.Query{Class: test.class, Attributes: every})
			resolved, faults := parse(t, test.filter).Resolve(class)
			if len(faults) > 0 {
				t.Fatal(faults)
			}
			var want []string
			for _, o := range all {
				if resolved.Match(class, o) {
					want = append(want, o.UID())
				}
			}
			tn.sim.ResetRecord()
			objs, _ := tn.search(&shared.Query{Class: test.class, Filter: parse(t, test.filter)})
			if diff := cmp.Diff(want, uids(objs)); diff != "" || len(want) == 0 || len(want) == len(all) {
				t.Errorf("%d of %d: %s", len(want), len(all), diff)
			}
			if diff := cmp.Diff(test.want, tn.requests()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What does not exist is not found, in every class.
func TestPhoneClassNotFound(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	for _, class := range phoneClasses() {
		for _, req := range []shared.GetRequest{{UID: nowhere}, {UID: "../users"}, {UID: ".."}, {Name: "nothing"}} {
			req.Class = class
			if obj, err := tn.conn.Get(t.Context(), &req); !errors.Is(err, shared.ErrNotFound) {
				t.Errorf("%+v: %v, %v", req, obj, err)
			}
		}
		if _, err := tn.conn.Create(t.Context(), &shared.CreateRequest{Class: class}); !errors.Is(err, shared.ErrUnsupported) {
			t.Errorf("create %s: %v", class, err)
		}
	}
}
