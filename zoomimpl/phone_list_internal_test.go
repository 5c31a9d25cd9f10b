package zoomimpl

import (
	"context"
	"errors"
	"testing"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// Who was met in a list that fails later is known, each time; who was not is not.
func TestEarlyDoesNotDependOnChance(t *testing.T) {
	t.Parallel()
	answered := make(chan struct{})
	close(answered)
	table := newPhoneTable()
	table.put("met", &phoneUser{status: zoomapi.PhoneActivate})
	r := &phoneReader{listing: &phoneListing{
		answered: answered, early: true, table: table, listed: settled(phoneListed{}, errors.New("refused")),
	}}
	for range 100 {
		_, met := r.early(t.Context(), &zoomapi.User{ID: "met"})
		_, other := r.early(t.Context(), &zoomapi.User{ID: "other"})
		if !met || other {
			t.Fatalf("known: %v and %v", met, other)
		}
	}
}

// A search that is given up does not look complete.
func TestGivenUpIsNotComplete(t *testing.T) {
	t.Parallel()
	for range 100 {
		ctx, cancel := context.WithCancel(t.Context())
		s := &userStreams{pages: newPageBuffer(), listed: newListedUsers(false), round: maxRounds - 1, aside: &usersAside{}}
		st := &userStream{weight: 1, waiting: &zoomapi.UserPage{Users: []*zoomapi.User{{ID: "x"}}}, ended: true, result: settled(struct{}{}, nil)}
		s.streams, s.open = []*userStream{st}, []*userStream{st}
		cancel()
		s.pages.end()
		if more, err := s.nextPage(ctx); more || !errors.Is(err, context.Canceled) {
			t.Fatalf("more %v, error %v", more, err)
		}
	}
}

// A list that gives fewer rows a page than were asked for has more pages.
func TestPagesThatAreClipped(t *testing.T) {
	t.Parallel()
	b := newPageBuffer()
	s := &userStream{size: 1000, lacks: func(u *zoomapi.User) bool { return u.ID == "" }}
	page := &zoomapi.UserPage{TotalRecords: 950, NextPageToken: "more", Users: make([]*zoomapi.User, 100)}
	for i := range page.Users {
		page.Users[i] = &zoomapi.User{Email: "a@example.com"}
	}
	b.note(s, page)
	rows, err := b.rowsOf(t.Context(), s)
	if pages := pagesOf(rows, b.sizeOf(s)); err != nil || rows != 950 || pages != 10 || b.lackingOf(s) != 950 {
		t.Errorf("%d rows on %d pages, %d lacking, %v", rows, pages, b.lackingOf(s), err)
	}
	if got := toldRows(&zoomapi.PhoneUserPage{Users: make([]*zoomapi.PhoneUser, 1)}); got != shared.Unknown {
		t.Errorf("%d phone users, want unknown", got)
	}
}
