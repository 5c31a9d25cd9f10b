package zoomapi_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// gate is a Limiter that records what it is asked.
type gate struct {
	asked     []string
	throttled []zoomapi.Throttling
	refuse    int // which request is refused, from 1
}

var errGate = &zoomapi.LimitError{Method: "GET", Route: "/gate", RetryAfter: time.Minute}

func (g *gate) Wait(_ context.Context, op zoomapi.Operation) error {
	g.asked = append(g.asked, op.Method+" "+op.Route+" "+string(op.Label))
	if len(g.asked) == g.refuse {
		return errGate
	}
	return nil
}

func (g *gate) Throttled(_ zoomapi.Operation, _ time.Time, t zoomapi.Throttling) {
	g.throttled = append(g.throttled, t)
}

// limited runs one call against a script with a limiter.
func limited(t *testing.T, limiter zoomapi.Limiter, method string, steps ...step) (*script, error) {
	t.Helper()
	s := &script{steps: steps, start: time.Now()}
	client := newClient(t, zoomapi.Config{
		ServiceURL: "https://zoom.test", TokenSource: &tokens{}, IOErrorRetries: 3,
		HTTPClient: &http.Client{Transport: s}, Jitter: noJitter, Limiter: limiter,
	})
	return s, calls[method](t.Context(), client)
}

func TestEveryAttemptTakesAPermit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := &gate{}
		s, err := limited(t, g, "GET", step{err: errReset}, step{status: 401}, step{status: 503}, step{status: 200, body: `{"id":"x"}`})
		if err != nil || len(s.arrived) != 4 || len(g.asked) != 4 || g.asked[0] != "GET /users/{userId} light" || len(g.throttled) != 0 {
			t.Errorf("%v: %d requests, asked for %v, told of %v", err, len(s.arrived), g.asked, g.throttled)
		}
	})
}

func TestRefusedPermitEndsTheCall(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, err := limited(t, &gate{refuse: 1}, "DELETE", step{status: 204})
		if refusal, ok := errors.AsType[*zoomapi.LimitError](err); !ok || refusal != errGate || len(s.arrived) != 0 {
			t.Errorf("got %v after %d requests", err, len(s.arrived))
		}
		// What was to be repeated must not be forgotten: it may have been done.
		s, err = limited(t, &gate{refuse: 2}, "DELETE", step{status: 503})
		refusal, ok := errors.AsType[*zoomapi.Error](err)
		if !errors.Is(err, errGate) || !ok || refusal.Status != 503 || len(s.arrived) != 1 {
			t.Errorf("got %v after %d requests", err, len(s.arrived))
		}
	})
}

func TestLimiterHearsOfThrottling(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		method string
		step   step
		want   *zoomapi.Throttling
	}{
		"nothing": {"GET", step{status: 429}, &zoomapi.Throttling{}},
		"QPS": {
			"GET",
			step{status: 429, header: http.Header{"X-Ratelimit-Type": {"QPS"}, "X-Ratelimit-Limit": {"30"}}},
			&zoomapi.Throttling{RetryAfter: time.Second, Limit: 30},
		},
		"unreadable limit": {"GET", step{status: 429, header: http.Header{"X-Ratelimit-Limit": {"-4"}, "Retry-After": {"3"}}}, &zoomapi.Throttling{RetryAfter: 3 * time.Second}},
		"day": {
			"GET",
			step{status: 429, header: http.Header{"X-Ratelimit-Type": {"Daily-limit"}, "Retry-After": {"2000-01-01T10:00:00Z"}}},
			&zoomapi.Throttling{RetryAfter: 10 * time.Hour, DailyLimit: true},
		},
		"one user's": {"GET", step{status: 429, body: `{"code":429,"message":"You have exceeded the daily rate limit (100) of Meeting Create/Update API requests permitted for this particular user."}`}, nil},
		"concurrent": {"DELETE", step{status: 429, body: `{"code":429,"message":"Too many concurrent requests. A request to disassociate this user has already been made."}`}, nil},
		"outage":     {"GET", step{status: 503}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				g := &gate{}
				if _, err := limited(t, g, tc.method, tc.step); err == nil {
					t.Fatal("no error")
				}
				if tc.want == nil {
					if len(g.throttled) != 0 {
						t.Errorf("told of %+v", g.throttled)
					}
					return
				}
				if len(g.throttled) == 0 || g.throttled[0] != *tc.want {
					t.Errorf("told of %+v, want %+v", g.throttled, *tc.want)
				}
			})
		})
	}
}

func TestChangesOfOneUserDoNotCloseTheDay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := &gate{}
		s := &script{steps: []step{{status: 429, header: http.Header{"X-Ratelimit-Type": {"Daily-limit"}}}}, start: time.Now()}
		client := newClient(t, zoomapi.Config{
			ServiceURL: "https://zoom.test", TokenSource: &tokens{}, HTTPClient: &http.Client{Transport: s}, Limiter: g,
		})
		if err := client.SetUserEmail(t.Context(), "x", "b@example.com"); err == nil || len(g.throttled) != 0 {
			t.Errorf("got %v, told of %v", err, g.throttled)
		}
	})
}

func TestWaitForAPermitIsMeteredAndCancelled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limiter := newLimiter(t, zoomapi.LimiterOptions{Plan: zoomapi.PlanFree})
		s := &script{steps: []step{{status: 200, body: `{"id":"x"}`}}, start: time.Now()}
		client := newClient(t, zoomapi.Config{
			ServiceURL: "https://zoom.test", TokenSource: &tokens{}, HTTPClient: &http.Client{Transport: s}, Limiter: limiter,
		})
		meter := &zoomapi.Meter{}
		ctx, cancel := context.WithCancel(zoomapi.WithMeter(t.Context(), meter))
		for range 5 {
			if _, err := client.User(ctx, "x"); err != nil {
				t.Fatal(err)
			}
		}
		if meter.Waited() != s.arrived[4] || meter.Waited() < time.Second {
			t.Errorf("metered %s, the last request came at %s", meter.Waited(), s.arrived[4])
		}
		time.AfterFunc(time.Millisecond, cancel)
		_, err := client.User(ctx, "x")
		failure, ok := errors.AsType[*zoomapi.TransportError](err)
		if !ok || failure.Sent || !errors.Is(err, context.Canceled) || len(s.arrived) != 5 {
			t.Errorf("got %v after %d requests", err, len(s.arrived))
		}
	})
}

// A redirect that is followed is one more request to Zoom.
func TestRedirectsTakeAPermit(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		gate *gate
		want string
	}{"given": {&gate{}, "here"}, "refused": {&gate{refuse: 2}, ""}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, mux := setup(t, func(cfg *zoomapi.Config) { cfg.Limiter = tc.gate })
			mux.HandleFunc("/users/{id}", func(w http.ResponseWriter, r *http.Request) {
				if r.PathValue("id") == "moved" {
					http.Redirect(w, r, basePath+"/users/here", http.StatusFound)
					return
				}
				reply(t, w, http.StatusOK, `{"id":"here"}`)
			})
			meter := &zoomapi.Meter{}
			user, err := client.User(zoomapi.WithMeter(t.Context(), meter), "moved")
			if tc.want != "" && (err != nil || user.ID != tc.want || meter.Requests() != 2) {
				t.Errorf("got %v, %v after %d requests", user, err, meter.Requests())
			}
			if refusal, ok := errors.AsType[*zoomapi.Error](err); tc.want == "" && (!ok || refusal.Status != http.StatusFound || meter.Requests() != 1) {
				t.Errorf("got %v after %d requests", err, meter.Requests())
			}
			if len(tc.gate.asked) != 2 {
				t.Errorf("asked for %v", tc.gate.asked)
			}
		})
	}
}

// The limits of the simulator are four times Zoom's, so that the test is short.
func TestSimulatorNeverThrottles(t *testing.T) {
	t.Parallel()
	const calls = 200
	limiter := newLimiter(t, zoomapi.LimiterOptions{Rates: map[string]float64{"light": 4 * 30, "medium": 4 * 20}})
	client, server := simulateWith(t, zoomsim.Options{Seed: 6, Users: 50, Plan: zoomsim.PlanPro, RateScale: 4}, func(cfg *zoomapi.Config) {
		cfg.Limiter, cfg.IOErrorRetries = limiter, 0
	})
	users, err := collect(client.Users(t.Context(), zoomapi.UserListOptions{}))
	if err != nil {
		t.Fatal(err)
	}
	started := time.Now()
	var group sync.WaitGroup
	for n := range calls {
		group.Go(func() {
			if _, err := client.User(t.Context(), users[n%len(users)].ID); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	stats := server.Sim().Stats()
	if stats.Throttled != 0 || stats.Labels[zoomsim.Light] != calls || len(stats.Rates) == 0 {
		t.Errorf("%+v", stats)
	}
	t.Logf("%d calls in %s", calls, time.Since(started))
}

func TestLimitErrorText(t *testing.T) {
	t.Parallel()
	e := &zoomapi.LimitError{Method: "GET", Route: "/phone/users", Label: zoomapi.LabelMedium, Phone: true, RetryAfter: time.Hour, DailyLimit: true}
	for _, want := range []string{"GET /phone/users", "not sent", "Zoom Phone medium", "daily", "1h0m0s"} {
		if !strings.Contains(e.Error(), want) {
			t.Errorf("%q lacks %q", e, want)
		}
	}
}
