package zoomimpl_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/filter"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// anyText is random text, half of it of what breaks things and some of it of
// bytes that are no text.
func anyText() *rapid.Generator[string] {
	pieces := rapid.SliceOfN(rapid.OneOf(
		rapid.SampledFrom([]string{"/", "..", "%2f", "%", "?", "#", "&", "=", `"`, `\`, "\r\n", "\x00", "{", "}", "\u202e", "🙂", "@", "me", " "}),
		rapid.StringN(0, 4, -1),
	), 0, 8)
	text := rapid.Custom(func(t *rapid.T) string {
		var all []byte
		for _, p := range pieces.Draw(t, "pieces") {
			all = append(all, p...)
		}
		return string(all)
	})
	return rapid.OneOf(text, text, rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 12), func(b []byte) string { return string(b) }))
}

// Whatever text it is: as a value it is there afterwards and can be searched for,
// and as an identifier it names nobody and goes out as one segment.
func TestAnyText(t *testing.T) {
	t.Parallel()
	tn, w := overWire(t, zoomsim.Options{Seed: 3, Users: 2, Groups: 1})
	tn.conn = tn.open(adapted(w), set("entitlement_deletion_enabled", yes))
	ann := tn.active("ann@example.com")
	before := w.account(t)
	rapid.Check(t, func(r *rapid.T) {
		text := anyText().Draw(r, "text")
		w.next("%s", clipped(text))
		before = anyValue(r, tn, w, ann, text, before)
		anyIdentifier(r, tn, ann, text)
		made, err := tn.conn.Create(t.Context(), &shared.CreateRequest{Class: group, Attributes: shared.Attributes{set("name", str(text))}})
		if err != nil {
			wantRefusal(t, w.subject, err)
		} else {
			if got := tn.get(group, made.UID).Name(); got != text {
				r.Fatalf("the group is named %q", got)
			}
			if _, err := tn.delete(group, made.UID); err != nil {
				r.Fatal(err)
			}
		}
		tn.wantClean(w, before)
		w.mu.Lock()
		defer w.mu.Unlock()
		for id := range w.segments {
			if !strings.EqualFold(id, text) && (made == nil || id != made.UID) && before["user "+id] == "" && before["group "+id] == "" {
				r.Fatalf("path with %q", id)
			}
		}
	})
}

// anyValue writes the text to a user and finds the user by it.
func anyValue(r *rapid.T, tn *tenant, w *wire, ann, text string, before map[string]string) map[string]string {
	_, err := tn.update(user, ann, shared.ReplaceDelta("dept", str(text)), shared.ReplaceDelta("cost_center", str(text)))
	if !utf8.ValidString(text) {
		if !errors.Is(err, shared.ErrInvalidAttributeValue) {
			r.Fatalf("got %v", err)
		}
		return before
	}
	if err != nil {
		r.Fatal(err)
	}
	for _, attribute := range []string{"dept", "cost_center"} {
		got, _ := tn.get(user, ann, attribute).Get(attribute)
		if s, _ := got.AsString(); s != text {
			r.Fatalf("%s came back as %q", attribute, got)
		}
		objs, _ := tn.search(&shared.Query{Class: user, Filter: filter.Eq(attribute, str(text)), Attributes: []string{"id"}})
		if text != "" && !slices.Contains(uids(objs), ann) {
			r.Fatalf("%s eq finds %v", attribute, uids(objs))
		}
	}
	return tn.wantClean(w, before, "user "+ann)
}

// anyIdentifier uses the text as a uid and as a name.
func anyIdentifier(r *rapid.T, tn *tenant, ann, text string) {
	for _, class := range []string{user, group} {
		_, byUID := tn.conn.Get(tn.t.Context(), &shared.GetRequest{Class: class, UID: text})
		_, byName := tn.conn.Get(tn.t.Context(), &shared.GetRequest{Class: class, Name: text})
		_, update := tn.update(class, text, shared.ReplaceDelta(map[string]string{user: "dept", group: "name"}[class], str("x")))
		_, del := tn.delete(class, text)
		for _, err := range []error{byUID, byName, update, del} {
			if !errors.Is(err, shared.ErrNotFound) && (text != "" || !errors.Is(err, shared.ErrInvalidRequest)) {
				r.Fatalf("%s: %v", class, err)
			}
		}
		attribute := map[string]string{user: "group_ids", group: "members"}[class]
		reference := shared.Reference{Class: map[string]string{user: group, group: user}[class], UID: text}
		objs, _, err := searchAll(tn.t.Context(), tn.conn, &shared.Query{Class: class, Filter: filter.Eq(attribute, shared.ReferenceValue(reference))})
		if err != nil && !errors.Is(err, shared.ErrInvalidRequest) && !errors.Is(err, shared.ErrInvalidAttributeValue) || len(objs) > 0 {
			r.Fatalf("%s eq finds %v, %v", attribute, objs, err)
		}
	}
	_, err := tn.update(user, ann, shared.AddDelta("group_ids", groupRef(text)))
	wantRefusal(tn.t, "group_ids", err)
}
