package zoomsim

import (
	"net/http"
	"slices"
)

// PageForTest gives the web page of a new simulator without a network, and
// what a browser that has opened it knows.
func PageForTest(o Options) (page http.Handler, cookie, csrf string, err error) {
	sim, err := New(o)
	if err != nil {
		return nil, "", "", err
	}
	u, err := newUI(sim, "token")
	if err != nil {
		return nil, "", "", err
	}
	return u, u.session.cookie + "=" + u.session.key, u.session.csrf, nil
}

// RouteForTest is an operation of the simulator as its table has it.
type RouteForTest struct {
	Method, Template, Label string
	Scopes                  []string // of both grammars
}

// RoutesForTest are all operations.
func RoutesForTest() []RouteForTest {
	var all []RouteForTest
	for _, routes := range newRouteTable().bySegments {
		for _, r := range routes {
			all = append(all, RouteForTest{r.method, r.template, string(r.label), slices.Concat(r.classic, r.granular)})
		}
	}
	return all
}

// KindsForTest gives the number of users by status and type, as kept and as
// counted anew.
func KindsForTest(s *Sim) (kept, counted [][]int) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var fresh kindTable
	for _, users := range s.tenant.users {
		for _, u := range users {
			fresh.count(u, 1)
		}
	}
	for i := range fresh {
		kept = append(kept, slices.Clone(s.tenant.kinds[i][:]))
		counted = append(counted, slices.Clone(fresh[i][:]))
	}
	return kept, counted
}
