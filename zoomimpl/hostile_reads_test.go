package zoomimpl_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/filter"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// wantOwnSegments checks that no identifier in a path is anything but a text
// that was asked for, or an id or an e-mail address of the account.
func (w *wire) wantOwnSegments(t *testing.T, account map[string]string, text string, others ...string) {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	for id := range w.segments {
		_, isUser := account["user "+id]
		_, isGroup := account["group "+id]
		_, isRole := account["role "+id]
		if id != text && !isUser && !isGroup && !isRole && !slices.Contains(others, id) && !strings.HasSuffix(id, "@example.com") {
			t.Errorf("%s: path with %s", w.subject, clipped(id))
		}
	}
}

// A uid or name that Zoom cannot have names nobody: it never reaches another
// endpoint or object, in any operation.
func TestHostileIdentifiers(t *testing.T) {
	t.Parallel()
	tn, w := overWire(t, zoomsim.Options{Seed: 3, Users: 3, Groups: 2})
	tn.conn = tn.open(adapted(w), set("deactivate_on_delete", no), set("entitlement_deletion_enabled", yes))
	tn.get(user, tn.active("ann@example.com"))
	before := w.account(t)
	for _, text := range append(hostile(), hugeText(), "a@b@c", "a\x00@example.com") {
		for class, attribute := range map[string]string{user: "dept", group: "name", role: ""} {
			calls := map[string]func() error{
				"get": func() error {
					_, err := tn.conn.Get(t.Context(), &shared.GetRequest{Class: class, UID: text})
					return err
				},
				"get by name": func() error {
					_, err := tn.conn.Get(t.Context(), &shared.GetRequest{Class: class, Name: text})
					return err
				},
			}
			if class != role {
				calls["update"] = func() error {
					_, err := tn.update(class, text, shared.ReplaceDelta(attribute, str("x")))
					return err
				}
				calls["delete"] = func() error {
					_, err := tn.delete(class, text)
					return err
				}
			}
			for what, call := range calls {
				w.next("%s %s %s", what, class, clipped(text))
				err := call()
				if class == role && text == "0" && what == "get" && err == nil {
					continue // The owner's role has this id.
				}
				want := shared.ErrNotFound
				if text == "" {
					want = shared.ErrInvalidRequest
				}
				if !errors.Is(err, want) {
					t.Errorf("%s: %v", w.subject, err)
				}
				w.wantOwnSegments(t, before, text)
				for _, fault := range w.wrong() {
					t.Errorf("%s: %s", w.subject, fault)
				}
			}
		}
	}
	if diff := cmp.Diff(before, w.account(t)); diff != "" {
		t.Errorf("the account has changed (-want +got):\n%s", diff)
	}
}

// Options with hostile texts are refused, or sent as the text.
func TestHostileOptions(t *testing.T) {
	t.Parallel()
	tn, w := overWire(t, zoomsim.Options{Seed: 3, Users: 2, Groups: 1})
	tn.conn = tn.open(adapted(w), set("deactivate_on_delete", no))
	schema, err := tn.conn.Schema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	uid := tn.active("ann@example.com")
	before := w.account(t)
	for _, class := range schema.Classes {
		for _, op := range class.Operations {
			for _, option := range op.Options {
				if option.Type != shared.TypeString {
					continue
				}
				for _, text := range append(hostile(), "x&action=delete@example.com", "a%2fb#c?d@example.com") {
					w.next("%s %s %s", op.Operation, option.Name, clipped(text))
					options := shared.Attributes{set(option.Name, str(text))}
					var err error
					switch op.Operation {
					case shared.OperationCreate:
						_, err = tn.conn.Create(t.Context(), &shared.CreateRequest{Class: class.Name, Options: options, Attributes: shared.Attributes{set("email", str("bob@example.com"))}})
					case shared.OperationUpdate:
						_, err = tn.conn.Update(t.Context(), &shared.UpdateRequest{Class: class.Name, UID: uid, Options: options, Deltas: []shared.AttributeDelta{shared.ReplaceDelta("dept", str("x"))}})
					default:
						options = append(options, set("transfer_meeting", yes))
						_, err = tn.conn.Delete(t.Context(), &shared.DeleteRequest{Class: class.Name, UID: uid, Options: options})
					}
					if err == nil {
						t.Errorf("%s: taken", w.subject)
						continue
					}
					wantRefusal(t, w.subject, err)
					w.wantOwnSegments(t, before, uid)
					tn.wantClean(w, before)
				}
			}
		}
	}
}

// cookieParts are what a cookie of a search can be forged with.
func cookieParts(text string) []map[string]any {
	return []map[string]any{
		{"t": text}, {"k": text}, {"w": text}, {"s": -1}, {"s": 7}, {"s": 1 << 40}, {"t": text, "k": text, "w": text}, {"v": 2}, {"q": text}, {"k": []string{text}},
	}
}

// A cookie is only where to go on: whatever is in it, the search goes on, or is
// refused.
func TestHostileCookies(t *testing.T) {
	t.Parallel()
	tn, w := overWire(t, zoomsim.Options{Seed: 3, Users: 8, Groups: 4, InactiveShare: 0.3})
	tn.conn = tn.open(adapted(w), set("import_batch_size", num(1)))
	g := groupIDs(tn)
	for i, name := range []string{"ann", "bob", "cat"} {
		tn.mustUpdate(user, tn.active(name+"@example.com"), shared.ReplaceDelta("group_ids", groupRef(g[0]), groupRef(g[i+1])))
	}
	before := w.account(t)
	queries := map[string]*shared.Query{
		"users":           {Class: user, PageSize: 1, Attributes: []string{"email"}},
		"users looked up": {Class: user, PageSize: 1, Filter: filter.OneOf("email", strs("ann@example.com", "bob@example.com", "cat@example.com")...)},
		"users of group":  {Class: user, PageSize: 1, Filter: filter.Eq("group_ids", groupRef(g[0]))},
		"users of role":   {Class: user, PageSize: 1, Filter: parse(t, `role_id eq "2"`)},
		"groups":          {Class: group, PageSize: 1},
		"groups of user":  {Class: group, PageSize: 1, Filter: filter.OneOf("id", str(g[0]), str(g[1]))},
		"roles":           {Class: role, PageSize: 1},
	}
	for name, q := range queries {
		unpaged := *q
		unpaged.PageSize = 0
		objs, _ := tn.search(&unpaged)
		whole := uids(objs)
		_, page := tn.search(q)
		if page.Cookie == "" {
			t.Fatalf("%s: no cookie", name)
		}
		text, err := base64.RawURLEncoding.DecodeString(page.Cookie)
		if err != nil {
			t.Fatal(err)
		}
		for _, hostile := range hostile() {
			cookies := []string{hostile, base64.RawURLEncoding.EncodeToString([]byte(hostile))}
			for _, parts := range cookieParts(hostile) {
				forged := map[string]any{}
				if err := json.Unmarshal(text, &forged); err != nil {
					t.Fatal(err)
				}
				maps.Copy(forged, parts)
				cookie, err := json.Marshal(forged)
				if err != nil {
					t.Fatal(err)
				}
				cookies = append(cookies, base64.RawURLEncoding.EncodeToString(cookie))
			}
			for _, cookie := range cookies {
				w.next("%s: cookie %s", name, clipped(cookie))
				with := *q
				with.Cookie = cookie
				objs, _, err := searchAll(t.Context(), tn.conn, &with)
				switch {
				case err != nil && !errors.Is(err, shared.ErrInvalidRequest) && !errors.Is(err, shared.ErrCursorExpired):
					t.Errorf("%s: %v", w.subject, err)
				case slices.ContainsFunc(objs, func(o *shared.Object) bool { return !slices.Contains(whole, o.UID()) }):
					t.Errorf("%s: found %v, of %v", w.subject, uids(objs), whole)
				}
				w.wantOwnSegments(t, before, "")
				for _, fault := range w.wrong() {
					t.Errorf("%s: %s", w.subject, fault)
				}
			}
		}
	}
	if diff := cmp.Diff(before, w.account(t)); diff != "" {
		t.Errorf("the account has changed (-want +got):\n%s", diff)
	}
}
