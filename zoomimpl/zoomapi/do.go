package zoomapi

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"time"
)

// do carries out one logical call: it sends the request, once more with a fresh
// token if the token was refused, and again as far as the retry policy allows.
// out receives the decoded answer, nil ignores it; check, which may be nil,
// judges it. The answer of a repeated request is decoded into the same out, so
// that only a complete answer is ever decoded.
func (c *Client) do(ctx context.Context, r request, out any, check func() error) error {
	e, err := r.encode(c.base)
	if err != nil {
		return err
	}
	reauthorised := false
	requests := 0
	for repeats := 0; ; {
		token, err := c.token(ctx, e)
		var got *answer
		if err == nil {
			requests++
			got, err = c.attempt(ctx, e, token, requests)
		}
		if err == nil {
			return got.decode(e, out, check)
		}
		if isUnauthorised(err) && !reauthorised {
			reauthorised = true
			c.tokens.Invalidate(token)
			continue
		}
		wait, again := c.retry.next(ctx, e.method, repeats, err)
		if !again {
			return err
		}
		repeats++
		if err := c.wait(ctx, wait, err); err != nil {
			return err
		}
	}
}

// token obtains the access token. Whatever goes wrong here, the request itself
// was not sent.
func (c *Client) token(ctx context.Context, e *encoded) (string, error) {
	token, err := c.tokens.Token(ctx)
	if err == nil {
		return token, nil
	}
	if _, unreachable := errors.AsType[*TransportError](err); unreachable || ctx.Err() != nil {
		return "", &TransportError{Method: e.method, Route: e.route, Err: err}
	}
	return "", fmt.Errorf("zoom: %s %s: not sent: %w", e.method, e.route, err)
}

// isUnauthorised reports whether Zoom refused the access token. Code 124 is
// documented under HTTP 400 and observed under 401.
func isUnauthorised(err error) bool {
	refusal, ok := errors.AsType[*Error](err)
	return ok && (refusal.Status == http.StatusUnauthorized || refusal.Code == CodeInvalidToken)
}

// attempt sends the request once. Its error is an *Error or a *TransportError.
func (c *Client) attempt(ctx context.Context, e *encoded, token string, number int) (*answer, error) {
	started := time.Now()
	result, sent, err := c.exchange(ctx, e, token)
	attrs := []slog.Attr{
		slog.String("method", e.method), slog.String("route", e.route),
		slog.Int("attempt", number), slog.Duration("duration", time.Since(started)),
	}
	if err != nil {
		failure := &TransportError{Method: e.method, Route: e.route, Sent: sent, Err: err}
		c.log.LogAttrs(ctx, slog.LevelDebug, "zoom request failed", append(attrs,
			slog.Bool("sent", sent), slog.String("error", safeText(err.Error(), maxMessage, token)))...)
		return nil, failure
	}
	c.log.LogAttrs(ctx, slog.LevelDebug, "zoom request", append(attrs,
		slog.Int("status", result.status), slog.String("tracking_id", result.trackingID))...)
	if refusal := result.refusal(e, slices.Concat(e.secrets, []string{token}), number); refusal != nil {
		return nil, refusal
	}
	return result, nil
}

// exchange sends the request and reads the whole answer within the time of one
// request. The second result tells whether Zoom may have received the request.
func (c *Client) exchange(ctx context.Context, e *encoded, token string) (*answer, bool, error) {
	if ctx.Err() != nil {
		return nil, false, ctx.Err()
	}
	attemptCtx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	trace, tracedCtx := traceSend(attemptCtx)
	req, err := http.NewRequestWithContext(tracedCtx, e.method, e.url, bytes.NewReader(e.payload))
	if err != nil {
		return nil, false, errors.New("the request cannot be built")
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("User-Agent", c.agent)
	if e.payload != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	meterFrom(ctx).addRequest()
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, trace.maySent(err), cause(ctx, attemptCtx, err)
	}
	defer resp.Body.Close()
	result, err := readAnswer(resp, c.maxBytes)
	if err != nil {
		return nil, true, cause(ctx, attemptCtx, err)
	}
	return result, true, nil
}

// cause picks what to report for a failed exchange: the error of the caller's
// context first, then the time-out of this request, then the failure itself
// without the URL, which may hold an e-mail address.
func cause(ctx, attemptCtx context.Context, err error) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case attemptCtx.Err() != nil:
		return ErrAttemptTimeout
	case errors.Is(err, context.DeadlineExceeded):
		// Time-outs of the network claim to be this error of contexts too. It must
		// not look as if the caller's context had ended.
		return fmt.Errorf("%w: %s", ErrAttemptTimeout, withoutURL(err).Error())
	default:
		return withoutURL(err)
	}
}

// wait sleeps before a repeat. When the context ends meanwhile, both its error
// and the failure that was to be repeated stay matchable.
func (c *Client) wait(ctx context.Context, d time.Duration, failure error) error {
	started := time.Now()
	defer func() { meterFrom(ctx).addWait(time.Since(started)) }()
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("%w while waiting to repeat: %w", ctx.Err(), failure)
	}
}
