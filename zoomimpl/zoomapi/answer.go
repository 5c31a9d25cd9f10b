package zoomapi

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// answer is an HTTP answer whose body was read as far as allowed.
type answer struct {
	status     int
	header     http.Header
	trackingID string
	body       []byte
	// limit is set to the allowed size when the body was larger.
	limit int64
}

// envelope is Zoom's error envelope.
type envelope struct {
	Code    json.Number `json:"code"`
	Message string      `json:"message"`
	Errors  []struct {
		Field   string `json:"field"`
		Message string `json:"message"`
	} `json:"errors"`
}

// parseEnvelope reads an error envelope; false means that body is none. Details
// of an unexpected type do not matter as long as there is a code or a message.
func parseEnvelope(body []byte) (env envelope, code int, ok bool) {
	err := json.Unmarshal(body, &env)
	if _, mistyped := errors.AsType[*json.UnmarshalTypeError](err); err != nil && !mistyped {
		return envelope{}, 0, false
	}
	if code, err = strconv.Atoi(env.Code.String()); err != nil {
		code = 0
	}
	return env, code, code != 0 || env.Message != ""
}

var errEmptyBody = errors.New("the body is empty")

// readAnswer reads at most limit bytes of the body. The secrets must not show up
// in what errors and logs tell of the answer.
func readAnswer(resp *http.Response, limit int64, secrets []string) (*answer, error) {
	body, err := io.ReadAll(io.LimitReader(resp.Body, limit+1))
	if err != nil {
		return nil, fmt.Errorf("reading the answer: %w", err)
	}
	a := &answer{
		status: resp.StatusCode, header: resp.Header, body: body,
		trackingID: safeText(resp.Header.Get("x-zm-trackingid"), maxTrackingID, secrets...),
	}
	if int64(len(body)) > limit {
		a.body, a.limit = nil, limit
	}
	return a, nil
}

func (a *answer) success() bool { return a.status >= 200 && a.status <= 299 }

// refusal returns the error that the answer reports, or nil. A body that is no
// envelope, such as a gateway's HTML page, is never quoted.
func (a *answer) refusal(e *encoded, secrets []string) *Error {
	if a.success() && !e.errorInOK && e.method == http.MethodGet {
		return nil
	}
	env, code, ok := parseEnvelope(a.body)
	switch {
	case a.success() && (code == 0 || env.Message == ""):
		return nil
	case !ok:
		env.Message = a.describe()
	}
	failure := &Error{
		Method: e.method, Route: e.route, Status: a.status, Code: code,
		Message: safeText(env.Message, maxMessage, secrets...), TrackingID: a.trackingID,
	}
	for _, f := range env.Errors[:min(len(env.Errors), maxFields)] {
		failure.Fields = append(failure.Fields, FieldError{
			Field: safeText(f.Field, maxMessage, secrets...), Message: safeText(f.Message, maxMessage, secrets...),
		})
	}
	if a.status == http.StatusTooManyRequests || a.status == http.StatusServiceUnavailable {
		failure.RetryAfter, failure.DailyLimit = throttling(a.header, failure.Message, time.Now())
		failure.RateLimit = rateLimit(a.header)
	}
	return failure
}

// describe names an error answer that has no envelope.
func (a *answer) describe() string {
	switch {
	case a.status >= 300 && a.status <= 399:
		return "the redirect was not followed"
	case a.limit > 0:
		return fmt.Sprintf("the answer is larger than %d bytes", a.limit)
	case len(a.body) == 0:
		return "the answer has no body"
	default:
		return "the answer is not a Zoom error: " + http.StatusText(a.status)
	}
}

// decode reads a success into out. Calls that expect nothing accept any success,
// with or without a body: Zoom answers some writes with 204, some with 200 and
// nothing, some with {}.
func (a *answer) decode(e *encoded, out any, check func() error) error {
	if out == nil {
		return nil
	}
	err := a.into(out)
	if err == nil && check != nil {
		err = check()
	}
	if err != nil {
		return &DecodeError{Method: e.method, Route: e.route, Status: a.status, TrackingID: a.trackingID, Err: err}
	}
	return nil
}

func (a *answer) into(out any) error {
	if a.limit > 0 {
		return fmt.Errorf("the body is larger than %d bytes", a.limit)
	}
	if len(a.body) == 0 {
		return errEmptyBody
	}
	return json.Unmarshal(a.body, out)
}
