package zoomimpl_test

import (
	"encoding/base64"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// pages reads a search page by page.
func pages(tn *tenant, q shared.Query) [][]*shared.Object {
	tn.t.Helper()
	var out [][]*shared.Object
	for {
		objs, page := tn.search(&q)
		out = append(out, objs)
		if page.Cookie == "" {
			return out
		}
		q.Cookie = page.Cookie
		if len(out) > 1000 {
			tn.t.Fatal("the pages never end")
		}
	}
}

// Sections 1 and 5.1: every user is on exactly one page, and no page but an only
// one is empty.
func TestPagesHoldEveryUserOnce(t *testing.T) {
	t.Parallel()
	tn := start(t, mixed(), set("deep_get", no))
	for _, filter := range []string{"", `status eq "inactive"`, `job_title co "e" and not (dept sw "S")`, `email eq "nobody@example.com"`} {
		for _, size := range []int{1, 7, 20, 199, 200, 201, 1000} {
			q := shared.Query{Class: user, PageSize: size}
			if filter != "" {
				q.Filter = parse(t, filter)
			}
			whole, _ := tn.search(&shared.Query{Class: user, Filter: q.Filter})
			want := uids(whole)
			if filter == "" && size == 1 {
				continue // 200 pages say no more than 29 do.
			}
			var got []string
			for i, page := range pages(tn, q) {
				if len(page) > size || (len(page) == 0 && i > 0) {
					t.Errorf("filter %q, size %d: page %d has %d rows", filter, size, i, len(page))
				}
				got = append(got, uids(page)...)
			}
			if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("filter %q, size %d: %s", filter, size, diff)
			}
		}
	}
}

// A page without a filter asks Zoom for no more rows than it returns.
func TestPageCost(t *testing.T) {
	t.Parallel()
	tn := start(t, zoomsim.Options{Seed: 7, Users: 100}, set("deep_get", no))
	q := &shared.Query{Class: user, PageSize: 25, Filter: nil}
	_, page := tn.search(q)
	tn.sim.ResetRecord()
	q.Cookie = page.Cookie
	tn.search(q)
	if got := tn.requests()["GET /users"]; got != 1 {
		t.Errorf("%d requests for a page, want 1", got)
	}
	if got := tn.sim.Requests(); len(got) != 1 || !strings.Contains(got[0].Query, "page_size=25") {
		t.Errorf("requests: %+v", got)
	}
}

// Offsets count from 1, and beyond the end is an empty page.
func TestOffset(t *testing.T) {
	t.Parallel()
	tn := start(t, mixed(), set("deep_get", no))
	whole, _ := tn.search(&shared.Query{Class: user, Attributes: []string{"email"}})
	want := uids(whole)
	for _, offset := range []int{1, 2, 100, 195, 200, 201, 5000} {
		got, _ := tn.search(&shared.Query{Class: user, PageSize: 10, Offset: offset})
		from := min(offset-1, 200)
		if diff := cmp.Diff(want[from:min(from+10, 200)], uids(got)); diff != "" {
			t.Errorf("offset %d: %s", offset, diff)
		}
	}
}

// Property pagination_enabled.
func TestPaginationDisabled(t *testing.T) {
	t.Parallel()
	tn := start(t, mixed(), set("pagination", no))
	objs, page := tn.search(&shared.Query{Class: user, PageSize: 10, Offset: 50, Attributes: []string{"email"}})
	if len(objs) != 200 || page.Cookie != "" {
		t.Errorf("%d users, cookie %q", len(objs), page.Cookie)
	}
}

// A cookie is good for its query and account alone, and holds no secret.
func TestCookies(t *testing.T) {
	t.Parallel()
	tn := start(t, mixed(), set("deep_get", no))
	q := shared.Query{Class: user, PageSize: 10, Filter: parse(t, `email pr`)}
	_, page := tn.search(&q)
	text, err := base64.RawURLEncoding.DecodeString(page.Cookie)
	if err != nil || strings.Contains(string(text), tn.server.ClientSecret) {
		t.Errorf("cookie %s: %v", text, err)
	}
	other := start(t, mixed(), set("deep_get", no))
	tests := map[string]struct {
		tn     *tenant
		change func(*shared.Query)
	}{
		"another page size": {tn, func(q *shared.Query) { q.PageSize = 11 }},
		"another filter":    {tn, func(q *shared.Query) { q.Filter = parse(t, `email sw "a"`) }},
		"another class":     {tn, func(q *shared.Query) { q.Class, q.Filter = group, nil }},
		"more attributes":   {tn, func(q *shared.Query) { q.Attributes = []string{"email"} }},
		"another account":   {other, func(*shared.Query) {}},
		"garbage":           {tn, func(q *shared.Query) { q.Cookie = "x" }},
		"not base64":        {tn, func(q *shared.Query) { q.Cookie = "%%%" }},
		"huge":              {tn, func(q *shared.Query) { q.Cookie = strings.Repeat("A", 1<<20) }},
		"no cookie of ours": {tn, func(q *shared.Query) { q.Cookie = base64.RawURLEncoding.EncodeToString([]byte(`{"v":1,"s":-1}`)) }},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			changed := q
			changed.Cookie = page.Cookie
			test.change(&changed)
			if _, err := test.tn.conn.Search(t.Context(), &changed); !errors.Is(err, shared.ErrInvalidRequest) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// clock is a clock that tests move.
type clock struct{ now atomic.Int64 }

func newClock() *clock {
	c := &clock{}
	c.now.Store(time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC).Unix())
	return c
}

func (c *clock) time() time.Time         { return time.Unix(c.now.Load(), 0).UTC() }
func (c *clock) forward(d time.Duration) { c.now.Add(int64(d / time.Second)) }

// Section 4.3: an expired page token is an expired cookie between pages, and a
// restart without repeats within a stream.
func TestExpiredPageToken(t *testing.T) {
	t.Parallel()
	clk := newClock()
	options := mixed()
	options.Clock = clk.time
	tn := start(t, options, set("deep_get", no), set("deep_import", no), set("import_batch_size", num(20)))
	q := shared.Query{Class: user, PageSize: 50}
	_, page := tn.search(&q)
	clk.forward(16 * time.Minute)
	q.Cookie = page.Cookie
	if _, err := tn.conn.Search(t.Context(), &q); !errors.Is(err, shared.ErrCursorExpired) {
		t.Errorf("page: got %v", err)
	}
	results, err := tn.conn.Search(t.Context(), &shared.Query{Class: user})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for obj, err := range results.All() {
		if err != nil {
			t.Fatal(err)
		}
		if got = append(got, obj.UID()); len(got)%50 == 0 {
			clk.forward(16 * time.Minute)
		}
	}
	slices.Sort(got)
	if n := len(slices.Compact(slices.Clone(got))); n != 200 || len(got) != 200 {
		t.Errorf("%d rows, %d users", len(got), n)
	}
}

// Rows are sorted by any readable attribute; those without it come last.
func TestSort(t *testing.T) {
	t.Parallel()
	tn := start(t, mixed())
	key := func(o *shared.Object, name string) string {
		v, _ := o.Get(name)
		s, _ := v.AsString()
		return strings.ToLower(s)
	}
	for name, descending := range map[string]bool{"email": false, "dept": true, "job_title": false} {
		objs, _ := tn.search(&shared.Query{Class: user, Sort: []shared.SortKey{{Attribute: name, Descending: descending}, {Attribute: "email"}}, Attributes: []string{name, "email"}})
		if len(objs) != 200 {
			t.Errorf("%d users", len(objs))
		}
		for i := 1; i < len(objs); i++ {
			a, b := key(objs[i-1], name), key(objs[i], name)
			if a == "" && b != "" || b != "" && (a > b) != descending && a != b || a == b && key(objs[i-1], "email") > key(objs[i], "email") {
				t.Errorf("by %s, descending %v: %q before %q", name, descending, a, b)
			}
		}
	}
	whole, _ := tn.search(&shared.Query{Class: user, Sort: []shared.SortKey{{Attribute: "job_title"}, {Attribute: "id"}}, Attributes: []string{"email"}})
	part, page := tn.search(&shared.Query{Class: user, Sort: []shared.SortKey{{Attribute: "job_title"}, {Attribute: "id"}}, Attributes: []string{"email"}, PageSize: 20, Offset: 31})
	if diff := cmp.Diff(uids(whole)[30:50], uids(part)); diff != "" || page.Remaining != 150 {
		t.Errorf("remaining %d: %s", page.Remaining, diff)
	}
	if _, has := part[0].Get("job_title"); has {
		t.Error("the sort key was returned without being asked for")
	}
}

// A page token that comes again would make a list that never ends.
func TestRepeatedUserPageToken(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	tn.conn = tn.connectThrough(refuse(http.MethodGet, "/users", 200,
		`{"total_records":3,"next_page_token":"again","users":[{"id":"u1","email":"a@example.com","type":1,"status":"active"}]}`))
	for _, size := range []int{0, 1, 50} {
		q := shared.Query{Class: user, PageSize: size, Attributes: []string{"email"}}
		_, page, err := searchAll(t.Context(), tn.conn, &q)
		if size == 1 && err == nil {
			q.Cookie = page.Cookie
			_, _, err = searchAll(t.Context(), tn.conn, &q)
		}
		if !errors.Is(err, shared.ErrConnectionFailed) {
			t.Errorf("size %d: got %v", size, err)
		}
	}
}
