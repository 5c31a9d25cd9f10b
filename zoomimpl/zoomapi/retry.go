package zoomapi

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"net/http"
	"time"
)

// Bounds of the waiting time before a repeat.
const (
	backoffBase  = 500 * time.Millisecond
	backoffCap   = 30 * time.Second
	throttleWait = time.Second
	// maxThrottle is the longest wait that Zoom may ask for; beyond it the call
	// fails at once, and the caller learns the time from Error.RetryAfter.
	maxThrottle = time.Minute
)

// retryPolicy decides whether a failed request is repeated, and when.
type retryPolicy struct {
	retries int
	// total bounds the time that failed requests and the waits between them take.
	total  time.Duration
	jitter func(limit time.Duration) time.Duration
}

// next returns the time to wait before the repeat, or false if there is to be
// none: the failure is not safe or not worth to repeat, the repeats or their
// time are used up, the context has ended or would end before the repeat.
func (p retryPolicy) next(ctx context.Context, method string, repeats int, spent time.Duration, err error) (time.Duration, bool) {
	if repeats >= p.retries || ctx.Err() != nil || !repeatable(method, err) {
		return 0, false
	}
	wait := p.delay(repeats, err)
	if spent+wait > p.total {
		return 0, false
	}
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) <= wait {
		return 0, false
	}
	return wait, true
}

// repeatable reports whether repeating is safe for the method and useful for the
// failure.
func repeatable(method string, err error) bool {
	if failure, ok := errors.AsType[*TransportError](err); ok {
		if _, distrusted := errors.AsType[*tls.CertificateVerificationError](err); distrusted {
			return false
		}
		// A request that was never sent is safe whatever the method.
		return !failure.Sent || method == http.MethodGet
	}
	if refusal, ok := errors.AsType[*AuthError](err); ok {
		return refusal.temporary()
	}
	if failure, ok := errors.AsType[*DecodeError](err); ok {
		return method == http.MethodGet && cutOff(failure.Err)
	}
	refusal, ok := errors.AsType[*Error](err)
	if !ok {
		return false
	}
	switch refusal.Status {
	case http.StatusTooManyRequests:
		// The limiter refuses before anything is carried out, so that even a POST
		// can be repeated.
		return !refusal.DailyLimit && refusal.RetryAfter <= maxThrottle
	case http.StatusServiceUnavailable:
		return method != http.MethodPost && refusal.RetryAfter <= maxThrottle
	case http.StatusInternalServerError, http.StatusBadGateway, http.StatusGatewayTimeout:
		return method == http.MethodGet
	default:
		return false
	}
}

// delay returns the waiting time: what Zoom asked for plus up to a second, or
// exponential back-off with full jitter. Throttling without a time waits at
// least a second, which is the window of Zoom's per-second limits.
func (p retryPolicy) delay(repeats int, err error) time.Duration {
	backoff := p.jitter(min(backoffBase<<min(repeats, 10), backoffCap))
	refusal, ok := errors.AsType[*Error](err)
	switch {
	case ok && refusal.RetryAfter > 0:
		return refusal.RetryAfter + p.jitter(throttleWait)
	case ok && refusal.Status == http.StatusTooManyRequests:
		return throttleWait + backoff
	default:
		return backoff
	}
}

// cutOff reports whether a body ended too early. A connection that closes shows
// it only when the length of the body was known.
func cutOff(err error) bool {
	syntax, ok := errors.AsType[*json.SyntaxError](err)
	return errors.Is(err, errEmptyBody) || (ok && syntax.Error() == "unexpected end of JSON input")
}

// uncertain reports whether a request that failed so may have been carried out.
func uncertain(err error) bool {
	if failure, ok := errors.AsType[*TransportError](err); ok {
		return failure.Sent
	}
	refusal, ok := errors.AsType[*Error](err)
	return ok && refusal.Status >= http.StatusInternalServerError
}
