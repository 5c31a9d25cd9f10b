package zoomsim_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/zoomsim"
)

// cutOff is the status that raw gives for a connection closed without one.
const cutOff = -1

// raw sends a request whose answer need not be one of Zoom's.
func (c *client) raw(method, path, body string) (a answer) {
	c.t.Helper()
	r := httptest.NewRequest(method, "/v2"+path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+c.token)
	w := httptest.NewRecorder()
	defer func() {
		switch problem := recover(); problem {
		case nil:
		case http.ErrAbortHandler:
			a = answer{status: cutOff}
		default:
			c.t.Errorf("panic: %v", problem)
		}
	}()
	c.sim.ServeHTTP(w, r)
	return answer{w.Code, w.Header(), w.Body.String()}
}

// unavailable is the effect that most tests take.
func unavailable() zoomsim.Effect {
	return zoomsim.Effect{Kind: zoomsim.EffectAnswer, Status: http.StatusServiceUnavailable}
}

func setFaults(t testing.TB, sim *zoomsim.Sim, faults ...zoomsim.Fault) {
	t.Helper()
	if err := sim.SetFaults(faults); err != nil {
		t.Fatal(err)
	}
}

func TestFaultSelectors(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{Users: 5})
	user := c.first("active", member)
	email, other := user["email"].(string), c.create("autoCreate", "other@example.com", 1)
	type request struct{ method, path, body string }
	get, list := request{"GET", path("users", id(user)), ""}, request{"GET", "/users", ""}
	byEmail := request{"GET", path("users", strings.ToUpper(email)), ""}
	patch := request{"PATCH", path("users", other), `{"dept":"Blue"}`}
	member := request{"DELETE", path("groups", "nogroup", "members", id(user)), ""}
	unknown := request{"GET", "/nothing", ""}
	requests := []request{get, byEmail, list, patch, member, unknown}
	for name, tc := range map[string]struct {
		fault zoomsim.Fault
		hits  []request
	}{
		"everything":     {zoomsim.Fault{}, requests},
		"method":         {zoomsim.Fault{Method: "patch"}, []request{patch}},
		"route":          {zoomsim.Fault{Route: "/users/{userId}"}, []request{get, byEmail, patch}},
		"both":           {zoomsim.Fault{Method: "GET", Route: "/users/{userId}"}, []request{get, byEmail}},
		"other route":    {zoomsim.Fault{Route: "/roles"}, nil},
		"id":             {zoomsim.Fault{Object: id(user)}, []request{get, byEmail, member}},
		"id, wrong case": {zoomsim.Fault{Object: strings.ToLower(id(user))}, nil},
		"address":        {zoomsim.Fault{Object: strings.ToUpper(email)}, []request{get, byEmail, member}},
		"pattern":        {zoomsim.Fault{Object: "OTHER@*"}, []request{patch}},
		"body":           {zoomsim.Fault{Contains: `"Blue"`}, []request{patch}},
		"first page":     {zoomsim.Fault{Route: "/users", Page: 1}, []request{list}},
		"second page":    {zoomsim.Fault{Route: "/users", Page: 2}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tc.fault.Effect = unavailable()
			sim := newClient(t, zoomsim.Options{Users: 5})
			sim.create("autoCreate", "other@example.com", 1)
			setFaults(t, sim.sim, tc.fault)
			var hits []request
			for _, r := range requests {
				if sim.raw(r.method, r.path, r.body).status == http.StatusServiceUnavailable {
					hits = append(hits, r)
				}
			}
			if diff := cmp.Diff(tc.hits, hits, cmp.AllowUnexported(request{})); diff != "" {
				t.Errorf("requests hit (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFaultOccurrences(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		faults []zoomsim.Fault
		want   string // what happens to six requests
		counts string // matched/fires by fault
	}{
		"always":    {[]zoomsim.Fault{{}}, "000000", "6/6"},
		"first":     {[]zoomsim.Fault{{Times: 1}}, "0.....", "6/1"},
		"third":     {[]zoomsim.Fault{{Occurrence: 3}}, "..0...", "6/1"},
		"from":      {[]zoomsim.Fault{{From: 5}}, "....00", "6/2"},
		"some":      {[]zoomsim.Fault{{From: 2, Times: 3}}, ".000..", "6/3"},
		"in order":  {[]zoomsim.Fault{{Times: 2}, {Times: 4}}, "0011..", "6/2 6/2"},
		"two plans": {[]zoomsim.Fault{{Occurrence: 6}, {Occurrence: 1}}, "1....0", "6/1 6/1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for i := range tc.faults {
				tc.faults[i].Effect = zoomsim.Effect{Kind: zoomsim.EffectAnswer, Status: 500 + i}
			}
			c := newClient(t, zoomsim.Options{})
			setFaults(t, c.sim, tc.faults...)
			got := ""
			for range 6 {
				if status := c.raw(http.MethodGet, "/users", "").status; status == http.StatusOK {
					got += "."
				} else {
					got += fmt.Sprint(status - 500)
				}
			}
			var counts []string
			for _, f := range c.sim.FaultReport() {
				counts = append(counts, fmt.Sprintf("%d/%d", f.Matched, f.Fires))
			}
			if got != tc.want || strings.Join(counts, " ") != tc.counts {
				t.Errorf("happened %s with counts %v, want %s with %s", got, counts, tc.want, tc.counts)
			}
		})
	}
}

// TestFaultPerRequest: each of many users fails once, whatever order the
// callers come in.
func TestFaultPerRequest(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{Users: 50})
	setFaults(t, c.sim, zoomsim.Fault{Route: "/users/{userId}", Times: 1, PerRequest: true, MinFires: 50, Effect: unavailable()})
	var wg sync.WaitGroup
	for _, row := range c.list("/users", "users") {
		wg.Go(func() {
			var got []int
			for range 3 {
				got = append(got, c.raw(http.MethodGet, path("users", id(row)), "").status)
			}
			if diff := cmp.Diff([]int{503, 200, 200}, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", id(row), diff)
			}
		})
	}
	wg.Wait()
	if err := c.sim.CheckFaults(); err != nil {
		t.Error(err)
	}
}

func TestFaultPages(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{Users: 10})
	before := c.get("/users?page_size=3")["next_page_token"].(string)
	setFaults(t, c.sim, zoomsim.Fault{Route: "/users", Page: 3, Times: 1, Effect: unavailable()})
	if a := c.raw(http.MethodGet, "/users?page_size=3&page_number=3", ""); a.status != http.StatusServiceUnavailable {
		t.Errorf("page_number 3: status %d", a.status)
	}
	setFaults(t, c.sim, zoomsim.Fault{Route: "/users", Page: 3, Effect: unavailable()})
	if rows := c.listFrom("/users?page_size=3", before, "users"); len(rows) != 7 {
		t.Errorf("%d rows after a token from before the fault, want 7", len(rows))
	}
	at, statuses := "", []int(nil)
	for range 3 {
		a := c.raw(http.MethodGet, "/users?page_size=3"+at, "")
		statuses = append(statuses, a.status)
		if a.status == http.StatusOK {
			at = "&next_page_token=" + a.object(t)["next_page_token"].(string)
		}
	}
	if diff := cmp.Diff([]int{200, 200, 503}, statuses); diff != "" {
		t.Errorf("pages (-want +got):\n%s", diff)
	}
	token := strings.TrimPrefix(at, "&next_page_token=")
	setFaults(t, c.sim, zoomsim.Fault{PageToken: token, Effect: unavailable()})
	if a := c.raw(http.MethodGet, "/users?page_size=3"+at, ""); a.status != http.StatusServiceUnavailable {
		t.Errorf("the token of page 3: status %d", a.status)
	}
}

func TestCheckFaults(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{Faults: []zoomsim.Fault{
		{Name: "met", Route: "/users", MinFires: 1, Times: 1, Effect: unavailable()},
		{Name: "optional", Route: "/groups", Effect: unavailable()},
		{Name: "unmet", Route: "/users", MinFires: 2, From: 2, Effect: unavailable()},
		{Method: "PUT", MinFires: 1, Effect: unavailable()},
	}})
	if err := c.sim.AddFaults([]zoomsim.Fault{{Route: "/roles", MinFires: 3, Effect: zoomsim.Effect{Kind: zoomsim.EffectCut}}}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []int{503, 503, 503} {
		if a := c.raw(http.MethodGet, "/users", ""); a.status != want {
			t.Errorf("status %d, want %d", a.status, want)
		}
	}
	if got := c.sim.CheckFaults(); got == nil || strings.Count(got.Error(), "\n") != 1 || !errors.Is(got, zoomsim.ErrFaultUnmet) {
		t.Errorf("error %v, want faults 3 and 4", got)
	} else if want := "zoomsim: fault did not fire as often as it must: fault 3 (answer of PUT any route) matched 0 requests and fired 0 times of at least 1\n" +
		"zoomsim: fault did not fire as often as it must: fault 4 (cut of any method /roles) matched 0 requests and fired 0 times of at least 3"; got.Error() != want {
		t.Errorf("error %v, want %s", got, want)
	}
	c.sim.ClearFaults()
	if err := c.sim.CheckFaults(); err != nil || len(c.sim.FaultReport()) != 0 {
		t.Errorf("after clearing: %v, %v", err, c.sim.FaultReport())
	}
	c.must(http.StatusOK, http.MethodGet, "/users", "")
}
