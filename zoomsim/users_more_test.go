package zoomsim_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/zoomsim"
)

const day = 24 * time.Hour

func TestUsersSummary(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{Users: 300, PendingShare: 0.1, InactiveShare: 0.2})
	c.create("autoCreate", "u@example.com", 4)
	c.create("ssoCreate", "n@example.com", 99)
	count := object{}
	for _, key := range []string{"licensed", "basic", "on_prem", "room", "pending", "join_only", "total"} {
		count[key+"_users_count"] = 0.0
	}
	add := func(key string, n float64) { count[key+"_users_count"] = count[key+"_users_count"].(float64) + n }
	for _, status := range []string{"active", "inactive"} {
		for _, row := range c.list("/users?page_size=300&status="+status, "users") {
			add("total", 1)
			switch row["type"] {
			case 1.0:
				add("basic", 1)
			case 2.0:
				add("licensed", 1)
			default:
				add("join_only", 1)
			}
		}
	}
	add("pending", float64(len(c.list("/users?page_size=300&status=pending", "users"))))
	if diff := cmp.Diff(count, c.get("/users/summary")); diff != "" {
		t.Errorf("summary (-counted +got):\n%s", diff)
	}
	if count["join_only_users_count"] != 2.0 || count["pending_users_count"] != 30.0 {
		t.Errorf("the test counted %v", count)
	}
}

func TestCheckEmail(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{})
	c.create("autoCreate", "work@example.com", 1)
	c.create("ssoCreate", "sso@example.com", 1)
	c.create("create", "pending@example.com", 1)
	for email, want := range map[string]bool{"WORK@example.com": true, "sso@example.com": false, "pending@example.com": false, "no@example.com": false} {
		if got := c.get("/users/email?email=" + email)["existed_email"]; got != want {
			t.Errorf("%s: %v, want %v", email, got, want)
		}
	}
	c.do(http.MethodGet, "/users/email", "").refusal(t, 400, 300, "Email is required.")
}

func TestUserToken(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{})
	user := c.create("autoCreate", "a@example.com", 1)
	c.create("create", "p@example.com", 1)
	if got := c.get(path("users", user, "token") + "?type=zak&ttl=60")["token"].(string); strings.Count(got, ".") != 2 {
		t.Errorf("token %q is none", got)
	}
	if got := c.get(path("users", user, "token")); !strings.Contains(fmt.Sprint(got["token"]), "Please use ZAK") {
		t.Errorf("deprecated token: %v", got)
	}
	for name, tc := range map[string]struct {
		path         string
		status, code int
	}{
		"unknown user": {path("users", "x@y.z", "token"), 404, 1001},
		"pending":      {path("users", "p@example.com", "token"), 400, 1000},
		"kind":         {path("users", user, "token") + "?type=x", 400, 300},
		"ttl zero":     {path("users", user, "token") + "?type=zak&ttl=0", 400, 300},
		"ttl too long": {path("users", user, "token") + "?type=zak&ttl=31536001", 400, 300},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.with(t).do(http.MethodGet, tc.path, "").refusal(t, tc.status, tc.code, "")
		})
	}
}

func TestUnlinkedEmail(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{UnlinkedEmails: []string{"Else@example.com"}})
	for _, action := range []string{"autoCreate", "ssoCreate", "custCreate"} {
		c.do(http.MethodPost, "/users", `{"action":"`+action+`","user_info":{"email":"else@example.com","type":1}}`).
			refusal(t, 400, 1009, "The user else@example.com already holds an active account.")
	}
	if got := c.create("create", "else@example.com", 1); got != "" {
		t.Errorf("id %q, want none", got)
	}
	if got := c.get(path("users", "else@example.com"))["status"]; got != "pending" {
		t.Errorf("status %v, want pending", got)
	}
	c.do(http.MethodPost, "/users", `{"action":"create","user_info":{"email":"else@example.com","type":1}}`).refusal(t, 409, 1005, "")
	if err := c.sim.ActivateUser("else@example.com"); err != nil {
		t.Fatal(err)
	}
	if got := len(id(c.get(path("users", "else@example.com")))); got != 22 {
		t.Errorf("id of %d characters after joining, want 22", got)
	}
}

func TestCreateDailyCap(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		options zoomsim.Options
		cap     int
	}{
		"option":           {zoomsim.Options{CreateDailyCap: 3}, 3},
		"free":             {zoomsim.Options{Plan: zoomsim.PlanFree, PaidOnlyStatus: -1, RateScale: 1e6}, 50},
		"pro":              {zoomsim.Options{Plan: zoomsim.PlanPro, RateScale: 1e6}, 1500},
		"option over plan": {zoomsim.Options{Plan: zoomsim.PlanFree, PaidOnlyStatus: -1, CreateDailyCap: 60, RateScale: 1e6}, 60},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now := newClock()
			tc.options.Clock = now.Now
			c := newClient(t, tc.options)
			body := func(i int) string {
				return fmt.Sprintf(`{"action":"create","user_info":{"email":"u%d@example.com","type":1}}`, i)
			}
			for i := range tc.cap {
				c.must(http.StatusCreated, http.MethodPost, "/users", body(i))
			}
			refused := c.do(http.MethodPost, "/users", body(tc.cap))
			refused.refusal(t, 429, 429, "maximum daily rate limit")
			if kind := refused.header.Get("X-Ratelimit-Type"); kind != "Daily-limit" {
				t.Errorf("X-RateLimit-Type %q, want Daily-limit", kind)
			}
			c.create("autoCreate", "other@example.com", 1) // Other actions have no cap.
			now.advance(12 * time.Hour)                    // Midnight.
			c.login()
			c.must(http.StatusCreated, http.MethodPost, "/users", body(tc.cap))
		})
	}
}

func TestEverySeat(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{BasicSeats: 2, UnassignedSeats: 1, PlanSeats: 1, LicensedSeats: 3})
	a, b := c.create("autoCreate", "a@example.com", 1), c.create("create", "b@example.com", 1)
	l := c.create("autoCreate", "l@example.com", 2)
	u := c.create("autoCreate", "u@example.com", 4)
	add := func(kind, more string) string {
		return `{"action":"autoCreate","user_info":{"email":"z@example.com","type":` + kind + more + `}}`
	}
	set := func(user, body string) answer { return c.do(http.MethodPatch, path("users", user), body) }
	c.do(http.MethodPost, "/users", add("1", "")).refusal(t, 400, 2033, "add a basic user")
	c.do(http.MethodPost, "/users", add("4", "")).refusal(t, 400, 3412, `"No-Meeting License" user`)
	set(l, `{"type":1}`).refusal(t, 400, 2033, `convert the user type to "Basic"`)
	set(l, `{"type":4}`).refusal(t, 400, 3412, `of a "Licensed" user to a "No-Meeting License" user`)
	c.must(http.StatusNoContent, http.MethodPatch, path("users", l), `{"type":2}`) // No change needs no seat.
	c.must(http.StatusNoContent, http.MethodPatch, path("users", l), `{"zoom_one_type":16}`)
	set(a, `{"plan_united_type":"1"}`).refusal(t, 400, 2038, "convert the plan type")
	c.do(http.MethodPost, "/users", add("2", `,"plan_united_type":"1"`)).refusal(t, 400, 2038, "Zoom One user")
	c.must(http.StatusNoContent, http.MethodPatch, path("users", l), `{"zoom_one_type":32}`) // Has its seat already.
	c.must(http.StatusNoContent, http.MethodPatch, path("users", l), `{"zoom_one_type":0}`)
	c.must(http.StatusNoContent, http.MethodPatch, path("users", a), `{"plan_united_type":"1"}`)
	// Deactivation frees the seats, activation needs a Basic one.
	c.must(http.StatusNoContent, http.MethodPut, path("users", a, "status"), `{"action":"deactivate"}`)
	c.must(http.StatusNoContent, http.MethodPatch, path("users", l), `{"plan_united_type":"1"}`)
	c.must(http.StatusNoContent, http.MethodPatch, path("users", l), `{"plan_united_type":"none"}`)
	c.must(http.StatusNoContent, http.MethodPatch, path("users", u), `{"type":1}`)
	c.do(http.MethodPut, path("users", a, "status"), `{"action":"activate"}`).refusal(t, 400, 2033, `activate the "Basic" user`)
	c.must(http.StatusNoContent, http.MethodDelete, path("users", b), "") // Pending users count as well.
	c.must(http.StatusNoContent, http.MethodPut, path("users", a, "status"), `{"action":"activate"}`)
	// The owner keeps his licence; users without a licence have no PMI.
	set("me", `{"type":1}`).refusal(t, 400, 1108, "Permission requirements")
	c.must(http.StatusNoContent, http.MethodPatch, path("users", l), `{"type":4}`)
	set(l, `{"use_pmi":true}`).refusal(t, 400, 200, "No Meetings License")
}

func TestInvitationExpires(t *testing.T) {
	t.Parallel()
	now := newClock()
	c := newClient(t, zoomsim.Options{Clock: now.Now, InvitationLife: 30 * day})
	user := c.create("create", "p@example.com", 1)
	now.advance(30*day - time.Second)
	c.login()
	c.get(path("users", user))
	now.advance(time.Second)
	for _, method := range []string{http.MethodGet, http.MethodPatch, http.MethodDelete} {
		c.do(method, path("users", user), `{"dept":"x"}`).refusal(t, 400, 1120, "A valid invitation to join the Zoom account was not found")
	}
	c.do(http.MethodGet, path("users", user, "settings"), "").refusal(t, 400, 1120, "invitation")
	if err := c.sim.ActivateUser(user); err == nil || !strings.Contains(err.Error(), "expired") {
		t.Errorf("error %v, want an expired invitation", err)
	}
	again := c.create("create", "p@example.com", 1)
	if err := c.sim.ActivateUser(again); err != nil {
		t.Errorf("new invitation: %v", err)
	}
	if n := c.get("/users/summary")["pending_users_count"]; n != 0.0 {
		t.Errorf("%v pending users, want 0", n)
	}
}

// overlap sends two requests, the second one while the first is in work.
func overlap(c *client, first, second func() answer) (answer, answer) {
	var one answer
	var wg sync.WaitGroup
	wg.Go(func() { one = first() })
	synctest.Wait()
	two := second()
	wg.Wait()
	return one, two
}

func TestWriteLock(t *testing.T) {
	t.Parallel()
	const (
		open    = 0
		refused = 429
	)
	for scope, want := range map[zoomsim.LockScope]struct{ again, other, same, stranger int }{
		"":                  {again: refused},
		zoomsim.LockDelete:  {again: refused},
		zoomsim.LockUser:    {again: refused, same: refused},
		zoomsim.LockAccount: {again: refused, same: refused, stranger: refused},
		zoomsim.LockNone:    {},
	} {
		t.Run("scope "+string(scope), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := newClient(t, zoomsim.Options{WriteLock: scope, Latency: time.Second, Clock: newClock().Now})
				a, b := c.create("autoCreate", "a@example.com", 1), c.create("autoCreate", "b@example.com", 1)
				request := func(method, path, body string) func() answer {
					return func() answer { return c.do(method, path, body) }
				}
				create := request(http.MethodPost, "/users", createBody(t, "autoCreate", object{"email": "new@example.com"}))
				for name, tc := range map[string]struct {
					first, second func() answer
					want          int
				}{
					"delete and get":       {create, request(http.MethodGet, "/users", ""), open},
					"create and its get":   {create, request(http.MethodGet, path("users", "new@example.com"), ""), want.same},
					"create and other get": {create, request(http.MethodGet, path("users", b), ""), want.stranger},
				} {
					_, two := overlap(c, tc.first, tc.second)
					if got := two.status == refused; got != (tc.want == refused) {
						t.Errorf("%s: status %d, want a refusal: %t", name, two.status, tc.want == refused)
					}
				}
				remove := request(http.MethodDelete, path("users", a)+"?action=delete", "")
				one, two := overlap(c, remove, request(http.MethodDelete, path("users", "a@example.com")+"?action=delete", ""))
				if want.again == refused {
					two.refusal(t, 429, 429, "Too many concurrent requests. A request to disassociate this user has already been made.")
				} else if two.status == http.StatusNoContent {
					one, two = two, one // Either may be the one that finds the user.
				}
				if one.status != http.StatusNoContent {
					t.Errorf("deletion: %d %s", one.status, one.text)
				}
				if want.again != refused {
					two.refusal(t, 404, 1001, "")
				}
				// The lock is free afterwards, for the same user and others.
				remove().refusal(t, 404, 1001, "")
				c.must(http.StatusNoContent, http.MethodDelete, path("users", b)+"?action=delete", "")
			})
		})
	}
}

func TestSearchParameters(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{Users: 100})
	row := c.first("active", func(o object) bool { return o["employee_unique_id"] != nil })
	got := c.get(path("users", row["employee_unique_id"].(string)) + "?search_by_unique_id=true")
	if id(got) != id(row) {
		t.Errorf("found %s, want %s", id(got), id(row))
	}
	// Addresses are never encrypted here, so that the parameter changes nothing.
	c.get(path("users", id(row)) + "?encrypted_email=true")
}

func TestIdentityOptions(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]zoomsim.Options{
		"BasicSeats":      {BasicSeats: -1},
		"UnassignedSeats": {UnassignedSeats: -1},
		"PlanSeats":       {PlanSeats: -1},
		"InvitationLife":  {InvitationLife: -1},
		"WriteLock":       {WriteLock: "x"},
		"UnlinkedEmails":  {UnlinkedEmails: []string{"x"}},
		"not loopback":    {Webhook: zoomsim.Webhook{URL: "http://example.com", SecretToken: "s"}},
		"not http":        {Webhook: zoomsim.Webhook{URL: "ftp://localhost", SecretToken: "s"}},
		"SecretToken":     {Webhook: zoomsim.Webhook{URL: "http://localhost"}},
		"negative wait":   {Webhook: zoomsim.Webhook{URL: "http://localhost", SecretToken: "s", Retries: []time.Duration{-1}}},
		"retries, the":    {Webhook: zoomsim.Webhook{URL: "http://localhost", SecretToken: "s", Retries: make([]time.Duration, 21)}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := zoomsim.New(o); err == nil || !strings.Contains(err.Error(), name) {
				t.Errorf("error %v, want one about %s", err, name)
			}
		})
	}
}
