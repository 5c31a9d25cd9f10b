package zoomimpl

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// A compact set and a compact table are a set and a table.
func TestCompactKeys(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		set, model := newKeySet(), map[string]bool{}
		for _, text := range rapid.SliceOf(rapid.StringN(0, 3, -1)).Draw(rt, "texts") {
			if set.has(text) != model[text] {
				rt.Fatalf("%q: %v", text, set.has(text))
			}
			set.add(text)
			model[text] = true
		}
	})
}

func TestPhoneTable(t *testing.T) {
	t.Parallel()
	draw := rapid.Custom(func(rt *rapid.T) *phoneUser {
		return &phoneUser{
			status: rapid.SampledFrom([]string{"activate", "deactivate"}).Draw(rt, "status"), extension: rapid.Int64Range(0, 99).Draw(rt, "extension"),
			siteID: rapid.SampledFrom([]string{"", "s1", "s2"}).Draw(rt, "site"), siteName: rapid.SampledFrom([]string{"", "Main"}).Draw(rt, "name"),
			plans:   rapid.SampledFrom([][]int64{nil, {200}, {200, 3000}, {3000, 200}}).Draw(rt, "plans"),
			numbers: rapid.SampledFrom([][]string{nil, {"+15550001"}, {"+15550001", "+15550002"}}).Draw(rt, "numbers"),
		}
	})
	rapid.Check(t, func(rt *rapid.T) {
		table, model := newPhoneTable(), map[string]*phoneUser{}
		for range rapid.IntRange(0, 30).Draw(rt, "users") {
			id, u := rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(rt, "id"), draw.Draw(rt, "user")
			table.put(id, u)
			model[id] = u
		}
		for _, id := range []string{"a", "b", "c", "d", "nobody"} {
			if diff := cmp.Diff(model[id], table.get(id), cmp.AllowUnexported(phoneUser{})); diff != "" {
				rt.Fatalf("%s (-want +got):\n%s", id, diff)
			}
		}
		if table.len() != len(model) {
			rt.Fatalf("%d users, want %d", table.len(), len(model))
		}
	})
}

// A user with an id and an invitation by the same address are one, whichever is
// met first.
func TestListedUsers(t *testing.T) {
	t.Parallel()
	joined, invited := &zoomapi.User{ID: "u1", Email: "Ann@Example.com"}, &zoomapi.User{Email: "ann@example.com"}
	for i, order := range [][2]*zoomapi.User{{joined, invited}, {invited, joined}} {
		l := newListedUsers(true)
		if !l.first(order[0]) || l.known(order[0]) {
			t.Errorf("%d: the first is known", i)
		}
		l.returned(order[0])
		if !l.first(order[1]) || !l.known(order[1]) {
			t.Errorf("%d: the second is not known", i)
		}
		if l.first(order[0]) || l.first(order[1]) {
			t.Errorf("%d: met for the first time again", i)
		}
	}
	l := newListedUsers(true)
	l.first(joined) // It did not satisfy the filter.
	if l.first(invited); l.known(invited) {
		t.Error("who was not returned is known")
	}
}
