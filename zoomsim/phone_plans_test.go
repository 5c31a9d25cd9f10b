package zoomsim_test

import (
	"net/http"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/zoomsim"
)

func TestCallingPlanSeats(t *testing.T) {
	t.Parallel()
	c := phoneClient(t, func(o *zoomsim.Options) { o.CallingPlanSeats = 200 })
	taken := map[float64]float64{}
	for _, row := range c.phoneUsers("") {
		for _, code := range plans(row) {
			taken[float64(code)]++
		}
	}
	listed := c.get("/phone/calling_plans")["calling_plans"].([]any)
	if len(listed) < 5 || taken[200] == 0 || taken[100] == 0 {
		t.Fatalf("%d plans, seats taken by the users %v", len(listed), taken)
	}
	for _, entry := range listed {
		plan := entry.(object)
		code := plan["type"].(float64)
		want := object{"name": plan["name"], "type": code, "subscribed": 200.0, "assigned": taken[code], "available": 200 - taken[code]}
		if diff := cmp.Diff(want, plan); diff != "" {
			t.Errorf("plan (-want +got):\n%s", diff)
		}
	}
	if diff := cmp.Diff(listed, c.get("/phone/plans")["calling_plans"]); diff != "" {
		t.Errorf("GET /phone/plans differs (-calling_plans +plans):\n%s", diff)
	}
}

func TestPlanAssignSwapRemove(t *testing.T) {
	t.Parallel()
	c := phoneClient(t, atOnce)
	at := path("phone", "users", c.newPhoneUser("plan@example.com"))
	before := map[int]int{100: c.assignedSeats(100), 200: c.assignedSeats(200), 4000: c.assignedSeats(4000)}
	for _, step := range []struct {
		method, path, body string
		status             int
		want               []int
	}{
		{http.MethodPost, "", `{"calling_plans":[{"type":100},{"type":4000}]}`, http.StatusCreated, []int{100, 4000}},
		{http.MethodPut, "", `{"source_type":100,"target_type":200}`, http.StatusNoContent, []int{4000, 200}},
		{http.MethodDelete, "/4000", "", http.StatusNoContent, []int{200}},
		{http.MethodDelete, "/200?billing_account_id=x", "", http.StatusNoContent, []int{}},
	} {
		a := c.must(step.status, step.method, at+"/calling_plans"+step.path, step.body)
		if a.text != "" {
			t.Errorf("%s %s: body %s", step.method, step.path, a.text)
		}
		if diff := cmp.Diff(step.want, plans(c.get(at))); diff != "" {
			t.Errorf("plans after %s %s (-want +got):\n%s", step.method, step.path, diff)
		}
		for code, seats := range before {
			want := seats
			if slices.Contains(step.want, code) {
				want++
			}
			if got := c.assignedSeats(code); got != want {
				t.Errorf("%d seats of %d are taken after %s %s, want %d", got, code, step.method, step.path, want)
			}
		}
	}
}

func TestPlanRefusals(t *testing.T) {
	t.Parallel()
	c := phoneClient(t, atOnce)
	at := path("phone", "users", c.newPhoneUser("plan@example.com")) + "/calling_plans"
	c.must(http.StatusCreated, http.MethodPost, at, `{"calling_plans":[{"type":100},{"type":200}]}`)
	for name, tc := range map[string]struct {
		method, path, body string
		code               int
		text               string
	}{
		"assign nothing":            {http.MethodPost, "", `{}`, 300, "Validation Failed."},
		"assign an empty list":      {http.MethodPost, "", `{"calling_plans":[]}`, 300, "Validation Failed."},
		"assign without type":       {http.MethodPost, "", `{"calling_plans":[{}]}`, 300, "Validation Failed."},
		"assign a name":             {http.MethodPost, "", `{"calling_plans":[{"type":"Pro"}]}`, 300, "Validation Failed."},
		"assign unknown":            {http.MethodPost, "", `{"calling_plans":[{"type":4000},{"type":1}]}`, 300, "Validation Failed."},
		"assign again":              {http.MethodPost, "", `{"calling_plans":[{"type":200}]}`, 300, "Validation Failed."},
		"assign twice":              {http.MethodPost, "", `{"calling_plans":[{"type":4000},{"type":4000}]}`, 300, "Validation Failed."},
		"swap without target":       {http.MethodPut, "", `{"source_type":100}`, 300, "Validation Failed."},
		"swap what the user lacks":  {http.MethodPut, "", `{"source_type":3000,"target_type":4000}`, 404, "User did not subscribe to the source plan."},
		"swap from unknown":         {http.MethodPut, "", `{"source_type":1,"target_type":4000}`, 404, "User did not subscribe to the source plan."},
		"swap to unknown":           {http.MethodPut, "", `{"source_type":100,"target_type":1}`, 300, "Validation Failed."},
		"swap to what the user has": {http.MethodPut, "", `{"source_type":100,"target_type":200}`, 300, "Validation Failed."},
		"remove what he lacks":      {http.MethodDelete, "/3000", "", 400, "Invalid field."},
		"remove unknown":            {http.MethodDelete, "/1", "", 400, "Invalid field."},
		"remove a name":             {http.MethodDelete, "/Pro", "", 400, "Invalid field."},
		"no JSON":                   {http.MethodPost, "", `calling_plans`, 300, "Request Body should be a valid JSON object."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := c.with(t)
			c.do(tc.method, at+tc.path, tc.body).refusal(t, http.StatusBadRequest, tc.code, tc.text)
			if diff := cmp.Diff([]int{100, 200}, plans(c.get(at[:len(at)-len("/calling_plans")]))); diff != "" {
				t.Errorf("plans (-want +got):\n%s", diff)
			}
		})
	}
}

// TestLastSeat: of many calls for the last seats exactly as many succeed as
// there are seats.
func TestLastSeat(t *testing.T) {
	t.Parallel()
	c := phoneClient(t, func(o *zoomsim.Options) { o.PhoneShare, o.CallingPlanSeats, o.ProfileDelay = 0, 4, -1 })
	var users []string
	for _, row := range c.list("/users", "users")[:20] {
		c.must(http.StatusNoContent, http.MethodPatch, path("users", id(row)), `{"feature":{"zoom_phone":true}}`)
		users = append(users, id(row))
	}
	var mu sync.Mutex
	var wg sync.WaitGroup
	var refused []answer
	for _, user := range users {
		wg.Go(func() {
			a := c.do(http.MethodPost, path("phone", "users", user, "calling_plans"), `{"calling_plans":[{"type":4000},{"type":200}]}`)
			if a.status == http.StatusCreated {
				return
			}
			mu.Lock()
			defer mu.Unlock()
			refused = append(refused, a)
		})
	}
	wg.Wait()
	if len(refused) != 16 || c.seats(200)["available"] != 0.0 || c.seats(4000)["available"] != 0.0 {
		t.Fatalf("%d refused, seats %v", len(refused), c.seats(200))
	}
	refused[0].refusal(t, http.StatusBadRequest, 300, "No available license for the calling plan: 4000.")
	holder := c.phoneUsers("&calling_type=200")[0]
	c.do(http.MethodPut, path("phone", "users", id(holder), "calling_plans"), `{"source_type":200,"target_type":100}`)
	if got := c.seats(200)["available"]; got != 1.0 {
		t.Errorf("%v seats free after a swap, want 1", got)
	}
}

// TestGeneratedSeatsOfPlans: no more is given at the start than there is.
func TestGeneratedSeatsOfPlans(t *testing.T) {
	t.Parallel()
	c := phoneClient(t, func(o *zoomsim.Options) { o.CallingPlanSeats = 3 })
	if got := c.seats(200); got["assigned"] != 3.0 || got["available"] != 0.0 {
		t.Errorf("plan 200 is %v", got)
	}
}
