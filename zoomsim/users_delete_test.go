package zoomsim_test

import (
	"net/http"
	"testing"

	"github.com/igaplugin/igaplugin/zoomsim"
)

func TestDelete(t *testing.T) {
	t.Parallel()
	opts := population()
	// The cases share users, and run at the same time.
	opts.WriteLock = zoomsim.LockNone
	c := newClient(t, opts)
	outside := c.create("ssoCreate", "guest@elsewhere.org", 1)
	isMember := func(row object) bool { return member(row) && row["email"] != "guest@elsewhere.org" }
	owner := c.first("active", func(row object) bool { return row["role_id"] == "0" })
	admin := c.first("active", func(row object) bool { return row["role_id"] == "1" })
	pending := c.first("pending", nil)["email"].(string)
	for name, tc := range map[string]struct {
		user, query string
		status      int // 0: gone
		code        int
		message     string
	}{
		"managed, default":        {id(c.first("active", isMember)), "", 400, 1107, "You can not disassociate a user with managed domain."},
		"managed, disassociate":   {id(c.first("active", isMember)), "?action=disassociate", 400, 1107, "managed domain"},
		"managed, delete":         {c.create("autoCreate", "managed@example.com", 2), "?action=delete", 0, 0, ""},
		"outside, default":        {outside, "", 0, 0, ""},
		"API user":                {c.create("custCreate", "api@elsewhere.org", 1), "", 400, 300, "Unable to unlink API user(s)."},
		"admin, disassociate":     {id(admin), "", 400, 1117, "You can not disassociate an Admin user."},
		"owner, disassociate":     {id(owner), "", 400, 1117, "Admin"},
		"owner, delete":           {id(owner), "?action=delete", 400, 1117, "Admin"},
		"me":                      {"me", "?action=delete", 400, 1117, "Admin"},
		"inactive, disassociate":  {id(c.first("inactive", nil)), "", 400, 200, "Unable to delete this deactivated user. Please contact Zoom support team for more information."},
		"inactive, delete":        {id(c.first("inactive", nil)), "?action=delete", 400, 200, "Unable to delete this deactivated user."},
		"pending, delete":         {pending, "?action=delete", 400, 1000, "pending state"},
		"misspelt action":         {pending, "?action=disasociate", 400, 300, "Validation Failed."},
		"unknown":                 {"nobody@example.com", "?action=delete", 404, 1001, "User does not exist: nobody@example.com."},
		"transfer to nobody":      {id(c.first("active", isMember)), "?action=delete&transfer_email=nobody@example.com", 400, 300, "Validation Failed."},
		"transfer to another one": {c.create("autoCreate", "leaver@example.com", 1), "?action=delete&transfer_meeting=true&transfer_email=" + owner["email"].(string), 0, 0, ""},
		"transfer to self":        {c.create("autoCreate", "self@example.com", 1), "?action=delete&transfer_email=self@example.com", 400, 300, "The transfer-to email address cannot be the same"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := c.do(http.MethodDelete, path("users", tc.user)+tc.query, "")
			if tc.status != 0 {
				a.refusal(t, tc.status, tc.code, tc.message)
				return
			}
			if a.status != http.StatusNoContent || a.text != "" {
				t.Errorf("answer is %d %q, want 204 without a body", a.status, a.text)
			}
			c.do(http.MethodGet, path("users", tc.user), "").refusal(t, http.StatusNotFound, 1001, tc.user)
		})
	}
}

func TestDeleteAdmin(t *testing.T) {
	t.Parallel()
	c := newClient(t, population())
	admin := c.first("active", func(row object) bool { return row["role_id"] == "1" })
	c.must(http.StatusNoContent, http.MethodDelete, path("users", id(admin))+"?action=delete", "")
}

func TestDeleteFreesWhatTheUserHeld(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{LicensedSeats: 2})
	group := c.group("Team")
	user := c.create("autoCreate", "one@example.com", 2)
	c.must(http.StatusCreated, http.MethodPost, path("groups", group, "members"), `{"members":[{"id":"`+user+`"}]}`)
	c.must(http.StatusNoContent, http.MethodPatch, path("users", user), `{"vanity_name":"Room"}`)
	c.must(http.StatusNoContent, http.MethodDelete, path("users", user)+"?action=delete", "")
	if got := c.get(path("groups", group))["total_members"]; got != 0.0 {
		t.Errorf("%v members after the only one was deleted", got)
	}
	again := c.create("autoCreate", "one@example.com", 2)
	if again == user {
		t.Error("the new user has the id of the old one")
	}
	c.must(http.StatusNoContent, http.MethodPatch, path("users", again), `{"vanity_name":"Room"}`)
	c.do(http.MethodDelete, path("users", user), "").refusal(t, http.StatusNotFound, 1001, user)
}
