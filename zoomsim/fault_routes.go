package zoomsim

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// faultRoutes are the operations that faults can name: the methods of each
// template.
type faultRoutes map[string][]string

func newFaultRoutes() faultRoutes {
	known := faultRoutes{tokenPath: {http.MethodPost}}
	for _, name := range newRouteTable().names() {
		method, template, _ := strings.Cut(name, " ")
		known[template] = append(known[template], method)
	}
	return known
}

// check reports a method or route that no request can have: a fault with it
// would never fire.
func (k faultRoutes) check(f Fault) error {
	method := strings.ToUpper(f.Method)
	if f.Route == "" {
		for _, methods := range k {
			if method == "" || slices.Contains(methods, method) {
				return nil
			}
		}
		return fmt.Errorf("method %q is that of no operation", f.Method)
	}
	methods, known := k[f.Route]
	switch {
	case !known:
		return fmt.Errorf("route %q is that of no operation%s", f.Route, k.suggestion(f.Route))
	case method != "" && !slices.Contains(methods, method):
		return fmt.Errorf("route %q has no method %q, but %s", f.Route, f.Method, strings.Join(methods, ", "))
	default:
		return nil
	}
}

// suggestion names the template that shares most with a text at its beginning
// and end, when that is most of it.
func (k faultRoutes) suggestion(text string) string {
	text = strings.TrimSuffix(strings.TrimPrefix(text, apiPrefix+"/"), "/")
	text = "/" + strings.TrimPrefix(text, "/")
	best, most := "", 0
	for template := range k {
		start := agreeing(text, template, func(s string, i int) byte { return s[i] })
		end := agreeing(text[start:], template[start:], func(s string, i int) byte { return s[len(s)-1-i] })
		score := 2*(start+end) - max(len(text), len(template))
		if score > most || score == most && score > 0 && template < best {
			best, most = template, score
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", best)
}

// agreeing counts the characters in which two texts agree, in the order that at
// gives, up to the first difference.
func agreeing(a, b string, at func(string, int) byte) int {
	n := 0
	for n < min(len(a), len(b)) && at(a, n) == at(b, n) {
		n++
	}
	return n
}
