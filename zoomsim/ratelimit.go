package zoomsim

import (
	"cmp"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// The texts and types of a throttled answer, in Zoom's words.
const (
	messagePerSecond = "You have reached the maximum per-second rate limit for this API. Try again later."
	messageDaily     = "You have reached the maximum daily rate limit for this API. Refer to the response header for details on when you can make another request."
	limitQPS         = "QPS"
	limitDaily       = "Daily-limit"
)

// RateGauge is the state of one quota.
type RateGauge struct {
	// Product is "core" or "phone".
	Product string `json:"product"`
	// Label is the rate-limit label.
	Label Label `json:"label"`
	// PerSecond is the sustained rate; 0 when only the day is capped.
	PerSecond float64 `json:"per_second"`
	// Limit is the most requests that can pass at once, Used how many of them
	// are taken now, and Remaining how many are free now.
	Limit     int `json:"limit"`
	Used      int `json:"used"`
	Remaining int `json:"remaining"`
	// DailyLimit is the daily cap, 0 for none, and DailyUsed what has been
	// used of it since 00:00 UTC. Labels that share a cap show the same values.
	DailyLimit int `json:"daily_limit,omitempty"`
	DailyUsed  int `json:"daily_used,omitempty"`
	// Throttled counts the requests that the quota refused since the record
	// was last reset.
	Throttled int64 `json:"throttled"`
}

// limiter holds the rate limits of the account.
type limiter struct{ core, phone *rateTable }

func newLimiter(o Options, now time.Time) limiter {
	return limiter{core: newRateTable(productCore, o, now), phone: newRateTable(productPhone, o, now)}
}

func (l limiter) table(p product) *rateTable {
	if p == productPhone {
		return l.phone
	}
	return l.core
}

// rateTable holds the limits of one product. One lock for all labels is
// enough: it is held for some hundred nanoseconds.
type rateTable struct {
	product product

	mu     sync.Mutex
	limits map[Label]*rateLimit
}

type rateLimit struct {
	perSecond float64
	counter   counter
	daily     *dailyCap // nil for none
	throttled int64
}

func newRateTable(of product, o Options, now time.Time) *rateTable {
	t := &rateTable{product: of, limits: map[Label]*rateLimit{}}
	rules := o.rateRules(of)
	for label, q := range rules.quotas {
		t.limits[label] = &rateLimit{
			perSecond: q.requests / q.window.Seconds(),
			counter:   newCounter(o.RateAlgorithm, q, cmp.Or(o.RateBurst, 1), now),
		}
	}
	for _, rule := range rules.daily {
		shared := &dailyCap{limit: rule.limit}
		for _, label := range rule.labels {
			t.limits[label].daily = shared
		}
	}
	return t
}

// verdict is what the limits say about a request.
type verdict struct {
	refused          bool
	kind             string // limitQPS or limitDaily when refused
	counted          bool   // limit and remaining are known to the caller
	limit, remaining int
	reset            time.Time // of a daily limit
}

// take counts a request or refuses it; a refused one counts nowhere.
func (t *rateTable) take(label Label, now time.Time) verdict {
	limit := t.limits[label] // The map itself never changes.
	if limit == nil {
		return verdict{}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	left := 0
	if limit.daily != nil {
		if left = limit.daily.left(now); left <= 0 {
			limit.throttled++
			return verdict{refused: true, kind: limitDaily, counted: true, limit: limit.daily.limit, reset: limit.daily.reset()}
		}
	}
	if limit.counter.free(now) <= 0 {
		limit.throttled++
		return verdict{refused: true, kind: limitQPS, counted: true, limit: limit.counter.limit()}
	}
	limit.counter.take(now)
	if limit.daily == nil {
		return verdict{}
	}
	limit.daily.used++
	return verdict{counted: true, limit: limit.daily.limit, remaining: left - 1}
}

func (t *rateTable) gauges(now time.Time) []RateGauge {
	t.mu.Lock()
	defer t.mu.Unlock()
	var gauges []RateGauge
	for _, label := range labels() {
		limit := t.limits[label]
		if limit == nil {
			continue
		}
		free := max(0, limit.counter.free(now))
		gauge := RateGauge{
			Product: string(t.product), Label: label, PerSecond: limit.perSecond, Throttled: limit.throttled,
			Limit: limit.counter.limit(), Used: limit.counter.limit() - free, Remaining: free,
		}
		if limit.daily != nil {
			gauge.DailyLimit, gauge.DailyUsed = limit.daily.limit, limit.daily.limit-limit.daily.left(now)
		}
		gauges = append(gauges, gauge)
	}
	return gauges
}

func (t *rateTable) resetThrottled() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, limit := range t.limits {
		limit.throttled = 0
	}
}

// RateGauges gives the state of every quota in force, core before phone; none
// when the account is unlimited.
func (s *Sim) RateGauges() []RateGauge {
	now := s.now()
	return append(s.limits.core.gauges(now), s.limits.phone.gauges(now)...)
}

// throttle counts an authorised API call against the limits.
func (s *Sim) throttle(c *call) *refusal {
	c.rate = s.limits.table(c.route.product).take(c.route.label, s.now())
	switch {
	case !c.rate.refused:
		return nil
	case c.rate.kind == limitDaily:
		return refuse(http.StatusTooManyRequests, codeTooMany, messageDaily)
	default:
		return refuse(http.StatusTooManyRequests, codeTooMany, messagePerSecond)
	}
}

// setRateHeaders tells the label and, unless sparse headers are asked for, the
// state of the limit that matters: the one that refused, or the daily cap.
func (s *Sim) setRateHeaders(c *call) {
	if c.route == nil || c.route.label == "" {
		return
	}
	header := c.w.Header()
	header.Set("X-Ratelimit-Category", string(c.route.label))
	if s.opts.SparseRateHeaders || !c.rate.counted {
		return
	}
	header.Set("X-Ratelimit-Limit", strconv.Itoa(c.rate.limit))
	header.Set("X-Ratelimit-Remaining", strconv.Itoa(c.rate.remaining))
	if !c.rate.refused {
		return
	}
	header.Set("X-Ratelimit-Type", c.rate.kind)
	if c.rate.kind == limitDaily {
		// An ISO date-time, not seconds: so in Zoom's announcement of 2020.
		header.Set("Retry-After", c.rate.reset.Format(time.RFC3339))
	}
}
