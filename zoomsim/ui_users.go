package zoomsim

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// uiPageSize is how many rows a page of the web page has.
const uiPageSize = 50

// maxSearch is the longest text to search for, in bytes.
const maxSearch = 256

type usersData struct {
	Status, Search string
	Statuses       []statusTab
	Users          []uiUser
	Total          int
	Pager          pager
}

type statusTab struct {
	Name, Path string
	Count      int
	Current    bool
}

// uiUser is a user in a list.
type uiUser struct {
	ID, Email, Name, Type, Role, Dept, Status string
	Groups                                    int
	CreatedAt                                 string
	Pending                                   bool
}

func newUIUser(t *tenant, u *user) uiUser {
	return uiUser{
		ID: u.id.String(), Email: u.email, Name: u.displayName(), Type: kindName(u.kind), Role: t.roleName(u),
		Dept: u.dept.String(), Status: u.status.String(), Groups: len(u.groups), CreatedAt: zoomTime(u.createdAt),
		Pending: u.status == pending,
	}
}

// pager are the links to the pages around; "" for none.
type pager struct{ First, Previous, Next string }

// cursor is where a page begins: after or before an object, by its creation
// number. Unlike an offset it costs the same on every page.
type cursor struct {
	seq  uint64
	back bool
}

func readCursor(query url.Values) cursor {
	if seq, err := strconv.ParseUint(query.Get("before"), 10, 64); err == nil {
		return cursor{seq: seq, back: true}
	}
	seq, err := strconv.ParseUint(query.Get("after"), 10, 64)
	if err != nil {
		return cursor{}
	}
	return cursor{seq: seq}
}

// page cuts what was found down to a page and makes the links; found is in
// creation order and holds one object more than a page when there are more.
func page[T any](found []T, at cursor, query url.Values, path string, seq func(T) uint64) ([]T, pager) {
	more := len(found) > uiPageSize
	if more && at.back {
		found = found[len(found)-uiPageSize:]
	} else if more {
		found = found[:uiPageSize]
	}
	link := func(name string, value uint64) string {
		query := cloneQuery(query)
		if name != "" {
			query.Set(name, strconv.FormatUint(value, 10))
		}
		return pageURL(path, query)
	}
	var p pager
	if at.seq > 0 {
		p.First = link("", 0)
	}
	if len(found) == 0 {
		return found, p
	}
	if at.seq > 0 && (more || !at.back) {
		p.Previous = link("before", seq(found[0]))
	}
	if more || at.back {
		p.Next = link("after", seq(found[len(found)-1]))
	}
	return found, p
}

// cloneQuery copies what a list is filtered by.
func cloneQuery(query url.Values) url.Values {
	kept := url.Values{}
	for _, name := range []string{"status", "q"} {
		if value := query.Get(name); value != "" {
			kept.Set(name, value)
		}
	}
	return kept
}

func (u *ui) users(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	search := strings.TrimSpace(short(query.Get("q"), maxSearch))
	d := usersData{Status: query.Get("status"), Search: search}
	all := [...]status{active, inactive, pending}
	chosen := all[:]
	if at := slices.IndexFunc(chosen, func(s status) bool { return s.String() == d.Status }); at >= 0 {
		chosen = all[at : at+1]
	} else {
		d.Status = ""
	}
	at := readCursor(query)
	u.sim.mu.RLock()
	t := u.sim.tenant
	found := t.browse(chosen, at, search)
	found, d.Pager = page(found, at, query, r.URL.Path, func(u *user) uint64 { return u.seq })
	for _, one := range found {
		d.Users = append(d.Users, newUIUser(u.sim.tenant, one))
	}
	counts := [...]int{len(t.users[active]), len(t.users[inactive]), len(t.users[pending])}
	u.sim.mu.RUnlock()
	d.Total = counts[0] + counts[1] + counts[2]
	d.Statuses = statusTabs(r.URL.Path, search, d.Status, all[:], counts[:])
	u.show(w, r, "users", uiPage{Title: "Users", Nav: "users", Data: d})
}

func statusTabs(path, search, current string, all []status, counts []int) []statusTab {
	sum := 0
	tabs := []statusTab{{Name: "all", Current: current == ""}}
	for i, s := range all {
		tabs = append(tabs, statusTab{Name: s.String(), Count: counts[i], Current: current == s.String()})
		sum += counts[i]
	}
	tabs[0].Count = sum
	for i := range tabs {
		query := url.Values{}
		if i > 0 {
			query.Set("status", tabs[i].Name)
		}
		if search != "" {
			query.Set("q", search)
		}
		tabs[i].Path = pageURL(path, query)
	}
	return tabs
}

// browse gives one more user than fills a page, in creation order across the
// given statuses; the caller holds the lock. A search is for the beginning of
// an e-mail address, or for a whole id.
func (t *tenant) browse(statuses []status, at cursor, search string) []*user {
	if id, ok := parseID(search); ok && t.byID[id] != nil {
		return []*user{t.byID[id]}
	}
	walk := newRosterWalk(t, statuses, at)
	var found []*user
	for len(found) <= uiPageSize {
		u := walk.next()
		if u == nil {
			break
		}
		if hasPrefixFold(u.email, search) {
			found = append(found, u)
		}
	}
	if at.back {
		slices.Reverse(found)
	}
	return found
}

// hasPrefixFold is strings.HasPrefix without regard to case.
func hasPrefixFold(text, prefix string) bool {
	return len(text) >= len(prefix) && strings.EqualFold(text[:len(prefix)], prefix)
}

// rosterWalk goes through several rosters at once in creation order, or
// against it.
type rosterWalk struct {
	rosters []roster // what is still to come
	back    bool
}

func newRosterWalk(t *tenant, statuses []status, at cursor) *rosterWalk {
	w := &rosterWalk{back: at.back}
	for _, s := range statuses {
		users := t.users[s]
		i, found := users.find(&user{seq: at.seq})
		switch {
		case at.back:
			users = users[:i]
		case found:
			users = users[i+1:]
		default:
			users = users[i:]
		}
		w.rosters = append(w.rosters, users)
	}
	return w
}

// next gives the next user; nil at the end.
func (w *rosterWalk) next() *user {
	best := -1
	var chosen *user
	for i, users := range w.rosters {
		if len(users) == 0 {
			continue
		}
		u := users[0]
		if w.back {
			u = users[len(users)-1]
		}
		if chosen == nil || (u.seq < chosen.seq) != w.back {
			best, chosen = i, u
		}
	}
	switch {
	case chosen == nil:
	case w.back:
		w.rosters[best] = w.rosters[best][:len(w.rosters[best])-1]
	default:
		w.rosters[best] = w.rosters[best][1:]
	}
	return chosen
}
