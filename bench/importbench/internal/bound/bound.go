package bound

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/igaplugin/igaplugin/zoomsim"
)

// Chain is a list that was read page by page: no page can be asked for before
// the one ahead of it has come, which holds its token.
type Chain struct {
	// Name says what was listed.
	Name string
	// Pages is the number of its requests.
	Pages int64
}

// Bound is the least time that a number of requests can take.
type Bound struct {
	// Least is that time; 0 when there is neither latency nor a rate limit.
	Least time.Duration
	// Reason says in words what sets it.
	Reason string
}

// Of computes the bound: the greatest of (requests-1)/rate of every quota, since
// the first request of each need not wait, and of pages × latency of every
// chain. What is counted in stats.Requests belongs to the quota that its span
// names.
func Of(stats zoomsim.Stats, chains []Chain, latency time.Duration) Bound {
	var bounds []Bound
	for _, rate := range stats.Rates {
		requests := quotaRequests(stats, rate.Product, rate.Label)
		if rate.PerSecond <= 0 || requests <= 1 {
			continue
		}
		least := time.Duration(float64(requests-1) / rate.PerSecond * float64(time.Second))
		bounds = append(bounds, Bound{least, fmt.Sprintf("%d %s requests of %s, less 1, at %g/s", requests, strings.ToLower(string(rate.Label)), rate.Product, rate.PerSecond)})
	}
	for _, chain := range chains {
		least := time.Duration(chain.Pages) * latency
		bounds = append(bounds, Bound{least, fmt.Sprintf("%d pages of %s one after another at %s", chain.Pages, chain.Name, latency)})
	}
	if len(bounds) == 0 {
		return Bound{}
	}
	greatest := slices.MaxFunc(bounds, func(a, b Bound) int { return cmp.Compare(a.Least, b.Least) })
	if greatest.Least == 0 {
		return Bound{}
	}
	return greatest
}

// quotaRequests counts the requests that a quota let through or refused.
func quotaRequests(stats zoomsim.Stats, product string, label zoomsim.Label) int64 {
	var requests int64
	for name, span := range stats.Spans {
		if span.Product == product && span.Label == label {
			requests += stats.Requests[name]
		}
	}
	return requests
}

// PagesWithin is how many pages a list of so many rows has.
func PagesWithin(rows, pageSize int) int64 {
	return int64((rows + pageSize - 1) / pageSize)
}

// Sustained is the rate of a quota's requests per second between the first and
// the last of them, and the rate that is permitted; 0 when there were fewer than
// two requests, or when nothing limits them.
func Sustained(stats zoomsim.Stats, product string, label zoomsim.Label) (sustained, permitted float64) {
	var first, last time.Time
	for _, span := range stats.Spans {
		if span.Product != product || span.Label != label {
			continue
		}
		if first.IsZero() || span.First.Before(first) {
			first = span.First
		}
		if span.Last.After(last) {
			last = span.Last
		}
	}
	for _, rate := range stats.Rates {
		if rate.Product == product && rate.Label == label {
			permitted = rate.PerSecond
		}
	}
	if passed := last.Sub(first).Seconds(); passed > 0 {
		sustained = float64(quotaRequests(stats, product, label)) / passed
	}
	return sustained, permitted
}
