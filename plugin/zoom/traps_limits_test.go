package main_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// limitTrapRows are about requests: how many, how, and what is refused.
func limitTrapRows() rows {
	return rows{
		"04 a connection for every request":     connectionsAreKept,
		"04 one user at a time":                 severalAtATime,
		"05 too many requests: waits as told":   waitsAsTold,
		"05 too many requests: for the day":     dailyCap,
		"05 too many requests: no time to wait": noTimeToWait,
		"08 one token for all":                  oneToken,
		"08 a token is renewed once":            tokenRenewed,
	}
}

// Zoom is not asked over a new connection each time.
func connectionsAreKept(t *testing.T) {
	tn := simulate(t, zoomsim.Options{Seed: 5, Users: 400})
	tp := tn.tap()
	tn.conn = tn.connect(set("service_url", str(tp.ServiceURL)))
	if n := len(tn.find(user, "")); n != 400 {
		t.Fatalf("%d users", n)
	}
	if opened := tp.opened.Load(); opened > tn.total()/4 || tn.total() < 400 {
		t.Errorf("%d requests over %d connections", tn.total(), opened)
	}
}

// Users are read several at a time.
func severalAtATime(t *testing.T) {
	tn := start(t, zoomsim.Options{Seed: 5, Users: 200, Latency: 2 * time.Millisecond})
	if n := len(tn.find(user, "")); n != 200 {
		t.Fatalf("%d users", n)
	}
	if at := tn.sim.Stats().InFlightMax; at < 4 {
		t.Errorf("at most %d requests were in work at once", at)
	}
}

func waitsAsTold(t *testing.T) {
	tn := start(t, small(), set("io_error_retries", num(2)))
	throttle := refusal(429, 429, "You have reached the maximum per-second rate limit for this API. Try again later.")
	throttle.Headers = map[string]string{"Retry-After": "1"}
	tn.faults(zoomsim.Fault{Method: "GET", Route: "/groups", Times: 1, Effect: throttle})
	watch := stopwatch()
	objs, page := tn.search(&shared.Query{Class: group})
	if took := watch(); len(objs) != 4 || took < time.Second || page.Stats.Waited < time.Second {
		t.Errorf("%d groups after %s, of which %s were reported as waited", len(objs), took, page.Stats.Waited)
	}
}

func dailyCap(t *testing.T) {
	tn := start(t, small(), set("io_error_retries", num(5)))
	throttle := refusal(429, 429, "You have reached the maximum daily rate limit for this API.")
	throttle.Headers = map[string]string{"Retry-After": "3600", "X-RateLimit-Type": "Daily-limit"}
	tn.faults(zoomsim.Fault{Method: "GET", Route: "/groups", Effect: throttle})
	watch := stopwatch()
	_, _, err := searchAll(t.Context(), tn.conn, &shared.Query{Class: group})
	if e := wantError(t, err, shared.ErrQuotaExceeded); e.RetryAfter < 59*time.Minute || watch() > 5*time.Second {
		t.Errorf("after %s, again in %s", watch(), e.RetryAfter)
	}
	if n := tn.requests()["GET /groups"]; n != 1 {
		t.Errorf("%d requests", n)
	}
}

func noTimeToWait(t *testing.T) {
	tn := start(t, small(), set("io_error_retries", num(5)))
	throttle := refusal(429, 429, "You have reached the maximum per-second rate limit for this API. Try again later.")
	throttle.Headers = map[string]string{"Retry-After": "30"}
	tn.faults(zoomsim.Fault{Method: "GET", Route: "/groups", Effect: throttle})
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	watch := stopwatch()
	_, _, err := searchAll(ctx, tn.conn, &shared.Query{Class: group})
	if e := wantError(t, err, shared.ErrRateLimited); e.RetryAfter < 29*time.Second || watch() > 5*time.Second {
		t.Errorf("after %s, again in %s", watch(), e.RetryAfter)
	}
}

// Connections to one account share a token, which callers who come at once wait
// for together.
func oneToken(t *testing.T) {
	tn := start(t, small())
	conns := []shared.FullConnection{tn.conn, tn.connect(), tn.connect(set("deep_get", no))}
	var callers sync.WaitGroup
	for i := range 12 {
		callers.Go(func() {
			if _, _, err := searchAll(t.Context(), conns[i%3], &shared.Query{Class: group}); err != nil {
				t.Error(err)
			}
		})
	}
	callers.Wait()
	if n := tn.sim.Stats().Requests["POST /oauth/token"]; n != 1 {
		t.Errorf("%d tokens were fetched", n)
	}
}

func tokenRenewed(t *testing.T) {
	tn := start(t, small())
	tn.find(group, "")
	tn.sim.RevokeTokens()
	tn.sim.ResetRecord()
	tn.find(group, "")
	if got := tn.sim.Stats().Requests; got["POST /oauth/token"] != 1 || got["GET /groups"] != 2 {
		t.Errorf("requests: %v", got)
	}
	tn.sim.ResetRecord()
	tn.faults(zoomsim.Fault{Method: "GET", Route: "/groups", Effect: refusal(401, 124, "Invalid access token.")})
	_, _, err := searchAll(t.Context(), tn.conn, &shared.Query{Class: group})
	wantError(t, err, shared.ErrUnauthenticated)
	if got := tn.sim.Stats().Requests; got["POST /oauth/token"] > 1 || got["GET /groups"] > 2 {
		t.Errorf("requests: %v", got)
	}
}
