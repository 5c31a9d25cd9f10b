package zoomapi_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// found is a good answer to a read.
var found = step{status: 200, body: `{"id":"x"}`}

func TestReadsOfCutBodiesAreRepeated(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		body string
		want int
	}{
		"cut":       {`{"id":"x","first_`, 4},
		"empty":     {``, 4},
		"no JSON":   {`<html>`, 1},
		"no id":     {`{}`, 1},
		"other one": {`{"id":[]}`, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s, _, err := play(t, "GET", []step{{status: 200, body: tc.body}}, 0)
				if _, ok := errors.AsType[*zoomapi.DecodeError](err); !ok || len(s.arrived) != tc.want {
					t.Errorf("%d requests, want %d; error %v", len(s.arrived), tc.want, err)
				}
				// A write whose answer cannot be read was carried out.
				s, _, err = play(t, "POST", []step{{status: 201, body: tc.body}}, 0)
				if _, ok := errors.AsType[*zoomapi.DecodeError](err); !ok || len(s.arrived) != 1 {
					t.Errorf("%d writes; error %v", len(s.arrived), err)
				}
			})
		})
	}
	synctest.Test(t, func(t *testing.T) {
		if s, _, err := play(t, "GET", []step{{status: 200, body: `{"id":"`}, found}, 0); err != nil || len(s.arrived) != 2 {
			t.Errorf("%d requests, error %v", len(s.arrived), err)
		}
	})
}

// The server says how long the body is, and closes the connection before its end.
func TestReadOfATruncatedBodyIsRepeated(t *testing.T) {
	t.Parallel()
	var requests atomic.Int64
	client := serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if requests.Add(1) > 1 {
			reply(t, w, http.StatusOK, `{"id":"x"}`)
			return
		}
		w.Header().Set("Content-Length", "100")
		if _, err := w.Write([]byte(`{"id":`)); err != nil {
			t.Error(err)
		}
		panic(http.ErrAbortHandler)
	}), func(cfg *zoomapi.Config) { cfg.IOErrorRetries = 1 })
	if user, err := client.User(t.Context(), "x"); err != nil || user.ID != "x" || requests.Load() != 2 {
		t.Errorf("got %v, %v after %d requests", user, err, requests.Load())
	}
}

func TestTokenEndsDuringRepeats(t *testing.T) {
	t.Parallel()
	expired := step{status: 401, body: `{"code":124,"message":"Access token is expired."}`}
	for name, tc := range map[string]struct {
		steps []step
		want  []string
		ok    bool
	}{
		"after a cut connection": {[]step{{err: errReset}, expired, found}, []string{"token-0", "token-0", "token-1"}, true},
		"after an outage":        {[]step{{status: 503}, {status: 503}, expired, found}, []string{"token-0", "token-0", "token-0", "token-1"}, true},
		"between outages":        {[]step{{status: 503}, expired, {status: 503}, found}, []string{"token-0", "token-0", "token-1", "token-1"}, true},
		"twice":                  {[]step{{err: errReset}, expired, {err: errReset}, expired}, []string{"token-0", "token-0", "token-1", "token-1"}, false},
		// A renewal is no repeat: three repeats are left after it.
		"not counted": {[]step{expired, {status: 503}, {status: 503}, {status: 503}, found}, []string{"token-0", "token-1", "token-1", "token-1", "token-1"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s, _, err := play(t, "GET", tc.steps, 0)
				if diff := cmp.Diff(tc.want, s.tokens); diff != "" || (err == nil) != tc.ok {
					t.Errorf("error %v, tokens differ (-want +got):\n%s", err, diff)
				}
			})
		})
	}
}

func TestNotFoundAfterARepeatTellsWhetherItMayBeOurs(t *testing.T) {
	t.Parallel()
	missing := step{status: 404, body: `{"code":1001,"message":"User does not exist."}`}
	for name, tc := range map[string]struct {
		before    []step
		attempts  int
		maybeDone bool
	}{
		"first":      {nil, 1, false},
		"throttled":  {[]step{{status: 429}}, 2, false},
		"never sent": {[]step{{err: errDial}}, 2, false},
		"renewed":    {[]step{{status: 401}}, 2, false},
		"outage":     {[]step{{status: 503}}, 2, true},
		"mixed":      {[]step{{status: 503}, {status: 429}, {status: 401}}, 4, true},
	} {
		for _, method := range []string{"DELETE", "PUT"} {
			t.Run(name+" "+method, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					_, _, err := play(t, method, append(tc.before, missing), 0)
					refusal, ok := errors.AsType[*zoomapi.Error](err)
					if !ok || refusal.Status != 404 || refusal.Attempts != tc.attempts || refusal.MaybeDone != tc.maybeDone {
						t.Errorf("got %#v", refusal)
					}
				})
			})
		}
	}
}

func TestTotalTimeOfRepeatsIsBounded(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		step  step
		delay time.Duration
		limit time.Duration // Config.RetryTime
		want  time.Duration // the longest that the call may take
	}{
		"waits":    {step: step{status: 503}, want: 5 * time.Minute},
		"shorter":  {step: step{status: 503}, limit: 10 * time.Second, want: 10 * time.Second},
		"time-out": {step: step{err: errReset}, delay: time.Hour, want: 6 * time.Minute},
		"asked":    {step: step{status: 429, header: http.Header{"Retry-After": {"60"}}}, want: 5 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &script{steps: []step{tc.step}, start: time.Now()}
				client := newClient(t, zoomapi.Config{
					TokenSource: &tokens{}, IOErrorRetries: 1000, Jitter: noJitter, RetryTime: tc.limit,
					HTTPClient: &http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
						select {
						case <-time.After(tc.delay):
							return s.RoundTrip(r)
						case <-r.Context().Done():
							return nil, r.Context().Err()
						}
					})},
				})
				_, err := client.User(t.Context(), "x")
				elapsed := time.Since(s.start)
				if err == nil || elapsed > tc.want || elapsed < tc.want/2 {
					t.Errorf("%v after %s, want an end within %s", err, elapsed, tc.want)
				}
			})
		})
	}
}

// Waiting for the limiter in a long queue uses up no time for repeats.
func TestWaitingForAPermitIsNoRepeat(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &script{steps: []step{{status: 503}, found}, start: time.Now()}
		client := newClient(t, zoomapi.Config{
			ServiceURL: "https://zoom.test", TokenSource: &tokens{}, IOErrorRetries: 1, HTTPClient: &http.Client{Transport: s},
			Jitter: noJitter, Limiter: slowGate{}, RetryTime: time.Minute,
		})
		if _, err := client.User(t.Context(), "x"); err != nil {
			t.Error(err)
		}
	})
}

type slowGate struct{}

func (slowGate) Wait(context.Context, zoomapi.Operation) error {
	<-time.After(time.Hour)
	return nil
}

func (slowGate) Throttled(zoomapi.Operation, time.Time, zoomapi.Throttling) {}

func TestCancellationReachesTheRequestInFlight(t *testing.T) {
	t.Parallel()
	arrived, gone := make(chan struct{}), make(chan struct{})
	client := serve(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(arrived)
		<-r.Context().Done()
		close(gone)
	}), func(cfg *zoomapi.Config) { cfg.IOErrorRetries = 3 })
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() {
		<-arrived
		cancel()
	}()
	err := calls["GET"](ctx, client)
	failure, ok := errors.AsType[*zoomapi.TransportError](err)
	if !ok || !failure.Sent || !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	<-gone
}

func TestJitterIsFull(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var limits []time.Duration
		s := &script{steps: []step{{status: 503}}, start: time.Now()}
		client := newClient(t, zoomapi.Config{
			TokenSource: &tokens{}, IOErrorRetries: 8, HTTPClient: &http.Client{Transport: s},
			Jitter: func(limit time.Duration) time.Duration {
				limits = append(limits, limit)
				return 0
			},
		})
		if _, err := client.User(t.Context(), "x"); err == nil || time.Since(s.start) != 0 {
			t.Errorf("%v after %s: the least wait must be none", err, time.Since(s.start))
		}
		ms := time.Millisecond
		want := []time.Duration{500 * ms, 1000 * ms, 2000 * ms, 4000 * ms, 8000 * ms, 16_000 * ms, 30_000 * ms, 30_000 * ms}
		if diff := cmp.Diff(want, limits); diff != "" {
			t.Errorf("limits differ (-want +got):\n%s", diff)
		}
	})
}

// The token endpoint cuts its answer off, once.
func TestCutTokenAnswerIsRepeated(t *testing.T) {
	t.Parallel()
	for name, length := range map[string]int{"as announced": 0, "shorter than announced": 100} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var requests atomic.Int64
			issuer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				if requests.Add(1) > 1 {
					reply(t, w, http.StatusOK, `{"access_token":"t","expires_in":3600}`)
					return
				}
				const part = `{"access_tok`
				w.Header().Set("Content-Type", "application/json")
				w.Header().Set("Content-Length", strconv.Itoa(len(part)+length))
				if _, err := w.Write([]byte(part)); err != nil {
					t.Error(err)
				}
				if length > 0 {
					panic(http.ErrAbortHandler)
				}
			}))
			t.Cleanup(issuer.Close)
			var sources zoomapi.TokenSources
			t.Cleanup(sources.CloseIdleConnections)
			client, mux := setup(t, func(cfg *zoomapi.Config) {
				cfg.TokenSource = sources.Get(zoomapi.Credentials{TokenURL: issuer.URL})
				cfg.IOErrorRetries = 1
			})
			mux.HandleFunc("/users/x", func(w http.ResponseWriter, _ *http.Request) { reply(t, w, http.StatusOK, `{"id":"x"}`) })
			if _, err := client.User(t.Context(), "x"); err != nil || requests.Load() != 2 {
				t.Errorf("got %v after %d token requests", err, requests.Load())
			}
		})
	}
}
