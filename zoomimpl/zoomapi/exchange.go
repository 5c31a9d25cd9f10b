package zoomapi

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// exchange sends the request and reads the whole answer within the time of one
// request. The second result tells whether Zoom may have received the request.
func (c *Client) exchange(ctx context.Context, call *call) (*answer, bool, error) {
	if ctx.Err() != nil {
		return nil, false, ctx.Err()
	}
	attemptCtx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	trace, tracedCtx := traceSend(context.WithValue(attemptCtx, callKey{}, call))
	req, err := http.NewRequestWithContext(tracedCtx, call.method, c.region.current(ctx)+call.target, bytes.NewReader(call.payload))
	if err != nil {
		return nil, false, errors.New("the request cannot be built")
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("Authorization", "Bearer "+call.token)
	req.Header.Set("User-Agent", c.agent)
	if call.payload != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	meterFrom(ctx).addRequest()
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, trace.maySent(err), cause(ctx, attemptCtx, err)
	}
	defer resp.Body.Close()
	result, err := readAnswer(resp, c.maxBytes, c.secrets(call))
	if err != nil {
		return nil, true, cause(ctx, attemptCtx, err)
	}
	return result, true, nil
}

// secrets are what a server may know and must not get into errors and logs.
func (c *Client) secrets(call *call) []string {
	known := append([]string{call.token}, call.request.secrets...)
	if source, ok := c.tokens.(interface{ secrets() []string }); ok {
		known = append(known, source.secrets()...)
	}
	return known
}

// callKey finds the call in the context of its request.
type callKey struct{}

// allowRedirect lets a read follow a redirect within the same host. To Zoom that
// is one request more, so it takes a permit and is counted.
func (c *Client) allowRedirect(next *http.Request, via []*http.Request) bool {
	call, ok := next.Context().Value(callKey{}).(*call)
	if !ok || !allowSameOrigin(next, via) || c.permit(next.Context(), call) != nil {
		return false
	}
	meterFrom(next.Context()).addRequest()
	return true
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
	waited := meterFrom(ctx).wait()
	defer waited()
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("%w while waiting to repeat: %w", ctx.Err(), failure)
	}
}
