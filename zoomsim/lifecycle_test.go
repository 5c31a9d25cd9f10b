package zoomsim_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/igaplugin/igaplugin/zoomsim"
)

func TestInvitationToDeletion(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{})
	user := c.create("create", "joiner@example.com", 2)
	at := path("users", user)
	c.do(http.MethodPut, path("users", user, "status"), `{"action":"activate"}`).refusal(t, http.StatusBadRequest, 1000, "pending state")
	c.do(http.MethodPut, path("users", user, "email"), `{"email":"other@example.com"}`).refusal(t, http.StatusBadRequest, 1000, "pending state")
	c.do(http.MethodPut, path("users", user, "password"), `{"password":"Abcxyz12"}`).refusal(t, http.StatusBadRequest, 1000, "pending state")
	if err := c.sim.ActivateUser("Joiner@Example.com"); err != nil {
		t.Fatal(err)
	}
	if got := c.get(at); got["status"] != "active" || got["type"] != 2.0 || got["first_name"] != "New" || got["verified"] != 1.0 {
		t.Errorf("after the invitation was accepted: %v", got)
	}
	c.must(http.StatusNoContent, http.MethodPatch, at, `{"dept":"Sales"}`)
	for range 2 { // Repeating is no error.
		c.must(http.StatusNoContent, http.MethodPut, path("users", user, "status"), `{"action":"deactivate"}`)
	}
	if got := c.get(at); got["status"] != "inactive" || got["type"] != 1.0 || got["dept"] != "Sales" {
		t.Errorf("after deactivation: %v", got)
	}
	for range 2 {
		c.must(http.StatusNoContent, http.MethodPut, path("users", user, "status"), `{"action":"activate"}`)
	}
	if got := c.get(at); got["status"] != "active" || got["type"] != 1.0 {
		t.Errorf("after reactivation: %v", got)
	}
	c.must(http.StatusNoContent, http.MethodDelete, path("users", user, "token"), "")
	c.must(http.StatusNoContent, http.MethodDelete, at+"?action=delete", "")
	c.do(http.MethodDelete, path("users", user, "token"), "").refusal(t, http.StatusNotFound, 1001, user)
}

func TestInvitationCancelled(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{})
	c.create("create", "joiner@example.com", 1)
	c.must(http.StatusNoContent, http.MethodDelete, "/users/joiner@example.com", "")
	if rows := c.list("/users?page_size=300&status=pending", "users"); len(rows) != 0 {
		t.Errorf("pending after cancellation: %v", rows)
	}
}

func TestActivateGenerated(t *testing.T) {
	t.Parallel()
	c := newClient(t, population())
	row := c.first("pending", nil)
	email := row["email"].(string)
	if err := c.sim.ActivateUser(email); err != nil {
		t.Fatal(err)
	}
	if got := c.get(path("users", email)); got["first_name"] == "" || got["status"] != "active" {
		t.Errorf("activated user has no name: %v", got)
	}
	if err := c.sim.ActivateUser(email); !errors.Is(err, zoomsim.ErrNotPending) {
		t.Errorf("second activation: %v, want ErrNotPending", err)
	}
	if err := c.sim.ActivateUser("nobody@example.com"); !errors.Is(err, zoomsim.ErrNoSuchUser) {
		t.Errorf("activation of nobody: %v, want ErrNoSuchUser", err)
	}
}

func TestStatusRefusals(t *testing.T) {
	t.Parallel()
	c := newClient(t, population())
	admin := c.first("active", func(row object) bool { return row["role_id"] == "1" })
	user := id(c.first("active", member))
	for name, tc := range map[string]struct {
		user, body   string
		status, code int
		message      string
	}{
		"admin":     {id(admin), `{"action":"deactivate"}`, 400, 200, "Zoom Room and Admin users' status cannot be activated or deactivated."},
		"owner":     {"me", `{"action":"deactivate"}`, 400, 200, "Admin users' status"},
		"unknown":   {"AAAAAAAAAAAAAAAAAAAAAA", `{"action":"activate"}`, 404, 1001, "AAAAAAAAAAAAAAAAAAAAAA"},
		"no action": {user, `{}`, 400, 300, "Validation Failed."},
		"clock":     {user, `{"action":"clock_in"}`, 400, 300, "Validation Failed."},
		"no JSON":   {user, `deactivate`, 400, 300, "valid JSON object"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.do(http.MethodPut, path("users", tc.user, "status"), tc.body).refusal(t, tc.status, tc.code, tc.message)
		})
	}
}

func TestPutStatusCode(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{PutStatusCode: http.StatusOK})
	user := c.create("autoCreate", "one@example.com", 1)
	c.must(http.StatusOK, http.MethodPut, path("users", user, "status"), `{"action":"deactivate"}`)
}

func TestDeactivationMovesBetweenLists(t *testing.T) {
	t.Parallel()
	c := newClient(t, population())
	row := c.first("active", member)
	c.must(http.StatusNoContent, http.MethodPut, path("users", id(row), "status"), `{"action":"deactivate"}`)
	if n := len(c.list("/users", "users")); n != 699 {
		t.Errorf("%d active users, want 699", n)
	}
	moved := c.first("inactive", func(other object) bool { return id(other) == id(row) })
	if moved["last_login_time"] != nil {
		t.Error("an inactive user shows last_login_time")
	}
	if n := len(c.list("/users?page_size=300&status=inactive", "users")); n != 201 {
		t.Errorf("%d inactive users, want 201", n)
	}
}

func TestChangeEmail(t *testing.T) {
	t.Parallel()
	clock := newClock()
	c := newClient(t, zoomsim.Options{Clock: clock.Now, TokenLifetime: 48 * time.Hour})
	user := c.create("autoCreate", "zero@example.com", 1)
	c.create("autoCreate", "taken@example.com", 1)
	change := func(email string) answer {
		return c.do(http.MethodPut, path("users", user, "email"), `{"email":"`+email+`"}`)
	}
	change("x@elsewhere.org").refusal(t, http.StatusBadRequest, 1116, "Email address x@elsewhere.org doesn't match limited domains: example.com")
	change("Taken@example.com").refusal(t, http.StatusConflict, 1005, "Taken@example.com")
	change("nonsense").refusal(t, http.StatusBadRequest, 300, "Validation Failed.")
	for _, email := range []string{"one@example.com", "two@example.com", "three@example.com"} {
		if a := change(email); a.status != http.StatusNoContent {
			t.Fatalf("change to %s: %d %s", email, a.status, a.text)
		}
		clock.advance(time.Hour)
	}
	change("four@example.com").refusal(t, http.StatusTooManyRequests, 429, "Email Update")
	if got := c.get("/users/three@example.com"); got["id"] != user {
		t.Errorf("id %v after the change, want %s", got["id"], user)
	}
	c.do(http.MethodGet, "/users/zero@example.com", "").refusal(t, http.StatusNotFound, 1001, "zero@example.com")
	clock.advance(20*time.Hour + 59*time.Minute)
	change("four@example.com").refusal(t, http.StatusTooManyRequests, 429, "")
	clock.advance(time.Minute) // The first change is 24 hours old.
	if a := change("four@example.com"); a.status != http.StatusNoContent {
		t.Errorf("fourth change after 24 hours: %d %s", a.status, a.text)
	}
	if got := c.sim.Stats().Throttled; got != 2 {
		t.Errorf("throttled %d, want 2", got)
	}
}

func TestChangeEmailRefusals(t *testing.T) {
	t.Parallel()
	c := newClient(t, population())
	admin := c.first("active", func(row object) bool { return row["role_id"] == "1" })
	for name, tc := range map[string]struct {
		user         string
		status, code int
		message      string
	}{
		"admin":    {id(admin), 400, 1000, "Admin can not change other admins email."},
		"inactive": {id(c.first("inactive", nil)), 400, 200, "deactivated user"},
		"unknown":  {"nobody@example.com", 404, 1001, "nobody@example.com"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.do(http.MethodPut, path("users", tc.user, "email"), `{"email":"fresh@example.com"}`).refusal(t, tc.status, tc.code, tc.message)
		})
	}
}

func TestChangePassword(t *testing.T) {
	t.Parallel()
	plain := newClient(t, zoomsim.Options{Seed: 1})
	strict := newClient(t, zoomsim.Options{Seed: 1, PasswordSpecial: true})
	users := map[*client]string{}
	for _, c := range []*client{plain, strict} {
		users[c] = c.create("autoCreate", "one@example.com", 1)
	}
	for name, tc := range map[string]struct {
		c        *client
		password string
		code     int // 0: good
		message  string
	}{
		"good":              {c: plain, password: "Sesame42"},
		"good and strict":   {c: strict, password: "Sesame42!"},
		"accents":           {c: plain, password: "Éclairs42"},
		"short":             {c: plain, password: "Sesam42", code: 1124},
		"long":              {c: plain, password: "Sesame42Sesame42Sesame42Sesame42S", code: 300},
		"no letter":         {c: plain, password: "12345670", code: 1125},
		"no digit":          {c: plain, password: "SesameOpen", code: 1126},
		"no special":        {c: strict, password: "Sesame42", code: 1127},
		"no upper case":     {c: plain, password: "sesame42", code: 1128},
		"no lower case":     {c: plain, password: "SESAME42", code: 1128},
		"one character":     {c: plain, password: "aaaaaaaa", code: 1130},
		"consecutive":       {c: plain, password: "12345678", code: 1131},
		"consecutive again": {c: plain, password: "abcdefgh", code: 1131},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := tc.c.do(http.MethodPut, path("users", users[tc.c], "password"), `{"password":"`+tc.password+`"}`)
			if tc.code != 0 {
				a.refusal(t, http.StatusBadRequest, tc.code, "")
				return
			}
			if a.status != http.StatusNoContent {
				t.Errorf("answer is %d %s, want 204", a.status, a.text)
			}
		})
	}
}

func TestChangePasswordRefusals(t *testing.T) {
	t.Parallel()
	c := newClient(t, population())
	sso := c.create("ssoCreate", "sso@example.com", 1)
	user := c.create("autoCreate", "plain@example.com", 1)
	put := func(user, body string) answer { return c.do(http.MethodPut, path("users", user, "password"), body) }
	const good = `{"password":"Sesame42"}`
	put("me", good).refusal(t, http.StatusBadRequest, 1117, "Can not update Admin's password")
	put(sso, good).refusal(t, http.StatusBadRequest, 1123, "Can only update password of Zoom work email account")
	put(id(c.first("inactive", nil)), good).refusal(t, http.StatusBadRequest, 200, "deactivated user")
	put("nobody@example.com", good).refusal(t, http.StatusNotFound, 1001, "nobody@example.com")
	put(user, `{}`).refusal(t, http.StatusBadRequest, 300, "Validation Failed.")
	if a := put(user, good); a.status != http.StatusNoContent {
		t.Fatalf("first change: %d %s", a.status, a.text)
	}
	put(user, good).refusal(t, http.StatusBadRequest, 300, "Your new password can not match the old password.")
}
