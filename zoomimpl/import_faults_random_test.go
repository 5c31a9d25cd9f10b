package zoomimpl_test

import (
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/igaplugin/igaplugin/shared"
)

// misfortune is a fault drawn at random.
type misfortune struct {
	at          string
	from, times int
	kind        string
}

// brief are the faults that may happen twice to a request.
func brief(at string) map[string]upset {
	kinds := map[string]upset{
		"429 with seconds": throttledUntil(2, ""), "429": reply(429, tooFast), "500": reply(500, internal),
		"503": reply(503, ""), "reset": reset, "empty": reply(200, ""), "truncated": truncate,
	}
	if at != tokenFetch {
		kinds["cut"] = cutBody // Of a token it is the end of its fetch alone.
	}
	return kinds
}

func drawMisfortunes(rt *rapid.T) []misfortune {
	var all []misfortune
	expired := map[string]bool{}
	places := []string{pendingList, activeList, inactiveList, phoneList, userGet, tokenFetch}
	for i := range rapid.IntRange(1, 4).Draw(rt, "faults") {
		m := misfortune{
			at:    rapid.SampledFrom(places).Draw(rt, "at"),
			from:  rapid.IntRange(1, 12).Draw(rt, "request"),
			times: rapid.IntRange(1, 2).Draw(rt, "times"),
		}
		kinds := []string{"429 with seconds", "429", "500", "503", "reset", "empty", "truncated", "time-out"}
		switch {
		case m.at == tokenFetch:
			m.from = min(m.from, 2)
		case m.at != userGet && !expired[m.at]:
			kinds = append(kinds, "cut", "expired", "expired")
		default:
			kinds = append(kinds, "cut")
		}
		if i == 0 && m.at != tokenFetch {
			kinds = append(kinds, "revoked", "revoked") // Twice for one request would be too often.
		}
		m.kind = rapid.SampledFrom(kinds).Draw(rt, "kind")
		if m.kind == "expired" {
			expired[m.at] = true
		}
		all = append(all, m)
	}
	return all
}

// strike makes a fault of a misfortune.
func (m misfortune) strike(w *bubble) *fault {
	f := &fault{at: m.at, from: m.from, times: m.times}
	switch m.kind {
	case "time-out":
		f.times, f.do = 1, stall
	case "revoked":
		f.times, f.do = 1, after(w.sim.RevokeTokens)
	case "expired":
		// A page without a token is not refused for it.
		f.times, f.do = 1, func(rw http.ResponseWriter, r *http.Request, next http.Handler) {
			if r.URL.Query().Get("next_page_token") != "" {
				next = expiredPage(m.at).handler()
			}
			next.ServeHTTP(rw, r)
		}
	default:
		f.do = brief(m.at)[m.kind]
	}
	return f
}

// handler makes a handler of an answer.
func (u upset) handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { u(w, r, nil) })
}

// Whatever passes, and whenever: an import returns what it does undisturbed.
func TestImportSurvivesAnything(t *testing.T) {
	t.Parallel()
	all := truths(t, listed(), wholly())
	rapid.Check(t, func(rt *rapid.T) {
		misfortunes := drawMisfortunes(rt)
		q := rapid.IntRange(0, 1).Draw(rt, "query")
		latency := time.Duration(rapid.IntRange(0, 3).Draw(rt, "latency")) * 20 * time.Millisecond
		plan := rapid.SampledFrom([]string{"unlimited", "business", "pro"}).Draw(rt, "plan")
		var wrong []string
		synctest.Test(t, func(t *testing.T) {
			options := staff()
			options.Latency = latency
			w := newBubble(t, options)
			w.conn = w.join(w.tenant, w, set("import_batch_size", num(batch)), set("pending_uid", str("email")), set("io_error_retries", num(10)), set("plan", str(plan)))
			for _, m := range misfortunes {
				w.faults = append(w.faults, m.strike(w))
			}
			got, _, err := searchAll(t.Context(), w.conn, []*shared.Query{listed(), wholly()}[q])
			if err != nil {
				wrong = append(wrong, fmt.Sprintf("after %d rows: %v", len(got), err))
			}
			wrong = append(wrong, wrongRows(all[q], got, true)...)
		})
		if len(wrong) > 0 {
			rt.Fatalf("%v", wrong)
		}
	})
}
