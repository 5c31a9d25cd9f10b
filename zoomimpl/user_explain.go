package zoomimpl

import (
	"context"
	"fmt"
	"slices"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// explain tells the requests of the lists and of what goes with them, as the
// first pages foretell them.
func (s *userStreams) explain(ctx context.Context) ([]shared.FetchSource, error) {
	s.start(ctx)
	sources := s.rows.explainNames()
	var users, lacking, pending int64
	long := false
	for _, stream := range s.streams {
		rows, err := s.pages.rowsOf(ctx, stream)
		if err != nil {
			return nil, err
		}
		size := s.pages.sizeOf(stream)
		requests := pagesOf(rows, size)
		sources = append(sources, shared.FetchSource{
			Call: stream.list.call, Purpose: fmt.Sprintf("%s users, %d a page", stream.list.status, size), Requests: requests, Rows: rows,
		})
		users, long = sum(users, rows), long || requests != 1
		lacking = sum(lacking, s.pages.lackingOf(stream))
		if stream.list.status == zoomapi.StatusPending {
			pending = sum(pending, rows)
		}
	}
	if looks := s.looks(); looks > 0 {
		sources = append(sources, shared.FetchSource{
			Call: "GET /users", Purpose: "another look at lists to which users may have moved", Requests: looks, AtMost: !long,
		})
	}
	phone, err := s.rows.explainPhone(ctx)
	return append(append(sources, phone...), s.rows.explainGets(users, lacking, pending)...), err
}

// looks is how many lists are looked at once more when nothing has changed.
func (s *userStreams) looks() int64 {
	if len(s.way.lists) == 1 {
		return 0
	}
	n := int64(0)
	for _, list := range s.way.lists {
		if list.status != zoomapi.StatusPending {
			n++
		}
	}
	return n
}

// explainNames are the lists that were read to know the names in the filter.
func (r *userRows) explainNames() []shared.FetchSource {
	var sources []shared.FetchSource
	if r.names != nil {
		n := int64(len(r.names))
		sources = append(sources, shared.FetchSource{
			Call: "GET /groups", Purpose: "names of the groups in the filter", Requests: pagesOf(n, zoomapi.MaxGroupPageSize), Attributes: []string{"group_ids"},
		})
	}
	if r.roleNames != nil {
		sources = append(sources, shared.FetchSource{
			Call: "GET /roles", Purpose: "names of the roles in the filter", Requests: 1, Attributes: []string{"role_id"},
		})
	}
	return sources
}

// explainPhone tells what Zoom Phone takes when its list is read. With a filter
// that may not be needed; how long the list is has to be asked for then.
func (r *userRows) explainPhone(ctx context.Context) ([]shared.FetchSource, error) {
	names := r.phoneNames()
	if len(names) == 0 || !r.phone.list {
		return nil, nil
	}
	var sources []shared.FetchSource
	size := zoomapi.MaxPhoneUserPageSize
	list := shared.FetchSource{
		Call: "GET /phone/users", Purpose: fmt.Sprintf("Zoom Phone of all users, %d a page", zoomapi.MaxPhoneUserPageSize), Attributes: names,
	}
	if r.phone.listing != nil {
		rows, err := r.phone.listing.rows(ctx)
		if err != nil && (r.phone.strict || !phoneFailed(err)) {
			return nil, err
		}
		list.Rows = rows
		size = r.phone.listing.size
	} else {
		page, err := r.c.api.PhoneUserPage(ctx, zoomapi.PhoneUserListOptions{PageSize: 1}, "")
		switch {
		case err == nil:
			list.Rows, list.AtMost = toldRows(page), true
		case !phoneFailed(err):
			return nil, err
		}
		sources = append(sources, shared.FetchSource{
			Call: list.Call, Purpose: "how many there are, for this prediction", Requests: 1, Attributes: names,
		})
	}
	list.Requests = pagesOf(list.Rows, size)
	sources = append(sources, list)
	if slices.Contains(names, attributeSiteCode) || r.phone.siteNames {
		sources = append(sources, shared.FetchSource{
			Call: "GET /phone/sites", Purpose: "the sites of Zoom Phone", Requests: 1, AtMost: true, Attributes: []string{attributeSiteCode},
		})
	}
	return sources, nil
}

// phoneNames are the attributes of Zoom Phone that the search uses.
func (r *userRows) phoneNames() []string {
	return slices.DeleteFunc(r.plan.costly(), func(name string) bool { return !r.c.model.ofPhone(name) })
}

// explainGets tells who is read singly of so many users. With a filter it is
// those that it lets through, and those it cannot decide on without. How many
// rows lack something is judged by those of the first pages.
func (r *userRows) explainGets(users, lacking, pending int64) []shared.FetchSource {
	single := shared.FetchSource{Call: "GET /users/{userId}", Requests: users, AtMost: r.plan.q.Filter != nil}
	for _, name := range r.plan.costly() {
		if !r.c.model.ofPhone(name) && !r.plan.spares(name) {
			single.Attributes = append(single.Attributes, name)
		}
	}
	if len(single.Attributes) > 0 {
		single.Purpose = "what no list carries, user by user"
		return []shared.FetchSource{single}
	}
	if r.c.cfg.pendingUID == pendingUIDID && pending != 0 {
		single.Attributes = []string{"id"} // Of pending users, whom the list shows without.
	}
	for _, a := range r.need.check {
		single.Attributes = append(single.Attributes, a.info.Name)
	}
	switch {
	case len(r.need.check) > 0:
		single.Purpose, single.Requests, single.Estimated = "what some rows of the lists may lack, user by user", lacking, true
		single.AtMost = false
	case len(single.Attributes) > 0:
		// Those who were met before are remembered.
		single.Purpose, single.Requests, single.AtMost = "ids of pending users, which the list does not tell", pending, true
	default:
		return nil
	}
	return []shared.FetchSource{single}
}
