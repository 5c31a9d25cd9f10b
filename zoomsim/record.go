package zoomsim

import (
	"cmp"
	"maps"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// Request is a recorded request. Headers and bodies are never kept, and the
// values of tokens in the query are hidden.
type Request struct {
	Method string
	// Template is the route, for instance "/users/{userId}", without the API
	// prefix; empty when no operation has this method and path.
	Template string
	// Path is the path as sent, escaped, at most 512 bytes.
	Path string
	// Query is the query in canonical order, at most 512 bytes.
	Query string
	// Status is the HTTP status answered; 0 when the client gave up before.
	Status int
	// Label is the rate label, empty for the token endpoint and unknown paths.
	Label Label
	// At is the time of arrival by the simulator's clock.
	At time.Time
	// Latency is how long the answer took to make, by the machine's clock.
	Latency time.Duration
}

// Stats are the counters of a simulator since it was made or last reset.
type Stats struct {
	// Requests counts requests that have been answered or given up, by
	// "METHOD template"; unknown paths count as "unknown".
	Requests map[string]int64 `json:"requests"`
	// Labels counts API calls that have been answered or given up, by
	// rate-limit label.
	Labels map[Label]int64 `json:"labels"`
	// InFlightMax is the most API calls that were in work at the same time.
	InFlightMax int64 `json:"in_flight_max"`
	// Throttled counts answers with HTTP status 429.
	Throttled int64 `json:"throttled"`
	// Spans says when API calls came, by the same names as Requests; calls of
	// unknown paths and for tokens have none.
	Spans map[string]Span `json:"spans"`
	// Rates is the state of every quota in force.
	Rates []RateGauge `json:"rates,omitempty"`
}

// Span is the time over which an operation was called, by the simulator's
// clock, and the quota that its calls count against. Like the counters it holds
// calls that have been answered or given up.
type Span struct {
	// Product is "core" or "phone", as in RateGauge.
	Product string `json:"product"`
	// Label is the rate-limit label.
	Label Label `json:"label"`
	// First and Last are when the earliest and the latest call arrived.
	First time.Time `json:"first"`
	Last  time.Time `json:"last"`
	// Answered is when the answer that was ready last was ready.
	Answered time.Time `json:"answered"`
}

const (
	unknownRoute    = "unknown"
	maxRecordText   = 512
	maxRecordMethod = 16
)

// Requests gives the recorded requests in the order in which they ended, the
// newest Options.RecordLimit of them.
func (s *Sim) Requests() []Request { return s.record.requests() }

// Stats gives the counters.
func (s *Sim) Stats() Stats {
	stats := s.record.stats()
	stats.Rates = s.RateGauges()
	return stats
}

// ResetRecord forgets all recorded requests and counters. Calls in work stay
// counted as in flight.
func (s *Sim) ResetRecord() {
	s.record.reset()
	s.limits.core.resetThrottled()
	s.limits.phone.resetThrottled()
}

// ResetTenant makes the tenant anew from the options, as it was at the start,
// with empty operation logs and unused caps on what can be created.
// Access tokens, the record, the clock and the faults stay as they are.
func (s *Sim) ResetTenant() {
	fresh := generate(s.opts)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tenant, s.caps = fresh, newCaps(s.opts)
	s.operations, s.phoneOperations = operationLog{}, operationLog{}
}

// recorder keeps the newest requests in a ring, and counters.
type recorder struct {
	limit int

	mu          sync.Mutex
	ring        []Request // grows up to limit
	next        int       // where the next one goes once the ring is full
	counts      map[string]int64
	labels      map[Label]int64
	spans       map[string]Span
	inFlight    int64
	inFlightMax int64
	throttled   int64
}

func newRecorder(limit int) *recorder {
	return &recorder{limit: limit, counts: map[string]int64{}, labels: map[Label]int64{}, spans: map[string]Span{}}
}

// entry is a request in work.
type entry struct {
	request Request
	began   time.Time
	api     bool
	product product
	name    string
	ended   bool
}

func (rec *recorder) begin(r *http.Request, found *route, now time.Time) *entry {
	e := &entry{name: unknownRoute, began: time.Now(), request: Request{
		Method: short(r.Method, maxRecordMethod),
		Path:   short(r.URL.EscapedPath(), maxRecordText),
		Query:  short(safeQuery(r.URL), maxRecordText),
		At:     now,
	}}
	if found != nil {
		e.name, e.request.Template, e.request.Label = found.name(), found.template, found.label
		e.api, e.product = found.label != "", cmp.Or(found.product, productCore)
	}
	if e.api {
		rec.mu.Lock()
		defer rec.mu.Unlock()
		rec.inFlight++
		rec.inFlightMax = max(rec.inFlightMax, rec.inFlight)
	}
	return e
}

// end records a request; only the first call for it counts.
func (rec *recorder) end(e *entry, status int) {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	if e.ended {
		return
	}
	e.ended, e.request.Status = true, status
	e.request.Latency = time.Since(e.began)
	if e.api {
		rec.inFlight--
		rec.labels[e.request.Label]++
		rec.spans[e.name] = rec.spans[e.name].with(e)
	}
	rec.counts[e.name]++
	if status == http.StatusTooManyRequests {
		rec.throttled++
	}
	if len(rec.ring) < rec.limit {
		rec.ring = append(rec.ring, e.request)
		return
	}
	rec.ring[rec.next] = e.request
	rec.next = (rec.next + 1) % rec.limit
}

// with is the span that also holds a call; calls end in any order.
func (s Span) with(e *entry) Span {
	came := e.request.At
	answered := came.Add(e.request.Latency)
	if s.First.IsZero() {
		return Span{Product: string(e.product), Label: e.request.Label, First: came, Last: came, Answered: answered}
	}
	if came.Before(s.First) {
		s.First = came
	}
	if came.After(s.Last) {
		s.Last = came
	}
	if answered.After(s.Answered) {
		s.Answered = answered
	}
	return s
}

func (rec *recorder) requests() []Request {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	out := make([]Request, 0, len(rec.ring))
	out = append(out, rec.ring[rec.next:]...)
	return append(out, rec.ring[:rec.next]...)
}

func (rec *recorder) stats() Stats {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	return Stats{
		Requests: maps.Clone(rec.counts), Labels: maps.Clone(rec.labels), Spans: maps.Clone(rec.spans),
		InFlightMax: rec.inFlightMax, Throttled: rec.throttled,
	}
}

func (rec *recorder) reset() {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	rec.ring, rec.next, rec.throttled = nil, 0, 0
	rec.counts, rec.labels, rec.spans = map[string]int64{}, map[Label]int64{}, map[string]Span{}
	rec.inFlightMax = rec.inFlight
}

// safeQuery is the query in canonical order, without the values of
// everything that may be secret.
func safeQuery(u *url.URL) string {
	if u.RawQuery == "" {
		return ""
	}
	query := u.Query()
	for name, values := range query {
		if !publicParameter(name) {
			for i := range values {
				values[i] = "***"
			}
		}
	}
	return query.Encode()
}

// publicParameter tells which query parameters are recorded with their
// values. The list is of the known harmless ones: a caller may put anything,
// a secret too, under any other name.
func publicParameter(name string) bool {
	switch name {
	case "action", "grant_type", "include_fields", "license", "login_type", "page_number", "page_size", "role_id", "status":
		return true
	case "allocated_product", "assigned_to_type", "calling_type", "extension_type", "number_source", "number_status",
		"number_type", "pending_numbers", "product", "site_id", "type": // phone and number management
		return true
	default:
		return false
	}
}

func short(text string, limit int) string {
	if len(text) > limit {
		return text[:limit]
	}
	return text
}
