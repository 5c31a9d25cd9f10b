package zoomimpl

import (
	"context"
	"errors"
	"sync"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// phoneListing is the list of phone users being read beside the lists of users.
type phoneListing struct {
	listed *future[phoneListed]
	// answered is closed when the first page has come; total is how many phone
	// users it told of, Unknown when it did not, and size how many a page has.
	answered chan struct{}
	total    int64
	size     int
	table    *phoneTable
	// more gets a token with each page.
	more chan struct{}
	// early says that who was met in the list is complete before it is, which is
	// worth the while when it is long.
	early bool
}

// minEarly is how many phone users make a list long.
const minEarly = 10 * zoomapi.MaxPhoneUserPageSize

// done tells whether the list is at its end, or cannot be read.
func (l *phoneListing) done() bool {
	select {
	case <-l.listed.done:
		return true
	default:
		return false
	}
}

// rows tells how many phone users there are, once the first page has come, or why
// it cannot be read.
func (l *phoneListing) rows(ctx context.Context) (int64, error) {
	if l.answer(ctx) {
		return l.total, nil
	}
	_, err := l.listed.wait(ctx)
	return 0, err
}

// toldRows is how many phone users a page tells of; Unknown when it does not.
func toldRows(page *zoomapi.PhoneUserPage) int64 {
	if page.TotalRecords == 0 && (len(page.Users) > 0 || page.NextPageToken != "") {
		return shared.Unknown
	}
	return int64(page.TotalRecords)
}

// start reads the list on a goroutine of the group, of which only the first page
// when nothing but the number of phone users is wanted. early says that users may
// be given out before it is complete.
func (r *phoneReader) start(ctx context.Context, group *sync.WaitGroup, only, early bool) {
	listing := &phoneListing{answered: make(chan struct{}), more: make(chan struct{}, 1)}
	list := r.c.phoneListOf(func(page *zoomapi.PhoneUserPage) bool {
		select {
		case <-listing.answered:
		default:
			listing.total, listing.size = toldRows(page), zoomapi.MaxPhoneUserPageSize
			if page.NextPageToken != "" {
				listing.size = max(1, min(listing.size, len(page.Users)))
			}
			listing.early = early && listing.total >= minEarly
			close(listing.answered)
		}
		select {
		case listing.more <- struct{}{}:
		default:
		}
		return !only
	})
	listing.table = list.table
	listing.listed = begin(group, func() (phoneListed, error) { return list.read(ctx) })
	r.listing = listing
}

// early finds a user in the part of the list that was read so far; false when the
// rest of it may tell more.
func (r *phoneReader) early(ctx context.Context, u *zoomapi.User) (*phoneUser, bool) {
	if r.listing == nil {
		return nil, false
	}
	if !r.listing.answer(ctx) || !r.listing.early {
		return nil, false
	}
	if u.Status == zoomapi.StatusPending {
		return nil, true
	}
	phone := r.listing.table.get(u.ID)
	return phone, phone != nil
}

// answer waits for the first page; false when there is none.
func (l *phoneListing) answer(ctx context.Context) bool {
	select {
	case <-l.answered:
		return true
	case <-l.listed.done:
	case <-ctx.Done():
	}
	select {
	case <-l.answered:
		return true // Both were so: what comes of the list must not depend on chance.
	default:
		return false
	}
}

// ready waits for the list that is being read, if one is and the user needs it.
// Rows cannot be given out before, so that nobody is read singly before either.
// That it cannot be read is for later.
func (r *phoneReader) ready(ctx context.Context, u *zoomapi.User) error {
	if r.listing == nil {
		return nil
	}
	if _, known := r.early(ctx, u); known {
		return nil
	}
	select {
	case <-r.listing.listed.done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// await waits for the list that is being read.
func (r *phoneReader) await(ctx context.Context) error {
	listed, err := r.listing.listed.wait(ctx)
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.take(listed, err)
}

// phoneListed is what was read of the list of phone users.
type phoneListed struct {
	table *phoneTable
	// complete says that it was read to its end.
	complete bool
}

// listPhoneUsers reads the list of phone users, no further than the first page
// when more than most pages follow it, unless that is 0.
func (c *connection) listPhoneUsers(ctx context.Context, most int) (phoneListed, error) {
	first := true
	return c.phoneListOf(func(page *zoomapi.PhoneUserPage) bool {
		asked := first
		first = false
		return !asked || most == 0 || page.NextPageToken == "" || (page.TotalRecords-1)/zoomapi.MaxPhoneUserPageSize <= most
	}).read(ctx)
}

// phoneUserList is one reading of the list of phone users.
type phoneUserList struct {
	c     *connection
	table *phoneTable
	// goOn tells after each page whether the list is read to its end.
	goOn func(*zoomapi.PhoneUserPage) bool
}

func (c *connection) phoneListOf(goOn func(*zoomapi.PhoneUserPage) bool) *phoneUserList {
	return &phoneUserList{c: c, table: newPhoneTable(), goOn: goOn}
}

// read reads the list. When its token expires it is read again, unless nobody new
// came.
func (l *phoneUserList) read(ctx context.Context) (phoneListed, error) {
	for {
		known := l.table.len()
		complete, err := l.pages(ctx)
		switch {
		case errors.Is(err, zoomapi.ErrPageTokenExpired) && l.table.len() > known:
		case err != nil:
			return phoneListed{}, err
		default:
			return phoneListed{l.table, complete}, nil
		}
	}
}

// pages reads all pages; false when it was told not to go on.
func (l *phoneUserList) pages(ctx context.Context) (bool, error) {
	used := map[string]struct{}{}
	for token := ""; ; {
		page, err := l.c.api.PhoneUserPage(ctx, zoomapi.PhoneUserListOptions{}, token)
		if err != nil {
			return false, err
		}
		for _, u := range page.Users {
			if phone := newPhoneUser(u); phone != nil {
				l.table.put(u.ID, phone)
			}
		}
		if !l.goOn(page) {
			return false, nil
		}
		if token = page.NextPageToken; token == "" {
			return true, nil
		}
		if _, again := used[token]; again {
			return false, zoomapi.ErrPageTokenRepeated
		}
		used[token] = struct{}{}
	}
}
