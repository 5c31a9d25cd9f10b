package zoomimpl_test

import (
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

func phoneTenant() zoomsim.Options {
	return zoomsim.Options{Seed: 11, Users: 3000, PendingShare: 0.1, InactiveShare: 0.1, PhoneShare: 0.6, PhoneListRepeats: true}
}

// While a long list of Zoom Phone is read, users who were met in it are returned:
// the 13th page is held back until they are. Everybody is returned once, with what
// Zoom Phone knows.
func TestUsersComeBeforeTheEndOfALongPhoneList(t *testing.T) {
	t.Parallel()
	tn := start(t, phoneTenant(), set("pending_uid", str("email")))
	attributes := append([]string{"email", "status"}, everyPhoneAttribute()...)
	want := map[string]string{}
	for _, page := range pages(tn, shared.Query{Class: user, Attributes: attributes, PageSize: 1000}) {
		for _, o := range page {
			want[o.UID()] = describe(o, attributes)
		}
	}
	var asked atomic.Int32
	enough := make(chan struct{})
	free := sync.OnceFunc(func() { close(enough) })
	conn := tn.connectThrough(func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		if req.URL.Path == "/v2/phone/users" && asked.Add(1) == 13 {
			select {
			case <-enough:
			case <-req.Context().Done():
				return nil, req.Context().Err()
			}
		}
		return send()
	}, set("pending_uid", str("email")))
	results, err := conn.Search(t.Context(), &shared.Query{Class: user, Attributes: attributes})
	if err != nil {
		t.Fatal(err)
	}
	rows, pending := 0, 0
	for o, err := range results.All() {
		if err != nil {
			t.Fatal(err)
		}
		if got := describe(o, attributes); want[o.UID()] != got {
			t.Fatalf("%s: %s, want %s", o, got, want[o.UID()])
		}
		delete(want, o.UID())
		if text(o, "status") == "pending" {
			pending++
		}
		// 300 pending users, and more than the half of those on 12 pages.
		if rows++; rows == 900 {
			if pending != 300 {
				t.Errorf("%d pending users, who need not wait, among the first %d rows", pending, rows)
			}
			free()
		}
	}
	if rows != 3000 || len(want) > 0 {
		t.Errorf("%d rows, %d missing", rows, len(want))
	}
}

// A long list that fails in the end leaves the rows before it, and the error of a
// search that named its attributes; others say why they are unavailable.
func TestLongPhoneListThatFails(t *testing.T) {
	t.Parallel()
	tn := start(t, phoneTenant(), set("pending_uid", str("email")))
	for name, test := range map[string]struct {
		attributes []string
		config     []shared.Attribute
		rows       int
		fails      bool
	}{
		"named":    {attributes: []string{"email", "zoom_phone_status"}, fails: true},
		"in a set": {config: []shared.Attribute{set("deep_import", yes)}, rows: 3000},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var asked atomic.Int32
			conn := tn.connectThrough(func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
				if req.URL.Path == "/v2/phone/users" && asked.Add(1) > 12 {
					return answer(http.StatusForbidden, `{"code":104,"message":"Invalid access token, does not contain scopes:[phone:read:list_users:admin]."}`), nil
				}
				return send()
			}, append(test.config, set("pending_uid", str("email")))...)
			q := &shared.Query{Class: user, Attributes: test.attributes}
			results, err := conn.Search(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			var failure error
			for o, err := range results.All() {
				if err != nil {
					failure = err
					break
				}
				got = append(got, o.UID())
			}
			slices.Sort(got)
			if test.fails != (failure != nil) || (test.rows > 0 && len(got) != test.rows) || len(slices.Compact(slices.Clone(got))) != len(got) {
				t.Errorf("%d rows, error %v", len(got), failure)
			}
		})
	}
}

// describe shows an object's attributes.
func describe(o *shared.Object, attributes []string) string {
	out := ""
	for _, name := range attributes {
		v, _ := o.Get(name)
		out += name + "=" + v.String() + " "
	}
	return out
}
