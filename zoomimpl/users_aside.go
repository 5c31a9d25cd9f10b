package zoomimpl

import (
	"context"
	"slices"
	"sync"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// maxAside bounds the users of one search who wait for the list of Zoom Phone, in
// bytes. Each takes some 100 of them.
const maxAside = 16 << 20

// usersAside are users who were listed before it is known whether they have Zoom
// Phone. Those who turn up in its list come as soon as a good part of the rest was
// read; whoever does not comes at its end.
type usersAside struct {
	phone  *phoneReader
	rows   []waitingUser // of the page in hand
	pages  []*pageAside
	bytes  int
	packer zoomapi.UserPacker
	// scan is the next page to look at for users who have turned up meanwhile;
	// scanned says how many were in the list when this was last begun.
	scan, scanned int
}

// pageAside is a page of a list of users, of whom some wait.
type pageAside struct {
	packed *zoomapi.PackedUsers
	rows   []waitingUser
	// users are those of the page, once it was begun to unpack it.
	users *future[[]*zoomapi.User]
}

// waitingUser is a user by the place in the page and by the key in the table of
// phone users.
type waitingUser struct {
	index int32
	key   compactKey
}

// waitingUserSize is what a waiting user takes in memory besides the packed page.
const waitingUserSize = 20

// take puts a user of the page in hand aside who has to wait; otherwise it is
// false.
func (a *usersAside) take(ctx context.Context, u *zoomapi.User, index int) (bool, error) {
	listing := a.phone.listing
	if listing == nil || listing.done() {
		return false, nil
	}
	if !listing.answer(ctx) {
		return false, ctx.Err() // What cannot be listed is for whoever builds the row.
	}
	if _, known := a.phone.early(ctx, u); known || !listing.early || listing.done() {
		return false, nil
	}
	a.rows = append(a.rows, waitingUser{int32(index), listing.table.key(u.ID)}) //nolint:gosec // Pages have 2000 rows at most.
	return true, nil
}

// keep packs the page in hand if any of its users wait.
func (a *usersAside) keep(page *zoomapi.UserPage) error {
	if len(a.rows) == 0 {
		return nil
	}
	packed, err := a.packer.Pack(page)
	if err != nil {
		return err
	}
	p := &pageAside{packed: packed, rows: a.rows}
	a.pages, a.rows = append(a.pages, p), nil
	a.bytes += p.size()
	return nil
}

func (p *pageAside) size() int { return p.packed.Size() + len(p.rows)*waitingUserSize }

// empty tells whether nobody waits, full whether too many do.
func (a *usersAside) empty() bool { return len(a.pages) == 0 }
func (a *usersAside) full() bool  { return a.bytes >= maxAside }

// due returns users who need wait no longer, a page of them at most; none when all
// others have to.
func (a *usersAside) due(ctx context.Context, group *sync.WaitGroup) ([]*zoomapi.User, error) {
	if a.empty() {
		return nil, nil
	}
	if a.phone.listing.done() {
		users, err := a.release(ctx, 0, group, func(waitingUser) bool { return true })
		if !a.empty() {
			a.pages[0].unpack(group) // While these are looked at.
		}
		return users, err
	}
	for ; a.scan < len(a.pages); a.scan++ {
		met := func(w waitingUser) bool { return a.phone.listing.table.has(w.key) }
		if slices.ContainsFunc(a.pages[a.scan].rows, met) {
			return a.release(ctx, a.scan, group, met)
		}
	}
	return nil, nil
}

// release takes users out of a page, which goes when it has no others.
func (a *usersAside) release(ctx context.Context, at int, group *sync.WaitGroup, free func(waitingUser) bool) ([]*zoomapi.User, error) {
	p := a.pages[at]
	a.bytes -= p.size()
	p.unpack(group)
	all, err := p.users.wait(ctx)
	if err != nil {
		return nil, err
	}
	p.users = nil
	var users []*zoomapi.User
	p.rows = slices.DeleteFunc(p.rows, func(w waitingUser) bool {
		out := free(w)
		if out {
			users = append(users, all[w.index])
		}
		return out
	})
	if len(p.rows) == 0 {
		a.pages = slices.Delete(a.pages, at, at+1)
	} else {
		a.bytes += p.size()
	}
	return users, nil
}

func (p *pageAside) unpack(group *sync.WaitGroup) {
	if p.users == nil {
		p.users = begin(group, p.packed.Users)
	}
}

// wait waits until half of the list that was not read at the last time has been,
// or all of it, and makes due look through the pages anew.
func (a *usersAside) wait(ctx context.Context) error {
	listing := a.phone.listing
	enough := a.scanned + max((int(listing.total)-a.scanned)/2, minEarly)
	for !listing.done() && listing.table.len() < enough {
		select {
		case <-listing.more:
		case <-listing.listed.done:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	a.scan, a.scanned = 0, listing.table.len()
	return nil
}
