package zoomimpl_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/igaplugin/igaplugin/shared"
)

// Section 2.2: the set of the lists costs lists alone, also where they lack what
// they should have; what is named is read.
func TestListSetReadsNobodySingly(t *testing.T) {
	t.Parallel()
	options := mixed()
	options.NoListLoginTypes, options.PendingShare = true, 0
	tn := start(t, options, set("deep_import", no))
	objs, _ := tn.search(&shared.Query{Class: user})
	if got := tn.requests()["GET /users/{userId}"]; got != 0 || len(objs) != 200 {
		t.Errorf("%d gets for %d users", got, len(objs))
	}
	for _, o := range objs {
		if v, ok := o.Get("login_types"); !ok {
			t.Fatalf("%s has no login_types", o)
		} else if _, is := v.Unavailable(); !is {
			t.Fatalf("login_types are %s", v)
		}
	}
	for name, q := range map[string]*shared.Query{
		"named":  {Class: user, Attributes: []string{"login_types"}},
		"sorted": {Class: user, Sort: []shared.SortKey{{Attribute: "login_types"}}},
	} {
		objs, _ := tn.search(q)
		for _, o := range objs {
			if v, ok := o.Get("login_types"); ok {
				if reason, is := v.Unavailable(); is {
					t.Fatalf("%s: %s", name, reason)
				}
			}
		}
		if got := tn.requests()["GET /users/{userId}"]; got < 200 {
			t.Errorf("%s: %d gets", name, got)
		}
		tn.sim.ResetRecord()
	}
}

// A page token that expires before any cookie was given out restarts the list:
// what was skipped is known.
func TestExpiredPageTokenWithoutACookie(t *testing.T) {
	t.Parallel()
	for _, class := range []string{user, group} {
		t.Run(class, func(t *testing.T) {
			t.Parallel()
			clk := newClock()
			options := mixed()
			options.Clock, options.Groups = clk.time, 700
			tn := start(t, options, set("deep_get", no), set("import_batch_size", num(20)))
			whole, _ := tn.search(&shared.Query{Class: class, PageSize: 1000})
			tn.conn = tn.connectThrough(aging(clk, "next_page_token", 1), set("deep_get", no), set("import_batch_size", num(20)))
			offset := 41
			if class == group {
				offset = 401
			}
			got, _ := tn.search(&shared.Query{Class: class, PageSize: 5, Offset: offset})
			if len(got) != 5 || got[0].UID() != whole[offset-1].UID() {
				t.Errorf("got %v", uids(got))
			}
		})
	}
}

// aging lets time pass before the first requests whose query has a part.
func aging(clk *clock, part string, times int) meddling {
	return func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		if times > 0 && strings.Contains(req.URL.RawQuery, part) {
			times--
			clk.forward(16 * time.Minute)
		}
		return send()
	}
}
