package memimpl_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/memimpl"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/adapter"
	"github.com/igaplugin/igaplugin/shared/filter"
)

// connect opens a connection to a store with generated objects.
func connect(t *testing.T, users, groups int) shared.FullConnection {
	t.Helper()
	conn, err := adapter.New(memimpl.New("1.2.3"), nil).Connect(t.Context(), &shared.ConnectRequest{Config: shared.Attributes{
		shared.NewAttribute("users", shared.IntValue(int64(users))),
		shared.NewAttribute("groups", shared.IntValue(int64(groups))),
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := conn.Close(t.Context()); err != nil {
			t.Error(err)
		}
	})
	return conn
}

// names runs a query and returns the names of its rows.
func names(t *testing.T, conn shared.FullConnection, q *shared.Query) ([]string, shared.Page) {
	t.Helper()
	results, err := conn.Search(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for obj, err := range results.All() {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, obj.Name())
	}
	return out, results.Page()
}

func TestCreateReadUpdateDelete(t *testing.T) {
	t.Parallel()
	conn := connect(t, 0, 0)
	group, err := conn.Create(t.Context(), &shared.CreateRequest{Class: "Group", Attributes: shared.Attributes{
		shared.NewAttribute("name", shared.StringValue("Staff")),
	}})
	if err != nil {
		t.Fatal(err)
	}
	user, err := conn.Create(t.Context(), &shared.CreateRequest{Class: "user", Attributes: shared.Attributes{
		shared.NewAttribute("USER_NAME", shared.StringValue("ada")),
		shared.NewAttribute("password", shared.StringValue("canary")),
		shared.NewAttribute("groups", shared.StringValue("name:Staff")),
		shared.NewAttribute("rating", shared.IntValue(4)),
	}})
	if err != nil {
		t.Fatal(err)
	}
	if user.Outcome != shared.OutcomeCreated || user.UID == "" {
		t.Fatalf("create: %+v", user)
	}

	obj, err := conn.Get(t.Context(), &shared.GetRequest{Class: "User", Name: "ADA"})
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := obj.Get("password"); ok {
		t.Error("the password came back")
	}
	groups, _ := obj.Get("groups")
	if r, _ := groups.AsReference(); r.UID != group.UID || r.Name != "Staff" {
		t.Errorf("groups = %v, want the group %s with its name", groups, group.UID)
	}
	rating, _ := obj.Get("rating")
	if f, ok := rating.AsFloat(); !ok || f != 4 {
		t.Errorf("rating = %v, want the float 4", rating)
	}
	members, err := conn.Get(t.Context(), &shared.GetRequest{Class: "Group", UID: group.UID, Attributes: []string{"members"}})
	if err != nil {
		t.Fatal(err)
	}
	if v, _ := members.Get("members"); v.Len() != 1 {
		t.Errorf("members = %v, want one", v)
	}

	update := &shared.UpdateRequest{Class: "User", UID: user.UID, Deltas: []shared.AttributeDelta{
		shared.ReplaceDelta("user_name", shared.StringValue("ada.lovelace")),
		shared.AddDelta("tags", shared.StringValue("a"), shared.StringValue("b")),
	}}
	for i, want := range []shared.Outcome{shared.OutcomeUpdated, shared.OutcomeAlreadyDone} {
		result, err := conn.Update(t.Context(), update)
		if err != nil {
			t.Fatal(err)
		}
		if result.Outcome != want || result.Name != "ada.lovelace" {
			t.Errorf("update %d: %+v, want %v", i, result, want)
		}
	}

	if _, err := conn.Delete(t.Context(), &shared.DeleteRequest{Class: "Group", UID: group.UID}); err != nil {
		t.Fatal(err)
	}
	obj, err = conn.Get(t.Context(), &shared.GetRequest{Class: "User", UID: user.UID})
	if err != nil {
		t.Fatal(err)
	}
	if groups, _ := obj.Get("groups"); groups.Len() != 0 {
		t.Errorf("the user still refers to the deleted group: %v", groups)
	}
	for range 2 {
		if _, err = conn.Delete(t.Context(), &shared.DeleteRequest{Class: "Group", UID: group.UID}); !errors.Is(err, shared.ErrNotFound) {
			t.Errorf("second delete: %v, want not found", err)
		}
	}
}

func TestWriteFaults(t *testing.T) {
	t.Parallel()
	conn := connect(t, 2, 1)
	tests := map[string]struct {
		attributes shared.Attributes
		want       shared.ErrorKind
		text       string
	}{
		"name taken in another case": {
			shared.Attributes{shared.NewAttribute("user_name", shared.StringValue("ADA.lovelace.1"))},
			shared.ErrAlreadyExists, "exists",
		},
		"reference to nothing": {
			shared.Attributes{
				shared.NewAttribute("user_name", shared.StringValue("x")),
				shared.NewAttribute("manager", shared.StringValue("user-99")),
			},
			shared.ErrInvalidAttributeValue, "user-99",
		},
		"two spellings": {
			shared.Attributes{
				shared.NewAttribute("user_name", shared.StringValue("x")),
				shared.NewAttribute("active", shared.BoolValue(true)),
				shared.NewAttribute("__ENABLE__", shared.BoolValue(true)),
			},
			shared.ErrInvalidRequest, "active: given twice, as active and as __ENABLE__",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := conn.Create(t.Context(), &shared.CreateRequest{Class: "User", Attributes: tt.attributes})
			if !errors.Is(err, tt.want) || !strings.Contains(err.Error(), tt.text) {
				t.Errorf("got %v, want %v with %q", err, tt.want, tt.text)
			}
		})
	}
}

func TestSearchPages(t *testing.T) {
	t.Parallel()
	conn := connect(t, 10, 0)
	all, _ := names(t, conn, &shared.Query{Class: "User"})
	if len(all) != 10 {
		t.Fatalf("%d rows, want 10", len(all))
	}
	var paged []string
	q := &shared.Query{Class: "User", PageSize: 3}
	for {
		page, rest := names(t, conn, q)
		paged = append(paged, page...)
		if got := len(all) - len(paged); rest.Remaining != got {
			t.Errorf("remaining = %d, want %d", rest.Remaining, got)
		}
		if rest.Cookie == "" {
			break
		}
		q.Cookie = rest.Cookie
	}
	if diff := cmp.Diff(all, paged); diff != "" {
		t.Errorf("pages differ from the whole (-whole +pages):\n%s", diff)
	}

	second, _ := names(t, conn, &shared.Query{Class: "User", PageSize: 4, Offset: 9})
	if diff := cmp.Diff(all[8:], second); diff != "" {
		t.Errorf("offset 9 (-want +got):\n%s", diff)
	}
	beyond, _ := names(t, conn, &shared.Query{Class: "User", PageSize: 4, Offset: 99})
	if len(beyond) != 0 {
		t.Errorf("beyond the end: %v", beyond)
	}
	q.Filter = filter.Pr("email")
	if _, err := conn.Search(t.Context(), q); !errors.Is(err, shared.ErrInvalidRequest) {
		t.Errorf("cookie of another query: %v, want an invalid request", err)
	}
}

func TestSearchFilterAndSort(t *testing.T) {
	t.Parallel()
	conn := connect(t, 20, 3)
	got, _ := names(t, conn, &shared.Query{
		Class:  "User",
		Filter: filter.AllOf(filter.Eq("groups", shared.StringValue("group-2")), filter.Lt("employee_number", shared.IntValue(100_006))),
		Sort:   []shared.SortKey{{Attribute: "employee_number", Descending: true}},
	})
	if diff := cmp.Diff([]string{"Katherine.Lovelace.5", "Barbara.Lovelace.2"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	groups, _ := names(t, conn, &shared.Query{Class: "Group", Filter: filter.Eq("members", shared.StringValue("user-3"))})
	if diff := cmp.Diff([]string{"group 3"}, groups); diff != "" {
		t.Errorf("groups by member (-want +got):\n%s", diff)
	}
}

func TestSync(t *testing.T) {
	t.Parallel()
	conn := connect(t, 3, 0)
	run := func(token string, latest bool) (changes []string, next string) {
		t.Helper()
		req := &shared.SyncRequest{Class: "User", LatestTokenOnly: latest}
		if token != "" {
			req.Token = strings.NewReader(token)
		}
		result, err := conn.Sync(t.Context(), req)
		if err != nil {
			t.Fatal(err)
		}
		for ch, err := range result.All() {
			if err != nil {
				t.Fatal(err)
			}
			changes = append(changes, fmt.Sprintf("%s %s", ch.Kind, ch.Object.UID()))
		}
		var b bytes.Buffer
		if err := result.WriteToken(&b); err != nil {
			t.Fatal(err)
		}
		return changes, b.String()
	}
	all, _ := run("", false)
	if diff := cmp.Diff([]string{"upsert user-1", "upsert user-2", "upsert user-3"}, all); diff != "" {
		t.Errorf("first sync (-want +got):\n%s", diff)
	}
	none, token := run("", true)
	if len(none) != 0 {
		t.Errorf("the latest token came with changes: %v", none)
	}
	if _, err := conn.Delete(t.Context(), &shared.DeleteRequest{Class: "User", UID: "user-3"}); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Update(t.Context(), &shared.UpdateRequest{Class: "User", UID: "user-2", Deltas: []shared.AttributeDelta{
		shared.ReplaceDelta("active", shared.BoolValue(false)),
	}}); err != nil {
		t.Fatal(err)
	}
	changes, token := run(token, false)
	if diff := cmp.Diff([]string{"delete user-3", "upsert user-2"}, changes); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
	if again, _ := run(token, false); len(again) != 0 {
		t.Errorf("nothing happened, and yet: %v", again)
	}
	if _, err := conn.Sync(t.Context(), &shared.SyncRequest{Class: "User", Token: strings.NewReader("other.1")}); !errors.Is(err, shared.ErrSyncTokenExpired) {
		t.Errorf("token of another store: %v, want sync token expired", err)
	}
}

func TestConnectionsAreIsolated(t *testing.T) {
	t.Parallel()
	a, b := connect(t, 1, 0), connect(t, 0, 0)
	inA, _ := names(t, a, &shared.Query{Class: "User"})
	inB, _ := names(t, b, &shared.Query{Class: "User"})
	if !slices.Equal(inA, []string{"Ada.Lovelace.1"}) || len(inB) != 0 {
		t.Errorf("a holds %v, b holds %v", inA, inB)
	}
}

func TestGeneratedUserHoldsEveryReadableAttribute(t *testing.T) {
	t.Parallel()
	conn := connect(t, 2, 1)
	schema, err := conn.Schema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	obj, err := conn.Get(t.Context(), &shared.GetRequest{Class: "User", UID: "user-2"})
	if err != nil {
		t.Fatal(err)
	}
	class, _ := schema.Class("User")
	for _, a := range class.Attributes {
		v, ok := obj.Get(a.Name)
		if a.ReturnedByDefault && (!ok || v.Len() == 0) {
			t.Errorf("%s is missing", a.Name)
		}
		for x := range v.All() {
			if x.Type() != a.Type {
				t.Errorf("%s holds a %s, not a %s", a.Name, x.Type(), a.Type)
			}
		}
	}
	if obj.Len() != 25 {
		t.Errorf("%d attributes; the benchmarks speak of 25", obj.Len())
	}
}
