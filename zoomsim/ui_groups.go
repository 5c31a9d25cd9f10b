package zoomsim

import (
	"net/http"
	"sort"
)

type groupsData struct {
	Groups []groupView
	Total  int
	Pager  pager
}

type groupData struct {
	Group   groupView
	Members []uiUser
	Pager   pager
}

func (u *ui) groups(w http.ResponseWriter, r *http.Request) {
	at := readCursor(r.URL.Query())
	u.sim.mu.RLock()
	all := u.sim.tenant.groups
	d := groupsData{Total: len(all)}
	found := window(all, at, func(g *group) uint64 { return g.seq })
	found, d.Pager = page(found, at, r.URL.Query(), r.URL.Path, func(g *group) uint64 { return g.seq })
	for _, g := range found {
		d.Groups = append(d.Groups, g.view())
	}
	u.sim.mu.RUnlock()
	u.show(w, r, "groups", uiPage{Title: "Groups", Nav: "groups", Data: d})
}

func (u *ui) group(w http.ResponseWriter, r *http.Request) {
	at := readCursor(r.URL.Query())
	u.sim.mu.RLock()
	g := u.sim.tenant.group(r.PathValue("id"))
	if g == nil {
		u.sim.mu.RUnlock()
		u.message(w, r, http.StatusNotFound, "There is no such group.")
		return
	}
	d := groupData{Group: g.view()}
	found := window(g.members, at, func(u *user) uint64 { return u.seq })
	found, d.Pager = page(found, at, r.URL.Query(), r.URL.Path, func(u *user) uint64 { return u.seq })
	for _, one := range found {
		d.Members = append(d.Members, newUIUser(u.sim.tenant, one))
	}
	u.sim.mu.RUnlock()
	u.show(w, r, "group", uiPage{Title: d.Group.Name, Nav: "groups", Data: d})
}

// window gives one object more than fills a page, out of a list in creation
// order; it is a part of the list, not a copy.
func window[T any](all []T, at cursor, seq func(T) uint64) []T {
	if at.back {
		end := sort.Search(len(all), func(i int) bool { return seq(all[i]) >= at.seq })
		return all[max(0, end-uiPageSize-1):end]
	}
	begin := sort.Search(len(all), func(i int) bool { return seq(all[i]) > at.seq })
	return all[begin:min(len(all), begin+uiPageSize+1)]
}
