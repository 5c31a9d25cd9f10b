package zoomapi

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"
)

// call is the state of one logical call.
type call struct {
	*encoded
	op       Operation
	token    string
	requests int
	// spent is the time taken by failed requests and the waits between them.
	spent time.Duration
	// failure is what the next request repeats, nil unless it is a repeat.
	failure error
	// maybeDone is set once a failed request may have been carried out.
	maybeDone bool
}

// do carries out one logical call: it sends the request, once more with a fresh
// token if the token was refused, and again as far as the retry policy allows.
// out receives the decoded answer, nil ignores it; check, which may be nil,
// judges it. The answer of a repeated request is decoded into the same out, so
// that only a complete answer is ever decoded.
func (c *Client) do(ctx context.Context, r request, out any, check func() error) error {
	e, err := r.encode()
	if err != nil {
		return err
	}
	call := &call{encoded: e, op: c.ops.find(e.method, e.route)}
	reauthorised := false
	for repeats := 0; ; {
		started := time.Now()
		err := c.authorise(ctx, call)
		if err == nil {
			call.spent += time.Since(started)
			if err := c.permit(ctx, call); err != nil {
				return err
			}
			started = time.Now()
			err = c.attempt(ctx, call, out, check)
		}
		if err == nil {
			return nil
		}
		call.spent += time.Since(started)
		if isUnauthorised(err) && !reauthorised {
			reauthorised = true
			c.tokens.Invalidate(call.token)
			continue
		}
		wait, again := c.retry.next(ctx, e.method, repeats, call.spent, err)
		if !again {
			return err
		}
		repeats++
		call.failure, call.maybeDone = err, call.maybeDone || uncertain(err)
		call.spent += wait
		if err := c.wait(ctx, wait, err); err != nil {
			return err
		}
	}
}

// authorise obtains the access token. Whatever goes wrong here, the request
// itself was not sent.
func (c *Client) authorise(ctx context.Context, call *call) error {
	token, err := c.tokens.Token(ctx)
	if err == nil {
		call.token = token
		return nil
	}
	if _, unreachable := errors.AsType[*TransportError](err); unreachable || ctx.Err() != nil {
		return &TransportError{Method: call.method, Route: call.route, Err: err}
	}
	return fmt.Errorf("zoom: %s %s: not sent: %w", call.method, call.route, err)
}

// permit waits until the request may be sent. Its failure ends the call; a
// failure that was to be repeated stays matchable.
func (c *Client) permit(ctx context.Context, call *call) error {
	if c.limiter == nil {
		return nil
	}
	err := c.limiter.Wait(ctx, call.op)
	switch {
	case err == nil:
		return nil
	case call.failure != nil:
		return fmt.Errorf("%w, to repeat: %w", err, call.failure)
	case ctx.Err() != nil:
		return &TransportError{Method: call.method, Route: call.route, Err: err}
	default:
		return err
	}
}

// isUnauthorised reports whether Zoom refused the access token. Code 124 is
// documented under HTTP 400 and observed under 401; on Zoom Phone it is also about
// a site that the app may not see.
func isUnauthorised(err error) bool {
	refusal, ok := errors.AsType[*Error](err)
	return ok && !refusal.SiteForbidden() && (refusal.Status == http.StatusUnauthorized || refusal.Code == CodeInvalidToken)
}

// attempt sends the request once and decodes the answer. Its error is an *Error,
// a *TransportError or a *DecodeError.
func (c *Client) attempt(ctx context.Context, call *call, out any, check func() error) error {
	started := time.Now()
	call.requests++
	result, sent, err := c.exchange(ctx, call)
	attrs := []slog.Attr{
		slog.String("method", call.method), slog.String("route", call.route),
		slog.Int("attempt", call.requests), slog.Duration("duration", time.Since(started)),
	}
	if err != nil {
		failure := &TransportError{Method: call.method, Route: call.route, Sent: sent, Err: err}
		c.log.LogAttrs(ctx, slog.LevelDebug, "zoom request failed", append(attrs,
			slog.Bool("sent", sent), slog.String("error", safeText(err.Error(), maxMessage, c.secrets(call)...)))...)
		return failure
	}
	c.log.LogAttrs(ctx, slog.LevelDebug, "zoom request", append(attrs,
		slog.Int("status", result.status), slog.String("tracking_id", result.trackingID))...)
	refusal := result.refusal(call.encoded, c.secrets(call))
	if refusal == nil {
		return result.decode(call.encoded, out, check)
	}
	refusal.Attempts, refusal.MaybeDone = call.requests, call.maybeDone
	if c.limiter != nil && refusal.Status == http.StatusTooManyRequests && accountWide(refusal) {
		c.limiter.Throttled(call.op, started, Throttling{
			RetryAfter: refusal.RetryAfter, DailyLimit: refusal.DailyLimit, Limit: refusal.RateLimit,
		})
	}
	return refusal
}
