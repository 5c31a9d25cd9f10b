package main_test

import (
	"errors"
	"testing"
	"time"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

func observedFaultRows() rows {
	all := rows{
		"09 a server that hangs is waited for":         requestTimeout,
		"10 a dropped create of a user is sent again":  droppedCreate(user, "/users", set("email", str("ann@example.com"))),
		"10 a dropped create of a group is sent again": droppedCreate(group, "/groups", set("name", str("Team Blue"))),
		"10 a dropped read is sent too often":          droppedRead,
		"11 after a retry no token is renewed":         renewedAfterRetry,
	}
	// What interrupts a search is waited for or repeated, and the search complete.
	for name, fault := range map[string]zoomsim.Fault{
		"09 a search ends at 429":             {Route: "/users", Effect: throttled()},
		"09 a 429 on one user ends a search":  {Route: "/users/{userId}", Effect: throttled()},
		"09 a 503 without content type":       {Route: "/users", Effect: zoomsim.Effect{Kind: zoomsim.EffectEmpty, Status: 503}},
		"09 a truncated body is not repeated": {Route: "/users", Effect: zoomsim.Effect{Kind: zoomsim.EffectTruncate}},
		"09 a body that breaks off":           {Route: "/users", Effect: zoomsim.Effect{Kind: zoomsim.EffectCutBody}},
		"09 a dropped request is not":         {Route: "/users", Effect: zoomsim.Effect{Kind: zoomsim.EffectCut}},
		"09 a dropped token request is not":   {Method: "POST", Route: "/oauth/token", Effect: zoomsim.Effect{Kind: zoomsim.EffectCut}},
	} {
		all[name] = survives(fault)
	}
	return all
}

func throttled() zoomsim.Effect {
	return refusal(429, 429, "You have reached the maximum per-second rate limit for this API. Try again later.")
}

func survives(fault zoomsim.Fault) func(t *testing.T) {
	return func(t *testing.T) {
		tn := start(t, mixed(), set("io_error_retries", num(2)))
		fault.Occurrence = 1
		tn.faults(fault)
		if n := len(tn.find(user, "", "job_title")); n != 200 {
			t.Errorf("%d users", n)
		}
	}
}

// A create whose answer is lost is sent once. When it was carried out, that is
// found and told as created; when not, the outcome is unknown.
func droppedCreate(class, route string, name shared.Attribute) func(t *testing.T) {
	return func(t *testing.T) {
		for _, applied := range []bool{true, false} {
			tn := start(t, small(), set("io_error_retries", num(5)))
			tn.faults(zoomsim.Fault{Method: "POST", Route: route, Effect: zoomsim.Effect{Kind: zoomsim.EffectCut, Applied: applied}})
			options := shared.Attributes(nil)
			if class == user {
				options = auto()
			}
			r, err := tn.tryCreate(class, options, name)
			if n := tn.requests()["POST "+route]; n != 1 {
				t.Errorf("applied %v: sent %d times", applied, n)
			}
			if applied {
				if err != nil || r.Outcome != shared.OutcomeCreated || r.UID == "" {
					t.Errorf("carried out: %+v, %v", r, err)
				}
				continue
			}
			unknown, ok := errors.AsType[*shared.WriteError](err)
			if !ok || !errors.Is(err, shared.ErrUnknownOutcome) || !errors.Is(err, shared.ErrConnectionFailed) {
				t.Errorf("not carried out: %v", err)
				continue
			}
			if unknown.Result.Name == "" || unknown.Result.UID != "" {
				t.Errorf("not carried out: %+v", unknown.Result)
			}
		}
	}
}

// As often as io_error_retries says, and with time in between.
func droppedRead(t *testing.T) {
	tn := simulate(t, small())
	tn.conn = tn.connect(set("io_error_retries", num(3)), tn.tokensElsewhere())
	tn.faults(zoomsim.Fault{Method: "GET", Route: "/groups", Effect: zoomsim.Effect{Kind: zoomsim.EffectCut}})
	watch := stopwatch()
	_, _, err := searchAll(t.Context(), tn.conn, &shared.Query{Class: group})
	wantError(t, err, shared.ErrConnectionFailed)
	if n := tn.requests()["GET /groups"]; n != 4 {
		t.Errorf("sent %d times, want 4", n)
	}
	// The three pauses are random, up to 3.5 s together.
	if took := watch(); took < 20*time.Millisecond {
		t.Errorf("sent without a pause, within %s", took)
	}
}

func renewedAfterRetry(t *testing.T) {
	tn := start(t, small(), set("io_error_retries", num(1)))
	tn.find(role, "")
	tn.sim.ResetRecord()
	tn.faults(
		zoomsim.Fault{Method: "GET", Route: "/groups", Occurrence: 1, Effect: zoomsim.Effect{Kind: zoomsim.EffectCut}},
		zoomsim.Fault{Method: "GET", Route: "/groups", Occurrence: 2, Effect: refusal(401, 124, "Access token is expired.")},
	)
	if n := len(tn.find(group, "")); n != 4 {
		t.Errorf("%d groups", n)
	}
	if got := tn.sim.Stats().Requests; got["POST /oauth/token"] != 1 || got["GET /groups"] != 3 {
		t.Errorf("requests: %v", got)
	}
}
