package zoomimpl

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// token is an access token.
type token struct{}

func (token) Token(context.Context) (string, error) { return "token", nil }

func (token) Invalidate(string) {}

// Users who wait are accounted for, also those of whom some are let go: nobody is
// asked for while too many wait, and nothing is left when nobody does.
func TestUsersAsideAreAccountedFor(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		var rows []string
		for i := range 10 {
			rows = append(rows, fmt.Sprintf(`{"id":"u%d","email":"u%d@example.com","type":1,"status":"active"}`, i, i))
		}
		fmt.Fprintf(w, `{"total_records":10,"users":[%s]}`, strings.Join(rows, ","))
	}))
	defer server.Close()
	client, err := zoomapi.New(zoomapi.Config{ServiceURL: server.URL, TokenSource: token{}})
	if err != nil {
		t.Fatal(err)
	}
	defer client.CloseIdleConnections()
	answered := make(chan struct{})
	close(answered)
	table := newPhoneTable()
	listing := &phoneListing{answered: answered, early: true, table: table, listed: &future[phoneListed]{done: make(chan struct{})}}
	a := &usersAside{phone: &phoneReader{listing: listing}}
	for range 3 {
		page, err := client.UserPage(t.Context(), zoomapi.UserListOptions{}, "")
		if err != nil {
			t.Fatal(err)
		}
		for i, u := range page.Users {
			if waits, err := a.take(t.Context(), u, i); !waits || err != nil {
				t.Fatalf("%s waits: %v, %v", u.ID, waits, err)
			}
		}
		if err := a.keep(page); err != nil {
			t.Fatal(err)
		}
	}
	whole := a.bytes
	var group sync.WaitGroup
	defer group.Wait()
	if users, err := a.due(t.Context(), &group); len(users) != 0 || err != nil || whole == 0 || a.full() {
		t.Fatalf("%d users, %d bytes, full %v, %v", len(users), whole, a.full(), err)
	}
	table.put("u4", &phoneUser{})
	a.scan = 0
	for range 3 {
		if users, err := a.due(t.Context(), &group); err != nil || len(users) != 1 || users[0].ID != "u4" {
			t.Fatalf("got %v, %v", users, err)
		}
	}
	if want := whole - 3*waitingUserSize; a.bytes != want {
		t.Errorf("%d bytes, want %d", a.bytes, want)
	}
	close(listing.listed.done)
	for range 3 {
		if users, err := a.due(t.Context(), &group); err != nil || len(users) != 9 {
			t.Fatalf("%d users, %v", len(users), err)
		}
	}
	if a.bytes != 0 || !a.empty() {
		t.Errorf("%d bytes are left", a.bytes)
	}
	if a.bytes = maxAside; !a.full() {
		t.Error("not full")
	}
}
