package zoomimpl

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// phoneState is what is known of a user's Zoom Phone. The zero value is of a
// user without Zoom Phone.
type phoneState struct {
	user *phoneUser
	// pending users are not asked about: Zoom Phone begins when they join.
	pending bool
	// unavailable says why nothing could be read, and noSite why name and code of
	// the site could not.
	unavailable, noSite string
}

// values are the values of an attribute of Zoom Phone.
func (s phoneState) values(a *userAttribute) shared.Values {
	switch {
	case s.unavailable != "":
		return shared.UnavailableValues(s.unavailable)
	case s.pending:
		return shared.Values{}
	}
	values := shared.NewValues(a.phone(s.user)...)
	if s.noSite != "" && s.user != nil && values.Len() == 0 && aboutSite(a.info.Name) {
		return shared.UnavailableValues(s.noSite)
	}
	return values
}

// aboutSite tells the attributes that say of the site more than which it is.
func aboutSite(name string) bool { return name == attributeSiteName || name == attributeSiteCode }

// phoneReader reads the attributes of Zoom Phone for one operation. It is safe for
// concurrent use: the list is read by the first who needs it, while the others
// wait; users are read singly at once.
type phoneReader struct {
	c *connection
	// strict says that the caller named an attribute of Zoom Phone: that it cannot
	// be read is an error then, and else makes the attributes unavailable.
	// strictSite says the same of name and code of the site.
	strict, strictSite bool
	// siteNames says that a filter names a site, so that names are to be read.
	siteNames bool

	mu    sync.Mutex // guards what follows
	sites *sites
	// list says that the list of phone users is read, once, rather than each user
	// singly, unless more than most pages follow the first; 0 is without limit.
	list bool
	most int

	// table holds the list once it was read: who is not there has no Zoom Phone.
	table *phoneTable
	// part is what was read of a list that was given up.
	part *phoneTable
	// users were read singly, by the id of the user; nil who has no Zoom Phone.
	users   map[string]*phoneUser
	refused error
	// listing is the reading of the list beside everything else, if it was
	// started so.
	listing *phoneListing
	// asked says that a user could be read singly.
	asked bool
}

// newPhoneReader makes a reader for an operation in which the caller named the
// attributes, and which may have a filter.
func (c *connection) newPhoneReader(named []string, f shared.Filter) *phoneReader {
	byName := namesOnly(f, attributeSiteID)
	return &phoneReader{
		c: c, sites: c.newSites(), users: map[string]*phoneUser{},
		strict: c.model.ofPhone(named...), strictSite: byName || slices.ContainsFunc(named, aboutSite), siteNames: byName,
	}
}

// of reads what the named attributes need. Without one of Zoom Phone among them
// that is nothing.
func (r *phoneReader) of(ctx context.Context, u *zoomapi.User, names []string) (phoneState, error) {
	if !r.c.model.ofPhone(names...) {
		return phoneState{}, nil
	}
	pending := u.Status == zoomapi.StatusPending
	if pending && !r.strict {
		return phoneState{pending: true}, nil
	}
	if phone, known := r.early(ctx, u); known {
		if pending {
			return phoneState{pending: true}, nil
		}
		return r.withSite(ctx, phone, names)
	}
	var phone *phoneUser
	// Pending users come first in a search: an account without Zoom Phone is to
	// show before they are given out.
	err := r.prepare(ctx)
	if err == nil && !pending {
		phone, err = r.user(ctx, u)
	}
	switch {
	case phoneFailed(err) && !r.strict:
		return phoneState{unavailable: phoneReason(err)}, nil
	case err != nil:
		return phoneState{}, err
	case pending:
		return phoneState{pending: true}, nil
	default:
		return r.withSite(ctx, phone, names)
	}
}

// prepare reads the list, when it is to be read. That it cannot be is
// remembered.
func (r *phoneReader) prepare(ctx context.Context) error {
	if r.listing != nil {
		return r.await(ctx)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.refused != nil || !r.list || r.table != nil {
		return r.refused
	}
	return r.take(r.c.listPhoneUsers(ctx, r.most))
}

// take remembers the list, that it is not to be read to its end, or that it
// cannot be.
func (r *phoneReader) take(listed phoneListed, err error) error {
	switch {
	case err == nil && listed.complete:
		r.table = listed.table
	case err == nil:
		r.list, r.part = false, listed.table
	case phoneFailed(err):
		r.refused = err
	}
	return err
}

// single tells whether the attributes take a request for each user.
func (r *phoneReader) single(names []string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return !r.list && r.refused == nil && r.c.model.ofPhone(names...)
}

// user finds the phone user of a user; nil when there is none. The first goes
// alone: where Zoom Phone is refused, nobody else has to ask.
func (r *phoneReader) user(ctx context.Context, u *zoomapi.User) (*phoneUser, error) {
	key := target(u)
	r.mu.Lock()
	phone, known := r.users[key]
	if !known && r.part != nil {
		phone = r.part.get(key)
		known = phone != nil
	}
	switch {
	case r.refused != nil || known:
		defer r.mu.Unlock()
		return phone, r.refused
	case r.table != nil:
		defer r.mu.Unlock()
		return r.table.get(key), nil
	case !r.asked:
		defer r.mu.Unlock()
		return r.ask(ctx, key)
	}
	r.mu.Unlock()
	phone, err := r.c.phoneUser(ctx, key)
	r.mu.Lock()
	defer r.mu.Unlock()
	return phone, r.keep(key, phone, err)
}

// ask is the first request for a phone user.
func (r *phoneReader) ask(ctx context.Context, key string) (*phoneUser, error) {
	phone, err := r.c.phoneUser(ctx, key)
	r.asked = err == nil
	if err != nil && catalogued(err).Kind == shared.ErrConnectionFailed {
		r.refused = err // Nobody else need wait for what does not answer.
	}
	return phone, r.keep(key, phone, err)
}

// keep remembers what a request for a phone user led to, when it failed as far as
// it concerns others too.
func (r *phoneReader) keep(key string, phone *phoneUser, err error) error {
	switch {
	case err == nil:
		r.users[key] = phone
	case phoneRefused(err) && !siteForbidden(err):
		r.refused = err
	}
	return err
}

// siteForbidden tells a refusal that is about the site of one user.
func siteForbidden(err error) bool {
	refusal, ok := errors.AsType[*zoomapi.Error](err)
	return ok && refusal.SiteForbidden()
}

// phoneUser reads one phone user; nil when the user has no Zoom Phone.
func (c *connection) phoneUser(ctx context.Context, key string) (*phoneUser, error) {
	u, err := c.api.PhoneUser(ctx, key)
	switch {
	case noPhoneUserThere(err):
		return nil, nil //nolint:nilnil // No Zoom Phone is an answer.
	case err != nil:
		return nil, err
	case u.ID != key && !isEmail(key):
		return nil, nil //nolint:nilnil // Somebody else.
	default:
		return newPhoneUser(u), nil
	}
}

// withSite adds name and code of the site, as far as they are asked for. Lists
// of users tell the name.
func (r *phoneReader) withSite(ctx context.Context, phone *phoneUser, names []string) (phoneState, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	code := slices.Contains(names, attributeSiteCode)
	name := r.siteNames || slices.Contains(names, attributeSiteName)
	if phone == nil || phone.siteID == "" || (!code && (!name || phone.siteName != "")) {
		return phoneState{user: phone}, nil
	}
	site, err := r.sites.find(ctx, phone.siteID, r.table != nil || r.listing != nil)
	if err != nil {
		if phoneFailed(err) && !r.strictSite {
			return phoneState{user: phone, noSite: phoneReason(err)}, nil
		}
		return phoneState{}, err
	}
	if site == nil {
		return phoneState{user: phone}, nil // It has gone meanwhile.
	}
	with := *phone
	with.siteCode = site.SiteCode
	if with.siteName == "" {
		with.siteName = site.Name
	}
	return phoneState{user: &with}, nil
}

// ofPhone tells whether any of the attributes comes from Zoom Phone.
func (m *model) ofPhone(names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		a := m.attributes[name]
		return a != nil && a.phone != nil
	})
}
