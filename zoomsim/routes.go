package zoomsim

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Label is Zoom's rate-limit label of an operation.
type Label string

// The labels of the simulated operations.
const (
	Light  Label = "Light"
	Medium Label = "Medium"
	Heavy  Label = "Heavy"
)

// apiPrefix is the path of the API on its host.
const apiPrefix = "/v2"

// route is one operation: what it is called, what it costs, which scopes (any
// of them) allow it, in both of Zoom's grammars, and what answers it.
type route struct {
	method, template string
	label            Label
	product          product // empty means core
	classic          []string
	granular         []string
	serve            func(*Sim, *call) (reply, *refusal)
	segments         []string
	paid             bool // not for free accounts
}

// name is the method and the template, as in the record.
func (r *route) name() string { return r.method + " " + r.template }

func (r *route) grantedBy(scopes []string) bool {
	has := func(scope string) bool { return slices.Contains(scopes, scope) }
	return slices.ContainsFunc(r.classic, has) || slices.ContainsFunc(r.granular, has)
}

// accountScope is the granular scope that a Server-to-Server app needs: the
// one of account level.
func (r *route) accountScope() string { return accountLevel(r.granular) }

// accountLevel gives the first scope of account level; "" without one.
func accountLevel(scopes []string) string {
	for _, scope := range scopes {
		if strings.HasSuffix(scope, ":admin") {
			return scope
		}
	}
	return ""
}

// match compares the path segments and gives the parameters in order.
func (r *route) match(segments []string) ([]string, bool) {
	var params []string
	for i, want := range r.segments {
		switch {
		case strings.HasPrefix(want, "{"):
			if segments[i] == "" {
				return nil, false
			}
			params = append(params, segments[i])
		case want != segments[i]:
			return nil, false
		}
	}
	return params, true
}

// routeTable holds the operations by number of path segments.
type routeTable struct {
	bySegments map[int][]*route
	scopes     []string
}

func newRouteTable() routeTable {
	t := routeTable{bySegments: map[int][]*route{}}
	for _, r := range slices.Concat(userExtraRoutes(), userRoutes(), groupRoutes(), roleRoutes(), reportRoutes(), phoneRoutes(), numberRoutes()) {
		r.segments = splitPath(r.template)
		r.paid = r.needsPaidPlan()
		t.bySegments[len(r.segments)] = append(t.bySegments[len(r.segments)], &r)
		t.scopes = append(t.scopes, r.accountScope())
	}
	slices.Sort(t.scopes)
	t.scopes = slices.Compact(t.scopes)
	return t
}

// accountScopes are the granular scopes of all operations.
func (t routeTable) accountScopes() []string { return t.scopes }

// names are the operations as in the record, in order.
func (t routeTable) names() []string {
	var names []string
	for _, routes := range t.bySegments {
		for _, r := range routes {
			names = append(names, r.name())
		}
	}
	slices.Sort(names)
	return names
}

// find looks an operation up; path is escaped, without the API prefix and with
// a leading slash. Each
// segment is unescaped by itself, so that an id may hold an escaped slash.
func (t routeTable) find(method, path string) (*route, []string) {
	segments := splitPath(path)
	for i, segment := range segments {
		text, err := url.PathUnescape(segment)
		if err != nil {
			return nil, nil
		}
		segments[i] = text
	}
	for _, r := range t.bySegments[len(segments)] {
		if r.method != method {
			continue
		}
		if params, ok := r.match(segments); ok {
			return r, params
		}
	}
	return nil, nil
}

func splitPath(path string) []string { return strings.Split(strings.TrimPrefix(path, "/"), "/") }

// tokenRoute stands for the token endpoint in the record; it has no label.
func tokenRoute() *route {
	return &route{method: http.MethodPost, template: tokenPath, serve: (*Sim).serveToken}
}
