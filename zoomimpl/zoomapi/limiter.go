package zoomapi

import (
	"context"
	"fmt"
	"time"
)

// Limiter decides when a request may be sent. [*AccountLimiter] is the
// implementation for Zoom's rate limits. All methods may be used by several
// goroutines at once.
type Limiter interface {
	// Wait blocks until a request of the operation may be sent, which it counts.
	// It returns a *LimitError without waiting when that would be too late, and
	// an error that matches the one of ctx when ctx ends first.
	Wait(ctx context.Context, op Operation) error
	// Throttled reports that Zoom refused a request of the operation with HTTP
	// 429. It was sent at the given time.
	Throttled(op Operation, sent time.Time, t Throttling)
}

// Throttling is what a 429 answer says about the limit that was met.
type Throttling struct {
	// RetryAfter is how long Zoom wants the caller to wait, 0 if unknown.
	RetryAfter time.Duration
	// DailyLimit is set when a quota of the whole day is used up.
	DailyLimit bool
	// Limit is the quota, 0 if unknown: a day's for DailyLimit; else a minute's
	// for resource-intensive operations and a second's for the others.
	Limit int
}

// LimitError is a request that was not sent, because a Limiter knew that Zoom
// would refuse it or could not let it through in time.
type LimitError struct {
	// Method and Route are the HTTP method and the route template.
	Method string
	Route  string
	// Label and Phone name the quota.
	Label Label
	Phone bool
	// RetryAfter is after what time the request could be sent.
	RetryAfter time.Duration
	// DailyLimit is set when a quota of the whole day is used up. Zoom's days
	// end at 00:00 UTC.
	DailyLimit bool
}

// Error names the quota and the time to wait.
func (e *LimitError) Error() string {
	product := ""
	if e.Phone {
		product = "Zoom Phone "
	}
	reason := "the rate limit of %s%s requests does not let it through in time"
	if e.DailyLimit {
		reason = "the daily limit of %s%s requests is used up"
	}
	return fmt.Sprintf("zoom: %s %s: not sent: "+reason+" (retry after %s)",
		e.Method, e.Route, product, e.Label, e.RetryAfter.Round(time.Millisecond))
}
