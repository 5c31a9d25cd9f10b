package zoomsim_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/zoomsim"
)

func TestPhoneProfileAppearsLater(t *testing.T) {
	t.Parallel()
	for name, on := range map[string]func(*client) string{
		"update": func(c *client) string {
			user := c.phoneless()
			c.must(http.StatusNoContent, http.MethodPatch, path("users", user), `{"feature":{"zoom_phone":true}}`)
			return user
		},
		"settings": func(c *client) string {
			user := c.phoneless()
			c.must(http.StatusNoContent, http.MethodPatch, path("users", user, "settings"), `{"feature":{"zoom_phone":true}}`)
			return user
		},
		"creation": func(c *client) string {
			body := createBody(c.t, "autoCreate", object{"feature": object{"zoom_phone": true}})
			return id(c.must(http.StatusCreated, http.MethodPost, "/users", body).object(c.t))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := newClock()
			c := phoneClient(t, func(o *zoomsim.Options) { o.Clock = clock.Now })
			before := len(c.phoneUsers(""))
			user := on(c)
			at := path("phone", "users", user)
			if on := c.get(path("users", user, "settings"))["feature"].(object)["zoom_phone"]; on != true {
				t.Errorf("feature is %v", on)
			}
			for _, step := range []time.Duration{0, time.Second, time.Second - time.Nanosecond} {
				clock.advance(step)
				c.do(http.MethodGet, at, "").refusal(t, http.StatusNotFound, 1001, "User does not exist: "+user+".")
				c.do(http.MethodPatch, at, `{}`).refusal(t, http.StatusNotFound, 1001, "User does not exist")
				c.do(http.MethodPost, at+"/calling_plans", `{"calling_plans":[{"type":200}]}`).refusal(t, http.StatusNotFound, 1001, "User does not exist")
			}
			clock.advance(time.Nanosecond)
			profile := c.get(at)
			if len(plans(profile)) != 0 || len(numbersOf(profile)) != 0 || profile["status"] != "activate" {
				t.Errorf("new profile %v", profile)
			}
			if after := len(c.phoneUsers("")); after != before+1 {
				t.Errorf("%d phone users after %d", after, before)
			}
		})
	}
}

// TestPhoneGone: every way to lose Zoom Phone frees numbers, seats and the
// extension.
func TestPhoneGone(t *testing.T) {
	t.Parallel()
	for name, off := range map[string]struct{ method, path, body string }{
		"update":     {http.MethodPatch, "", `{"feature":{"zoom_phone":false}}`},
		"settings":   {http.MethodPatch, "/settings", `{"feature":{"zoom_phone":false}}`},
		"deactivate": {http.MethodPut, "/status", `{"action":"deactivate"}`},
		"delete":     {http.MethodDelete, "?action=delete", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := phoneClient(t, atOnce)
			user := c.newPhoneUser("phone@example.com")
			at := path("phone", "users", user)
			number := c.spareNumbers()[0]
			seats := c.assignedSeats(200)
			c.must(http.StatusCreated, http.MethodPost, at+"/calling_plans", `{"calling_plans":[{"type":200}]}`)
			c.must(http.StatusCreated, http.MethodPost, at+"/phone_numbers", jsonText(t, object{"phone_numbers": []object{{"id": id(number)}}}))
			profile := c.get(at)
			c.must(http.StatusNoContent, off.method, path("users", user)+off.path, off.body)
			c.do(http.MethodGet, at, "").refusal(t, http.StatusNotFound, 1001, "User does not exist")
			if got := c.assignedSeats(200); got != seats {
				t.Errorf("%d seats are taken, want %d", got, seats)
			}
			if got := c.get(path("phone", "numbers", id(number))); got["assignee"] != nil {
				t.Errorf("number is still that of %v", got["assignee"])
			}
			other := c.newPhoneUser("other@example.com")
			c.must(http.StatusNoContent, http.MethodPatch, path("phone", "users", other), jsonText(t, object{"extension_number": extension(profile)}))
		})
	}
}

func TestPhoneSwitchTwice(t *testing.T) {
	t.Parallel()
	clock := newClock()
	c := phoneClient(t, func(o *zoomsim.Options) { o.Clock = clock.Now })
	user := c.phoneless()
	turn := func(body string) { c.must(http.StatusNoContent, http.MethodPatch, path("users", user), body) }
	const on, off = `{"feature":{"zoom_phone":true}}`, `{"feature":{"zoom_phone":false}}`
	turn(on)
	turn(off) // Before the profile was there.
	clock.advance(time.Minute)
	c.do(http.MethodGet, path("phone", "users", user), "").refusal(t, http.StatusNotFound, 1001, "User does not exist")
	turn(off)
	turn(on)
	clock.advance(time.Second)
	turn(on) // Does not start the wait again.
	clock.advance(time.Second)
	first := c.get(path("phone", "users", user))
	turn(on)
	if diff := cmp.Diff(first, c.get(path("phone", "users", user))); diff != "" {
		t.Errorf("switching on twice changed the profile (-want +got):\n%s", diff)
	}
}

// TestPhoneOfInvited: who has not accepted the invitation yet is a phone user
// who is not ready.
func TestPhoneOfInvited(t *testing.T) {
	t.Parallel()
	c := phoneClient(t, atOnce)
	body := createBody(t, "create", object{"email": "invited@example.com", "feature": object{"zoom_phone": true}})
	c.must(http.StatusCreated, http.MethodPost, "/users", body)
	row := func() object {
		rows := c.phoneUsers("&keyword=invited@example.com")
		if len(rows) != 1 {
			t.Fatalf("rows %v", rows)
		}
		return rows[0]
	}
	if got := row()["activation_status"]; got != "not ready" {
		t.Errorf("activation_status is %v", got)
	}
	if err := c.sim.ActivateUser("invited@example.com"); err != nil {
		t.Fatal(err)
	}
	if got := row()["activation_status"]; got != "activated" {
		t.Errorf("activation_status of the person who joined is %v", got)
	}
}

func TestPhoneLicences(t *testing.T) {
	t.Parallel()
	const text = "you do not have any available licenses"
	for name, change := range map[string]func(*zoomsim.Options){
		"no phone":  func(o *zoomsim.Options) { o.NoPhone = true },
		"no seats":  func(o *zoomsim.Options) { o.PhoneShare, o.PhoneSeats, o.ProfileDelay = 1, 20, -1 },
		"all given": func(o *zoomsim.Options) { o.PhoneSeats, o.PhoneShare = 3, 0.9 },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := phoneClient(t, change)
			user := c.create("autoCreate", "one@example.com", 1)
			on := `{"feature":{"zoom_phone":true}}`
			c.do(http.MethodPatch, path("users", user), on).refusal(t, http.StatusNotFound, 1102, text)
			c.do(http.MethodPatch, path("users", user, "settings"), on).refusal(t, http.StatusNotFound, 1102, text)
			body := createBody(t, "autoCreate", object{"email": "two@example.com", "feature": object{"zoom_phone": true}})
			c.do(http.MethodPost, "/users", body).refusal(t, http.StatusNotFound, 1102, text)
			c.do(http.MethodGet, path("users", "two@example.com"), "").refusal(t, http.StatusNotFound, 1001, "")
			c.must(http.StatusNoContent, http.MethodPatch, path("users", user), `{"feature":{"zoom_phone":false}}`)
		})
	}
}

func TestPhoneSettingsRefusals(t *testing.T) {
	t.Parallel()
	c := phoneClient(t, nil)
	on := `{"feature":{"zoom_phone":true}}`
	invited := c.first("pending", nil)["email"].(string)
	gone := id(c.first("inactive", nil))
	c.do(http.MethodPatch, path("users", "nobody@example.com", "settings"), on).refusal(t, http.StatusNotFound, 1001, "User does not exist")
	c.do(http.MethodPatch, path("users", invited, "settings"), on).refusal(t, http.StatusBadRequest, 1000, "pending state")
	c.do(http.MethodPatch, path("users", gone, "settings"), on).refusal(t, http.StatusBadRequest, 200, "deactivated user")
	c.do(http.MethodPatch, path("users", "me", "settings"), `{"feature":{"zoom_phone":"yes"}}`).refusal(t, http.StatusBadRequest, 300, "Validation Failed.")
	c.must(http.StatusNoContent, http.MethodPatch, path("users", "me", "settings"), `{"schedule_meeting":{"host_video":true}}`)
}

func TestAccountWithoutPhone(t *testing.T) {
	t.Parallel()
	c := phoneClient(t, func(o *zoomsim.Options) { o.NoPhone = true })
	for _, call := range []struct{ method, path, body string }{
		{http.MethodGet, "/phone/users", ""},
		{http.MethodGet, "/phone/users/me", ""},
		{http.MethodPatch, "/phone/users/me", `{}`},
		{http.MethodPost, "/phone/users/batch", `{}`},
		{http.MethodGet, "/phone/sites", ""},
		{http.MethodGet, "/phone/numbers", ""},
		{http.MethodGet, "/phone/calling_plans", ""},
	} {
		c.do(call.method, call.path, call.body).refusal(t, http.StatusForbidden, 2031, "Zoom Phone has not been enabled for this account.")
	}
	if numbers := c.get("/number_management/numbers")["numbers"].([]any); len(numbers) != 0 {
		t.Errorf("numbers %v", numbers)
	}
}
