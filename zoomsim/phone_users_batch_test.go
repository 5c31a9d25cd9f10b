package zoomsim_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/zoomsim"
)

// batchUser is a user to add at the main site, with changes.
func batchUser(email, short string, change object) object {
	u := object{"email": email, "calling_plans": []string{"US/CA Unlimited"}, "extension_number": short, "site_code": "1"}
	maps.Copy(u, change)
	return u
}

func TestPhoneBatchAdd(t *testing.T) {
	t.Parallel()
	c := phoneClient(t, nil)
	one, two := c.create("autoCreate", "one@example.com", 1), c.create("autoCreate", "two@example.com", 1)
	site, number := c.list("/phone/sites", "sites")[1], c.spareNumbers()[0]["number"].(string)
	seats := c.assignedSeats(200)
	a := c.must(http.StatusCreated, http.MethodPost, "/phone/users/batch", jsonText(t, object{"users": []object{
		batchUser("one@example.com", "91234", object{"phone_numbers": []string{number}, "calling_plans": []string{"US/CA Unlimited", "Power Pack"}}),
		batchUser("TWO@example.com", "91234", object{"site_code": "", "site_name": site["name"], "calling_plans": []string{}, "activation_status": "deactivate"}),
	}}))
	var answer []object
	if err := json.Unmarshal([]byte(a.text), &answer); err != nil {
		t.Fatalf("the answer is no bare array: %v: %s", err, a.text)
	}
	want := []object{{"email": "one@example.com", "id": one}, {"email": "two@example.com", "id": two}}
	if diff := cmp.Diff(want, answer); diff != "" {
		t.Errorf("answer (-want +got):\n%s", diff)
	}
	first, second := c.get(path("phone", "users", one)), c.get(path("phone", "users", two))
	for name, check := range map[string]struct{ want, got any }{
		"first":  {[]any{"191234", "activate", []int{200, 4010}, []string{number}}, []any{extension(first), first["status"], plans(first), numbersOf(first)}},
		"second": {[]any{"291234", "deactivate", []int{}, []string{}}, []any{extension(second), second["status"], plans(second), numbersOf(second)}},
		"site":   {site["id"], second["site_id"]},
		"seats":  {seats + 1, c.assignedSeats(200)},
		"switch": {true, c.get(path("users", one, "settings"))["feature"].(object)["zoom_phone"]},
	} {
		if diff := cmp.Diff(check.want, check.got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestPhoneBatchAddRefusals(t *testing.T) {
	t.Parallel()
	c := phoneClient(t, func(o *zoomsim.Options) { o.CallingPlanSeats = 30 })
	c.create("autoCreate", "good@example.com", 1)
	c.create("autoCreate", "new@example.com", 1)
	user := c.phoneUsers("")[0]
	atMain := c.phoneUsers("&site_id=" + id(c.list("/phone/sites", "sites")[0]))[0]
	spare := c.spareNumbers()[0]["number"].(string)
	good := batchUser("good@example.com", "91111", object{"phone_numbers": []string{spare}, "calling_plans": []string{}})
	fresh := func(change object) []object { return []object{good, batchUser("new@example.com", "92222", change)} }
	for name, tc := range map[string]struct {
		users        []object
		status, code int
		text         string
	}{
		"nobody":               {[]object{}, 400, 300, "Validation Failed."},
		"eleven":               {slices.Repeat([]object{good}, 11), 400, 400, "User size must be less than 10."},
		"no e-mail":            {fresh(object{"email": ""}), 400, 300, "Validation Failed."},
		"no plans":             {fresh(object{"calling_plans": nil}), 400, 300, "Validation Failed."},
		"no extension":         {fresh(object{"extension_number": nil}), 400, 300, "Validation Failed."},
		"no site":              {fresh(object{"site_code": nil}), 400, 300, "Validation Failed."},
		"bad activation":       {fresh(object{"activation_status": "on"}), 400, 300, "Validation Failed."},
		"unknown person":       {fresh(object{"email": "nobody@example.com"}), 400, 300, "Validation Failed."},
		"invited person":       {fresh(object{"email": c.first("pending", nil)["email"]}), 400, 300, "Validation Failed."},
		"inactive person":      {fresh(object{"email": c.first("inactive", nil)["email"]}), 400, 300, "Validation Failed."},
		"phone user":           {fresh(object{"email": user["email"]}), 400, 300, "Validation Failed."},
		"same person twice":    {fresh(object{"email": "good@example.com"}), 400, 300, "Validation Failed."},
		"unknown site code":    {fresh(object{"site_code": "77"}), 400, 300, "Validation Failed."},
		"unknown site name":    {fresh(object{"site_code": nil, "site_name": "Moon"}), 400, 300, "Validation Failed."},
		"code and name differ": {fresh(object{"site_code": "2", "site_name": "Main Site"}), 400, 300, "Validation Failed."},
		"complete extension":   {fresh(object{"extension_number": "192222"}), 400, 400, "Invalid short number length."},
		"letters":              {fresh(object{"extension_number": "9222x"}), 400, 300, "Validation Failed."},
		"extension of a user":  {fresh(object{"extension_number": extension(atMain)[1:]}), 400, 400, "is already used."},
		"extension twice":      {fresh(object{"extension_number": "91111"}), 400, 400, "Extension number 191111 is already used."},
		"unknown plan":         {fresh(object{"calling_plans": []string{"200"}}), 400, 300, "Validation Failed."},
		"plan twice":           {fresh(object{"calling_plans": []string{"Pro", "Pro"}}), 400, 300, "Validation Failed."},
		"number twice":         {fresh(object{"phone_numbers": []string{spare}}), 400, 409, "Phone number already in use."},
		"unknown number":       {fresh(object{"phone_numbers": []string{"+19990000000"}}), 400, 404, "Phone number does not exist."},
		"template":             {fresh(object{"template_name": "default"}), 404, 404, "Template is invalid"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := c.with(t)
			c.do(http.MethodPost, "/phone/users/batch", jsonText(t, object{"users": tc.users})).refusal(t, tc.status, tc.code, tc.text)
			c.do(http.MethodGet, path("phone", "users", "good@example.com"), "").refusal(t, http.StatusNotFound, 1001, "")
		})
	}
}

// TestPhoneBatchSeats: the users of one call do not share a seat.
func TestPhoneBatchSeats(t *testing.T) {
	t.Parallel()
	c := phoneClient(t, func(o *zoomsim.Options) { o.PhoneShare, o.CallingPlanSeats, o.PhoneSeats = 0, 2, 3 })
	var users []object
	for i := range 4 {
		email := fmt.Sprintf("seat%d@example.com", i)
		c.create("autoCreate", email, 1)
		users = append(users, batchUser(email, fmt.Sprintf("9000%d", i), nil))
	}
	add := func(users []object) answer {
		return c.do(http.MethodPost, "/phone/users/batch", jsonText(t, object{"users": users}))
	}
	add(users[:3]).refusal(t, http.StatusBadRequest, 300, "No available license for the calling plan: 200.")
	for _, u := range users {
		u["calling_plans"] = []string{}
	}
	add(users).refusal(t, http.StatusNotFound, 1102, "available licenses")
	if a := add(users[:3]); a.status != http.StatusCreated {
		t.Errorf("three users: %s", a.text)
	}
}

func TestPhoneBatchUpdate(t *testing.T) {
	t.Parallel()
	c := phoneClient(t, nil)
	rows := c.phoneUsers("")[:3]
	var users []string
	for _, row := range rows {
		users = append(users, id(row))
	}
	site := id(c.list("/phone/sites", "sites")[2])
	put := func(body object) {
		body["user_ids"] = users
		c.must(http.StatusNoContent, http.MethodPut, "/phone/users/batch", jsonText(t, body))
	}
	each := func(check func(object) bool, what string) {
		t.Helper()
		for _, row := range c.phoneUsers("") {
			if slices.Contains(users, id(row)) && !check(row) {
				t.Errorf("after %s: %v", what, row)
			}
		}
	}
	put(object{"batch_type": "move_site", "site_id": site})
	each(func(row object) bool { return row["site"].(object)["id"] == site && extension(row)[0] == '3' }, "move")
	put(object{"batch_type": "activate", "activation_status": "deactivate"})
	each(func(row object) bool { return row["status"] == "deactivate" }, "deactivate")
	put(object{"batch_type": "activate"})
	each(func(row object) bool { return row["status"] == "activate" && row["activation_status"] == "activated" }, "activate")
}

func TestPhoneBatchUpdateRefusals(t *testing.T) {
	t.Parallel()
	c := phoneClient(t, nil)
	user, without := id(c.phoneUsers("")[0]), c.phoneless()
	site := id(c.list("/phone/sites", "sites")[2])
	before := c.get(path("phone", "users", user))
	for name, tc := range map[string]struct {
		body         object
		status, code int
		text         string
	}{
		"no type":        {object{"user_ids": []string{user}}, 400, 300, "Validation Failed."},
		"unknown type":   {object{"batch_type": "delete", "user_ids": []string{user}}, 400, 400, "Current batch type does not support, batch type:delete."},
		"no site":        {object{"batch_type": "move_site", "user_ids": []string{user}}, 400, 300, "Validation Failed."},
		"unknown site":   {object{"batch_type": "move_site", "site_id": "x", "user_ids": []string{user}}, 404, 404, "Site does not exist."},
		"nobody":         {object{"batch_type": "activate", "user_ids": []string{}}, 400, 300, "Validation Failed."},
		"eleven":         {object{"batch_type": "activate", "user_ids": slices.Repeat([]string{user}, 11)}, 400, 400, "User size must be less than 10."},
		"bad activation": {object{"batch_type": "activate", "activation_status": "off", "user_ids": []string{user}}, 400, 300, "Validation Failed."},
		"no phone user":  {object{"batch_type": "move_site", "site_id": site, "user_ids": []string{user, without}}, 404, 1001, "User does not exist: " + without},
		"deactivate one without phone": {
			object{"batch_type": "activate", "activation_status": "deactivate", "user_ids": []string{user, without}}, 404, 1001, "User does not exist",
		},
		"assign without licence": {object{"batch_type": "assign_pending_user", "user_ids": []string{without}}, 400, 300, "Validation Failed."},
		"assign an inactive user": {
			object{"batch_type": "assign_pending_user", "user_ids": []string{id(c.first("inactive", nil))}}, 400, 12007, "The user in Trash cannot be assigned Zoom One license.",
		},
		"assign nobody": {object{"batch_type": "assign_pending_user", "user_ids": []string{"nobody@example.com"}}, 404, 1001, "User does not exist"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := c.with(t)
			c.do(http.MethodPut, "/phone/users/batch", jsonText(t, tc.body)).refusal(t, tc.status, tc.code, tc.text)
			if diff := cmp.Diff(before, c.get(path("phone", "users", user))); diff != "" {
				t.Errorf("the refused call had an effect (-want +got):\n%s", diff)
			}
		})
	}
}

// TestConcurrentPhone mixes phone calls and checks that nothing is given
// twice or lost; it is worth most under the race detector.
func TestConcurrentPhone(t *testing.T) {
	t.Parallel()
	c := phoneClient(t, atOnce)
	number := c.spareNumbers()[0]
	seats := c.assignedSeats(100)
	var wg sync.WaitGroup
	for worker := range 8 {
		wg.Go(func() {
			for i := range 10 {
				user := c.newPhoneUser(fmt.Sprintf("w%d-%d@example.com", worker, i))
				at := path("phone", "users", user)
				c.must(http.StatusCreated, http.MethodPost, at+"/calling_plans", `{"calling_plans":[{"type":100}]}`)
				// One number for all of them: who gets it, keeps it.
				c.do(http.MethodPost, at+"/phone_numbers", jsonText(t, object{"phone_numbers": []object{{"id": number["id"]}}}))
				c.get("/phone/users?page_size=100&calling_type=100")
				c.get("/number_management/numbers?page_size=200")
				if i%2 == 0 {
					c.must(http.StatusNoContent, http.MethodPatch, path("users", user), `{"feature":{"zoom_phone":false}}`)
				}
			}
		})
	}
	wg.Wait()
	if got := c.assignedSeats(100); got != seats+40 {
		t.Errorf("%d seats are taken, want %d", got, seats+40)
	}
	holders, extensions := 0, map[string]bool{}
	for _, row := range c.phoneUsers("") {
		if slices.Contains(numbersOf(row), number["number"].(string)) {
			holders++
		}
		if extensions[extension(row)] {
			t.Errorf("extension %s is there twice", extension(row))
		}
		extensions[extension(row)] = true
	}
	if holders > 1 || len(extensions) != 48+40 {
		t.Errorf("%d holders of one number, %d phone users", holders, len(extensions))
	}
}

// TestPhoneAssignSeats: the users of one assignment do not share a licence,
// and one who is named twice needs one.
func TestPhoneAssignSeats(t *testing.T) {
	t.Parallel()
	c := phoneClient(t, func(o *zoomsim.Options) { o.PhoneShare, o.PhoneSeats, o.ProfileDelay = 0, 2, -1 })
	var users []string
	for i := range 3 {
		user := c.create("autoCreate", fmt.Sprintf("seat%d@example.com", i), 1)
		c.must(http.StatusNoContent, http.MethodPatch, path("users", user), `{"zoom_one_type":16}`)
		users = append(users, user)
	}
	assign := func(users ...string) answer {
		return c.do(http.MethodPut, "/phone/users/batch", jsonText(t, object{"batch_type": "assign_pending_user", "user_ids": users}))
	}
	assign(users...).refusal(t, http.StatusNotFound, 1102, "available licenses")
	if rows := c.phoneUsers(""); len(rows) != 0 {
		t.Errorf("the refused call gave %d users a phone", len(rows))
	}
	if a := assign(users[0], users[1], users[0]); a.status != http.StatusNoContent {
		t.Errorf("two users, one of them twice: %d %s", a.status, a.text)
	}
	if rows := c.phoneUsers(""); len(rows) != 2 {
		t.Errorf("%d phone users, want 2", len(rows))
	}
	assign(users[2]).refusal(t, http.StatusNotFound, 1102, "available licenses")
}
