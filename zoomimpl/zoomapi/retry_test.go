package zoomapi_test

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// step is what the fake transport does with one request.
type step struct {
	status int
	header http.Header
	body   string
	err    error
}

var (
	errDial  = &net.OpError{Op: "dial", Err: errors.New("connection refused")}
	errReset = &net.OpError{Op: "read", Err: errors.New("connection reset by peer")}
)

// script plays the steps and records when each request came. The last step
// repeats.
type script struct {
	steps   []step
	start   time.Time
	arrived []time.Duration
	tokens  []string
}

func (s *script) RoundTrip(r *http.Request) (*http.Response, error) {
	now := s.steps[min(len(s.arrived), len(s.steps)-1)]
	s.arrived = append(s.arrived, time.Since(s.start))
	s.tokens = append(s.tokens, strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
	if now.err != nil {
		return nil, now.err
	}
	header := now.header
	if header == nil {
		header = http.Header{}
	}
	return &http.Response{
		StatusCode: now.status, Header: header, Request: r,
		Body: io.NopCloser(strings.NewReader(now.body)),
	}, nil
}

// calls are one call of each method.
var calls = map[string]func(ctx context.Context, c *zoomapi.Client) error{
	"GET": func(ctx context.Context, c *zoomapi.Client) error {
		_, err := c.User(ctx, "x")
		return err
	},
	"POST": func(ctx context.Context, c *zoomapi.Client) error {
		_, err := c.CreateUser(ctx, zoomapi.CreateInvite, zoomapi.UserCreate{Email: "a@example.com", Type: 1})
		return err
	},
	"PUT": func(ctx context.Context, c *zoomapi.Client) error { return c.SetUserStatus(ctx, "x", true) },
	"PATCH": func(ctx context.Context, c *zoomapi.Client) error {
		return c.UpdateUser(ctx, "x", zoomapi.UserPatch{})
	},
	"DELETE": func(ctx context.Context, c *zoomapi.Client) error {
		return c.DeleteUser(ctx, "x", zoomapi.DeleteOptions{})
	},
}

// play runs one call against a script under fake time, with three retries and
// the greatest jitter.
func play(t *testing.T, method string, steps []step, timeout time.Duration) (*script, *zoomapi.Meter, error) {
	t.Helper()
	s := &script{steps: steps, start: time.Now()}
	client := newClient(t, zoomapi.Config{
		ServiceURL: "https://zoom.test" + basePath, TokenSource: &tokens{}, IOErrorRetries: 3,
		HTTPClient: &http.Client{Transport: s}, Jitter: noJitter,
	})
	meter := &zoomapi.Meter{}
	ctx := zoomapi.WithMeter(t.Context(), meter)
	if timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, timeout)
		defer cancel()
	}
	err := calls[method](ctx, client)
	return s, meter, err
}

func TestWhichFailuresAreRepeated(t *testing.T) {
	t.Parallel()
	all, read, notPost, none := "GET POST PUT PATCH DELETE", "GET", "GET PUT PATCH DELETE", ""
	throttled := http.Header{"X-Ratelimit-Type": {"QPS"}}
	for name, tc := range map[string]struct {
		step step
		want string // methods that are repeated
	}{
		"never sent":     {step: step{err: errDial}, want: all},
		"unknown name":   {step: step{err: &net.DNSError{Err: "no such host"}}, want: all},
		"connection cut": {step: step{err: errReset}, want: read},
		"bad certificate": {
			step: step{err: &tls.CertificateVerificationError{Err: errors.New("unknown authority")}}, want: none,
		},
		"429": {step: step{status: 429, header: throttled, body: `{"code":429,"message":"per-second"}`}, want: all},
		"503": {step: step{status: 503}, want: notPost},
		"500": {step: step{status: 500}, want: read},
		"502": {step: step{status: 502}, want: read},
		"504": {step: step{status: 504}, want: read},
		"400": {step: step{status: 400, body: `{"code":300,"message":"m"}`}, want: none},
		"403": {step: step{status: 403}, want: none},
		"404": {step: step{status: 404, body: `{"code":1001,"message":"m"}`}, want: none},
		"409": {step: step{status: 409, body: `{"code":1005,"message":"m"}`}, want: none},
		"501": {step: step{status: 501}, want: none},
		"daily limit": {
			step: step{status: 429, header: http.Header{"X-Ratelimit-Type": {"Daily-limit"}}}, want: none,
		},
		"daily limit by text": {
			step: step{status: 429, body: `{"code":429,"message":"You have reached the maximum daily rate limit for this API."}`},
			want: none,
		},
		"daily limit that ends soon": {
			step: step{status: 429, header: http.Header{"X-Ratelimit-Type": {"Daily-limit"}, "Retry-After": {"30"}}}, want: none,
		},
		"long wait":   {step: step{status: 429, header: http.Header{"Retry-After": {"61"}}}, want: none},
		"long outage": {step: step{status: 503, header: http.Header{"Retry-After": {"3600"}}}, want: none},
	} {
		for method := range calls {
			t.Run(name+" "+method, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					s, meter, err := play(t, method, []step{tc.step}, 0)
					want := 1
					if strings.Contains(" "+tc.want+" ", " "+method+" ") {
						want = 4
					}
					if err == nil || len(s.arrived) != want || meter.Requests() != int64(want) {
						t.Errorf("%d requests, %d metered, want %d; error %v", len(s.arrived), meter.Requests(), want, err)
					}
				})
			})
		}
	}
}

func TestWaitsBeforeRepeats(t *testing.T) {
	t.Parallel()
	second := time.Second
	for name, tc := range map[string]struct {
		step step
		want []time.Duration // since the first request
	}{
		"back-off":   {step: step{err: errDial}, want: []time.Duration{0, second / 2, 3 * second / 2, 7 * second / 2}},
		"no headers": {step: step{status: 429}, want: []time.Duration{0, 3 * second / 2, 7 * second / 2, 13 * second / 2}},
		"QPS": {
			step: step{status: 429, header: http.Header{"X-Ratelimit-Type": {"QPS"}}},
			want: []time.Duration{0, 2 * second, 4 * second, 6 * second},
		},
		"seconds": {
			step: step{status: 429, header: http.Header{"Retry-After": {"5"}}},
			want: []time.Duration{0, 6 * second, 12 * second, 18 * second},
		},
		"time that has passed": {
			step: step{status: 429, header: http.Header{"Retry-After": {"1999-12-31T00:00:00Z"}}},
			want: []time.Duration{0, 3 * second / 2, 7 * second / 2, 13 * second / 2},
		},
		"503 with seconds": {
			step: step{status: 503, header: http.Header{"Retry-After": {"2"}}},
			want: []time.Duration{0, 3 * second, 6 * second, 9 * second},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s, meter, _ := play(t, "GET", []step{tc.step}, 0)
				if diff := cmp.Diff(tc.want, s.arrived); diff != "" {
					t.Errorf("times differ (-want +got):\n%s", diff)
				}
				if want := tc.want[len(tc.want)-1]; meter.Waited() != want {
					t.Errorf("metered %s of waiting, want %s", meter.Waited(), want)
				}
			})
		})
	}
}

func TestRepeatSucceeds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, _, err := play(t, "GET", []step{{err: errReset}, {status: 503}, {status: 200, body: `{"id":"x"}`}}, 0)
		if err != nil || len(s.arrived) != 3 {
			t.Errorf("%d requests, error %v", len(s.arrived), err)
		}
	})
}

func TestRepeatedWriteTellsItsAttempts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		_, _, err := play(t, "DELETE", []step{{status: 503}, {status: 404, body: `{"code":1001,"message":"m"}`}}, 0)
		if refusal, ok := errors.AsType[*zoomapi.Error](err); !ok || refusal.Attempts != 2 {
			t.Errorf("got %v, want an *Error after two attempts", err)
		}
	})
}

func TestNoRepeatPastTheDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		// The second wait would end at 12 s.
		s, _, err := play(t, "GET", []step{{status: 429, header: http.Header{"Retry-After": {"5"}}}}, 11*time.Second)
		refusal, ok := errors.AsType[*zoomapi.Error](err)
		if !ok || refusal.RetryAfter != 5*time.Second || len(s.arrived) != 2 {
			t.Errorf("%d requests, error %v", len(s.arrived), err)
		}
		if elapsed := time.Since(s.start); elapsed != 6*time.Second {
			t.Errorf("the call took %s, want 6s: it must fail at once", elapsed)
		}
	})
}

func TestDailyLimitTellsWhenToComeBack(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		header http.Header
		want   time.Duration
	}{
		// Bubbles start at 2000-01-01 00:00:00 UTC.
		"ISO date":  {header: http.Header{"X-Ratelimit-Type": {"Daily-limit"}, "Retry-After": {"2000-01-01T10:00:00Z"}}, want: 10 * time.Hour},
		"HTTP date": {header: http.Header{"X-Ratelimit-Type": {"Daily-limit"}, "Retry-After": {"Sat, 01 Jan 2000 02:00:00 GMT"}}, want: 2 * time.Hour},
		"midnight":  {header: http.Header{"X-Ratelimit-Type": {"Daily-limit"}}, want: 24 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s, _, err := play(t, "GET", []step{{status: 429, header: tc.header}}, 0)
				refusal, ok := errors.AsType[*zoomapi.Error](err)
				if !ok || !refusal.DailyLimit || refusal.RetryAfter != tc.want || time.Since(s.start) != 0 {
					t.Errorf("got %#v", refusal)
				}
			})
		})
	}
}

func TestCancelledWhileWaiting(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &script{steps: []step{{status: 503}}, start: time.Now()}
		client := newClient(t, zoomapi.Config{
			TokenSource: &tokens{}, IOErrorRetries: 9, HTTPClient: &http.Client{Transport: s}, Jitter: noJitter,
		})
		meter := &zoomapi.Meter{}
		ctx, cancel := context.WithCancel(zoomapi.WithMeter(t.Context(), meter))
		time.AfterFunc(100*time.Millisecond, cancel)
		_, err := client.User(ctx, "x")
		refusal, ok := errors.AsType[*zoomapi.Error](err)
		if !errors.Is(err, context.Canceled) || !ok || refusal.Status != 503 || len(s.arrived) != 1 {
			t.Errorf("%d requests, error %v; want both causes matchable", len(s.arrived), err)
		}
		if meter.Waited() != 100*time.Millisecond {
			t.Errorf("metered %s", meter.Waited())
		}
	})
}

func TestRefusedTokenIsRenewedOnce(t *testing.T) {
	t.Parallel()
	invalid := `{"code":124,"message":"Invalid access token."}`
	for name, tc := range map[string]struct {
		steps []step
		want  []string // tokens of the requests
		ok    bool
	}{
		"401":          {steps: []step{{status: 401, body: invalid}, {status: 200, body: `{"id":"x"}`}}, want: []string{"token-0", "token-1"}, ok: true},
		"401 no body":  {steps: []step{{status: 401}, {status: 200, body: `{"id":"x"}`}}, want: []string{"token-0", "token-1"}, ok: true},
		"400 with 124": {steps: []step{{status: 400, body: invalid}, {status: 200, body: `{"id":"x"}`}}, want: []string{"token-0", "token-1"}, ok: true},
		"for good":     {steps: []step{{status: 401, body: invalid}}, want: []string{"token-0", "token-1"}},
	} {
		for method := range calls {
			t.Run(name+" "+method, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					s, _, err := play(t, method, tc.steps, 0)
					if diff := cmp.Diff(tc.want, s.tokens); diff != "" {
						t.Errorf("tokens differ (-want +got):\n%s", diff)
					}
					refusal, refused := errors.AsType[*zoomapi.Error](err)
					if tc.ok != (err == nil) || refused == tc.ok {
						t.Errorf("error %v", err)
					}
					if refused && (refusal.Attempts != 2 || time.Since(s.start) != 0) {
						t.Errorf("got %+v after %s", refusal, time.Since(s.start))
					}
				})
			})
		}
	}
}

func TestNilMeter(t *testing.T) {
	t.Parallel()
	var meter *zoomapi.Meter
	if meter.Requests() != 0 || meter.Waited() != 0 {
		t.Error("a nil Meter counts")
	}
}
