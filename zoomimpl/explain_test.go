package zoomimpl_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// explained runs a search with its plan.
func explained(tn *tenant, q shared.Query) (*shared.FetchPlan, int, int64) {
	tn.t.Helper()
	q.Explain = shared.ExplainRows
	results, err := tn.conn.Search(tn.t.Context(), &q)
	if err != nil {
		tn.t.Fatal(err)
	}
	rows := 0
	for _, err := range results.All() {
		if err != nil {
			tn.t.Fatal(err)
		}
		rows++
	}
	return results.Plan, rows, results.Page().Stats.Requests
}

func called(tn *tenant) int64 {
	n := int64(0)
	for _, times := range tn.requests() {
		n += times
	}
	return n
}

// The prediction is what is sent, or the most of it where it says so.
func TestPlanForetellsTheRequests(t *testing.T) {
	t.Parallel()
	sites := "GET /phone/sites"
	for name, test := range map[string]struct {
		q      shared.Query
		filter string
		calls  []string
		want   int64
		atMost bool
	}{
		"users": {shared.Query{Class: user, Attributes: []string{"email"}}, "", []string{
			"GET /users?status=pending 1", "GET /users?status=active 3", "GET /users?status=inactive 2", "GET /users 2", "GET /users/{userId} 40",
		}, 48, true},
		"of one status": {shared.Query{Class: user, Attributes: []string{"email"}}, `status eq "active"`, []string{"GET /users?status=active 3"}, 3, false},
		"with Zoom Phone": {shared.Query{Class: user, Attributes: everyPhoneAttribute()}, "", []string{
			"GET /users?status=pending 1", "GET /users?status=active 3", "GET /users?status=inactive 2", "GET /users 2", "GET /phone/users 2",
			sites + " 1", "GET /users/{userId} 40",
		}, 51, true},
		"Zoom Phone of some": {shared.Query{Class: user, Attributes: []string{"email", "zoom_phone_status"}}, `status eq "active"`, []string{
			"GET /users?status=active 3", "GET /phone/users 1", "GET /phone/users 2",
		}, 6, true},
		"what no list carries": {shared.Query{Class: user, Attributes: []string{"company"}}, `status eq "active"`, []string{
			"GET /users?status=active 3", "GET /users/{userId} 240",
		}, 243, true},
		"sorted": {shared.Query{Class: user, Attributes: []string{"email"}, PageSize: 10, Sort: []shared.SortKey{{Attribute: "dept"}}}, `status eq "inactive"`, []string{
			"GET /users?status=inactive 2",
		}, 2, false},
		"a page": {shared.Query{Class: user, Attributes: []string{"email"}, PageSize: 50}, "", []string{
			"GET /users?status=pending 3", "GET /users?status=active 0", "GET /users?status=inactive 0", "GET /users/{userId} 50",
		}, 53, true},
		"a page of what a filter leaves": {shared.Query{Class: user, Attributes: []string{"email"}, PageSize: 50}, `dept pr`, []string{
			"GET /users?status=pending -1", "GET /users?status=active -1", "GET /users?status=inactive -1", "GET /users/{userId} -1",
		}, shared.Unknown, true},
		"look-ups": {shared.Query{Class: user, Attributes: []string{"company"}}, `email eq "nobody@example.com" or email eq "no@example.com"`, []string{"GET /users/{userId} 2"}, 2, false},
		"a role by name": {shared.Query{Class: user, Attributes: []string{"email"}}, `role_id eq "name:Member" and status eq "active"`, []string{
			"GET /roles 1", "GET /users?status=active&role_id=2 3",
		}, 4, false},
		"groups":              {shared.Query{Class: group}, "", []string{"GET /groups 1"}, 1, false},
		"groups with members": {shared.Query{Class: group, Attributes: []string{"members"}}, "", []string{"GET /groups 1", "GET /groups/{id}/... -1"}, shared.Unknown, false},
		"roles":               {shared.Query{Class: "ZoomRole"}, "", []string{"GET /roles 1"}, 1, false},
		"sites":               {shared.Query{Class: "ZoomPhoneSite"}, "", []string{sites + " 1"}, 1, false},
		"calling plans":       {shared.Query{Class: "ZoomCallingPlan"}, "", []string{"GET /phone/calling_plans 1"}, 1, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			options := callers()
			options.Users, options.PendingShare, options.InactiveShare, options.PhoneShare = 400, 0.1, 0.3, 0.5
			tn := start(t, options, set("import_batch_size", num(100)))
			if test.filter != "" {
				test.q.Filter = parse(t, test.filter)
			}
			plan, rows, reported := explained(tn, test.q)
			var calls []string
			for _, s := range plan.Sources {
				calls = append(calls, fmt.Sprintf("%s %d", s.Call, s.Requests))
			}
			if diff := cmp.Diff(test.calls, calls); diff != "" {
				t.Errorf("sources (-want +got):\n%s", diff)
			}
			sent := called(tn)
			switch {
			case plan.Requests != test.want || plan.AtMost() != test.atMost || reported != sent:
				t.Errorf("predicted %d (at most %v), sent %d, reported %d", plan.Requests, plan.AtMost(), sent, reported)
			case plan.Requests != shared.Unknown && (sent > plan.Requests || !plan.AtMost() && sent != plan.Requests):
				t.Errorf("predicted %d, sent %d for %d rows", plan.Requests, sent, rows)
			}
			// Without the rows it takes the first pages alone.
			tn.sim.ResetRecord()
			test.q.Explain = shared.ExplainOnly
			results, err := tn.conn.Search(t.Context(), &test.q)
			if err != nil {
				t.Fatal(err)
			}
			for o, err := range results.All() {
				t.Errorf("got %v, %v", o, err)
			}
			if diff := cmp.Diff(plan, results.Plan); diff != "" {
				t.Errorf("plan without rows (-with +without):\n%s", diff)
			}
			if n := called(tn); n > 5 || n != results.Page().Stats.Requests {
				t.Errorf("%d requests for a plan, %d reported", n, results.Page().Stats.Requests)
			}
		})
	}
}

// Pending users need a get for the id, also beside attributes that rows may lack;
// not once the id is known.
func TestPlanKnowsPendingUsers(t *testing.T) {
	t.Parallel()
	tn := start(t, zoomsim.Options{Seed: 4, Users: 100, PendingShare: 0.4})
	for i, want := range []int64{41, 1} {
		plan, _, sent := explained(tn, shared.Query{Class: user, Attributes: []string{"email", "role_id"}, Filter: parse(t, `status eq "pending"`)})
		if plan.Requests != want || sent != want {
			t.Errorf("%d: predicted %d, sent %d, want %d", i, plan.Requests, sent, want)
		}
	}
}

// Whatever is asked for, no more is sent than predicted.
func TestPlanIsNotExceeded(t *testing.T) {
	t.Parallel()
	options := callers()
	options.PendingShare, options.InactiveShare = 0.1, 0.2
	tn := start(t, options, set("import_batch_size", num(50)), set("pending_uid", str("email")))
	schema, err := tn.conn.Schema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	class, _ := schema.Class(user)
	var names []string
	for _, a := range class.Attributes {
		if a.Readable && a.Source != "get" {
			names = append(names, a.Name)
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		q := shared.Query{Class: user, Attributes: rapid.SliceOfNDistinct(rapid.SampledFrom(names), 1, 4, rapid.ID).Draw(rt, "attributes")}
		if f := rapid.SampledFrom([]string{"", `status eq "active"`, `enabled eq false`, `dept pr`, `zoom_phone_feature eq true`, `last_name sw "a" and extension_number pr`}).Draw(rt, "filter"); f != "" {
			q.Filter = parse(t, f)
		}
		q.PageSize = rapid.SampledFrom([]int{0, 0, 1, 30, 120}).Draw(rt, "page size")
		tn.sim.ResetRecord()
		plan, rows, _ := explained(tn, q)
		sent := called(tn)
		if plan.Requests != shared.Unknown && !plan.Estimated() && (sent > plan.Requests || !plan.AtMost() && sent != plan.Requests) {
			rt.Fatalf("predicted %d (at most %v), sent %d for %d rows: %+v\n%v", plan.Requests, plan.AtMost(), sent, rows, plan.Sources, tn.requests())
		}
	})
}

// What refuses the first page refuses the plan.
func TestPlanThatCannotBeMade(t *testing.T) {
	t.Parallel()
	for path, attributes := range map[string][]string{"/users": {"email"}, "/phone/users": {"zoom_phone_status"}} {
		tn := start(t, zoomsim.Options{Seed: 4, Users: 20})
		conn := tn.connectThrough(refuse(http.MethodGet, path, 400, `{"code":200,"message":"No permission."}`))
		for _, mode := range []shared.Explain{shared.ExplainOnly, shared.ExplainRows} {
			r, err := conn.Search(t.Context(), &shared.Query{Class: user, Attributes: attributes, Explain: mode})
			if err == nil {
				r.Close()
				t.Errorf("%s, explain %s: no error", path, mode)
			}
		}
	}
}
