package zoomimpl_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/igaplugin/igaplugin/shared"
)

// lasting is a fault that repeating does not get over.
type lasting struct {
	do   upset
	kind shared.ErrorKind
	// requests are how many are made in vain at most: for each list that is in
	// work, or for one user.
	requests int
	most     time.Duration // until the import gives up
}

func lastingFaults() map[string]lasting {
	const pause = 5 * time.Second // of three repeats at most
	refused := func(status int, text string) upset { return reply(status, text) }
	return map[string]lasting{
		"RL-01 429 with seconds":        {throttledUntil(7, ""), shared.ErrRateLimited, 4, 24 * time.Second},
		"RL-01 429 for too long":        {throttledUntil(3000, ""), shared.ErrRateLimited, 1, 0},
		"RL-01 429 without a time":      {reply(429, tooFast), shared.ErrRateLimited, 4, 3*time.Second + pause},
		"RL-02 a daily limit":           {reply(429, tooMany, "Retry-After", "3600", "X-RateLimit-Type", "Daily-limit"), shared.ErrQuotaExceeded, 1, 0},
		"RL-02 a daily limit, text":     {reply(429, tooMany), shared.ErrQuotaExceeded, 1, 0},
		"RL-05 500":                     {reply(500, internal), shared.ErrConnectionFailed, 4, pause},
		"RL-05 502":                     {reply(502, gateway, "Content-Type", "text/html"), shared.ErrConnectionFailed, 4, pause},
		"RL-05 503":                     {reply(503, ""), shared.ErrConnectionFailed, 4, pause},
		"RL-05 504":                     {reply(504, gateway), shared.ErrConnectionFailed, 4, pause},
		"RL-05 resets":                  {reset, shared.ErrConnectionFailed, 16, pause}, // net/http repeats what a connection kept open refuses.
		"RL-05 ends in the body":        {cutBody, shared.ErrConnectionFailed, 4, pause},
		"RL-05 truncated bodies":        {truncate, shared.ErrConnectionFailed, 4, pause},
		"RL-05 empty bodies":            {reply(200, ""), shared.ErrConnectionFailed, 4, pause},
		"RL-05 time-outs":               {stall, shared.ErrConnectionFailed, 4, 4*time.Minute + pause},
		"RL-06 a refusal":               {refused(400, `{"code":200,"message":"No permission."}`), shared.ErrPermissionDenied, 1, 0},
		"RL-06 a missing scope":         {refused(400, `{"code":4711,"message":"Invalid access token, does not contain scopes:[x]."}`), shared.ErrPermissionDenied, 1, 0},
		"RL-06 404 of a gateway":        {refused(404, gateway), shared.ErrConnectionFailed, 1, 0},
		"RL-06 a page of a gateway":     {refused(200, gateway), shared.ErrConnectionFailed, 1, 0},
		"RL-07 401 with 124":            {reply(401, tooOld), shared.ErrUnauthenticated, 2, 0},
		"RL-12 too large a page":        {flood, shared.ErrConnectionFailed, 1, 0},
		"RL-12 a bomb":                  {bomb, shared.ErrConnectionFailed, 1, 0},
		"RL-12 a slow drip":             {drip, shared.ErrConnectionFailed, 4, 4*time.Minute + pause},
		"RL-12 a redirect elsewhere":    {reply(302, "", "Location", "http://elsewhere.example.com/v2/users"), shared.ErrConnectionFailed, 1, 0},
		"RL-12 a redirect to the token": {reply(307, "", "Location", "https://127.0.0.1:1/oauth/token"), shared.ErrConnectionFailed, 1, 0},
		"RL-14 no list":                 {revised(func(body map[string]any) { delete(body, "users"); delete(body, "id"); delete(body, "email") }), shared.ErrConnectionFailed, 1, 0},
		"RL-14 null for a list":         {revised(func(body map[string]any) { body["users"], body["id"], body["email"] = nil, nil, nil }), shared.ErrConnectionFailed, 1, 0},
		"RL-14 null in a list":          {revised(func(body map[string]any) { body["users"], body["id"], body["email"] = []any{nil}, nil, nil }), shared.ErrConnectionFailed, 1, 0},
		"RL-14 text for a list":         {revised(func(body map[string]any) { body["users"], body["id"] = "none", []any{} }), shared.ErrConnectionFailed, 1, 0},
	}
}

// What does not pass is an error of the right kind, after the rows that came
// before it and never in their place: an import that ends early without one would
// look like users who have gone. PG-13, and RL as named.
func TestImportFailsAloud(t *testing.T) {
	t.Parallel()
	all := truths(t, listed(), wholly())
	for name, lasting := range lastingFaults() {
		for at, least := range map[string]int{pendingList: 60, activeList: 50, inactiveList: 60, phoneList: 0, userGet: 0} {
			t.Run(name+", "+at, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					query, want := listed(), all[0]
					if at == userGet {
						query, want = wholly(), all[1]
					}
					w := newBubble(t, staff(), &fault{at: at, from: 3, do: lasting.do})
					begin := time.Now()
					got, _, err := searchAll(t.Context(), w.conn, query)
					if !errors.Is(err, lasting.kind) || errors.Is(err, shared.ErrNotFound) {
						t.Errorf("got %v, want %v", err, lasting.kind)
					}
					// Users are read at once, and what stops one of them holds others back.
					if took := time.Since(begin); took > lasting.most && (at != userGet || took > 5*time.Minute) {
						t.Errorf("gave up after %s", took)
					}
					if e := shared.AsError(err); lasting.kind == shared.ErrQuotaExceeded && e.RetryAfter < 59*time.Minute {
						t.Errorf("to be tried again in %s", e.RetryAfter)
					}
					// A limit of the account ends the other lists as well, wherever they are.
					if ofAccount := lasting.kind == shared.ErrRateLimited || lasting.kind == shared.ErrQuotaExceeded; len(got) < least && !ofAccount {
						t.Errorf("%d rows, of at least %d that had come", len(got), least)
					}
					checkRows(t, want, got, false)
					w.checkFired()
					together := map[string]int{userGet: 64}[at] // that are read at once
					if n := w.count(at) - 2; n > lasting.requests*max(together, 1) {
						t.Errorf("%d requests in vain", n)
					}
				})
			})
		}
	}
}

// A token that cannot be fetched any more, in the middle of an import: RL-09.
func TestImportWithoutATokenEndpoint(t *testing.T) {
	t.Parallel()
	all := truths(t, listed(), wholly())
	down := map[string]lasting{
		"500":            {do: reply(500, internal), kind: shared.ErrConnectionFailed},
		"429":            {do: reply(429, tooFast), kind: shared.ErrConnectionFailed},
		"a reset":        {do: reset, kind: shared.ErrConnectionFailed},
		"a time-out":     {do: stall, kind: shared.ErrConnectionFailed},
		"a page":         {do: reply(200, gateway), kind: shared.ErrUnauthenticated},
		"invalid client": {do: reply(400, `{"reason":"Invalid client_id or client_secret","error":"invalid_client"}`), kind: shared.ErrUnauthenticated},
		"a redirect":     {do: reply(302, "", "Location", "http://elsewhere.example.com/oauth/token"), kind: shared.ErrUnauthenticated},
	}
	for name, broken := range down {
		for at, from := range map[string]int{pendingList: 3, activeList: 3, phoneList: 3, userGet: 40} {
			t.Run("RL-09 "+name+" from a "+at+" on", func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					query, want := listed(), all[0]
					if at == userGet {
						query, want = wholly(), all[1]
					}
					w := newBubble(t, staff(), &fault{at: tokenFetch, from: 2, do: broken.do})
					w.faults = append(w.faults, &fault{at: at, from: from, times: 1, do: after(w.sim.RevokeTokens)})
					begin := time.Now()
					got, _, err := searchAll(t.Context(), w.conn, query)
					if !errors.Is(err, broken.kind) {
						t.Errorf("after %d rows: %v, want %v", len(got), err, broken.kind)
					}
					checkRows(t, want, got, false)
					w.checkFired()
					if n, took := w.count(tokenFetch), time.Since(begin); n > 20 || took > 5*time.Minute {
						t.Errorf("%d requests for a token within %s", n, took)
					}
				})
			})
		}
	}
}

// A token endpoint that fails for a while is got over as well, in the middle of an
// import or before it: RL-09.
func TestImportSurvivesTokenFaults(t *testing.T) {
	t.Parallel()
	all := truths(t, listed(), wholly())
	for name, do := range map[string]upset{
		"500": reply(500, internal), "429": reply(429, tooFast), "a reset": reset, "a time-out": stall, "half an answer": truncate, "a page": reply(200, gateway),
	} {
		for _, at := range []string{"", pendingList, inactiveList, phoneList, userGet} {
			t.Run("RL-09 "+name+", "+at, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					query, want := listed(), all[0]
					if at == userGet {
						query, want = wholly(), all[1]
					}
					faults := []*fault{{at: tokenFetch, from: 1, times: 2, do: do}}
					w := newBubble(t, staff(), faults...)
					if at != "" {
						w.faults[0].from = 2
						w.faults = append(w.faults, &fault{at: at, from: 3, times: 1, do: after(w.sim.RevokeTokens)})
					}
					got, _, err := searchAll(t.Context(), w.conn, query)
					if err != nil {
						t.Errorf("after %d rows: %v", len(got), err)
					}
					checkRows(t, want, got, true)
					w.checkFired()
				})
			})
		}
	}
}

// However many requests find the token expired, one fetches the next: RL-07, RL-08.
func TestImportRenewsATokenOnce(t *testing.T) {
	t.Parallel()
	all := truths(t, listed(), wholly())
	for at, from := range map[string]int{pendingList: 2, activeList: 3, inactiveList: 4, phoneList: 2, userGet: 70} {
		t.Run("RL-08 "+at, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				query, want := listed(), all[0]
				if at == userGet {
					query, want = wholly(), all[1]
				}
				options := staff()
				options.Latency = 50 * time.Millisecond
				w := newBubble(t, options)
				w.faults = []*fault{{at: at, from: from, times: 1, do: after(w.sim.RevokeTokens)}}
				got, _, err := searchAll(t.Context(), w.conn, query)
				if err != nil {
					t.Errorf("after %d rows: %v", len(got), err)
				}
				checkRows(t, want, got, true)
				w.checkFired()
				if n := w.count(tokenFetch); n != 2 {
					t.Errorf("%d tokens were fetched", n)
				}
				most := int(w.sim.Stats().InFlightMax)
				if least := map[string]int{userGet: 32}[at]; most < max(least, 2) {
					t.Errorf("%d requests at once", most)
				}
			})
		})
	}
}
