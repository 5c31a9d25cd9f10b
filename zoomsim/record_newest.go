package zoomsim

import (
	"cmp"
	"slices"
)

// routeCount is how often an operation was asked for.
type routeCount struct {
	Name  string
	Count int64
}

// newest gives up to limit recorded requests, the newest first. A name other
// than "" keeps the requests of that route alone. It copies no more than it
// gives: the record may hold a million requests.
func (rec *recorder) newest(limit int, name string) []Request {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	var found []Request
	for i := range rec.ring {
		// The ring ends before next; while it still grows, next is 0.
		r := rec.ring[(rec.next-1-i+2*len(rec.ring))%len(rec.ring)]
		if name != "" && requestName(r) != name {
			continue
		}
		if found = append(found, r); len(found) == limit {
			break
		}
	}
	return found
}

// requestName is the name under which a request was counted.
func requestName(r Request) string {
	if r.Template == "" {
		return unknownRoute
	}
	return r.Method + " " + r.Template
}

// routeCounts gives the counters by route, the busiest first.
func (rec *recorder) routeCounts() []routeCount {
	rec.mu.Lock()
	counts := make([]routeCount, 0, len(rec.counts))
	for name, count := range rec.counts {
		counts = append(counts, routeCount{name, count})
	}
	rec.mu.Unlock()
	slices.SortFunc(counts, func(a, b routeCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Name, b.Name))
	})
	return counts
}
