package zoomsim

import (
	"math/rand/v2"
	"slices"
	"strings"
)

// tenant is the state of the simulated account. It does not lock: Sim does.
type tenant struct {
	accountID     string
	accountNumber int64
	domains       []string
	seats         int // 0: without limit
	licensed      int // seats in use, by active and pending users
	planned       int // users with a Zoom Workplace or Zoom United plan
	kinds         kindTable

	nextSeq uint64
	ids     *rand.PCG
	owner   *user

	byID     map[objectID]*user
	byEmail  map[string]*user // lower case
	byVanity map[string]*user // lower case
	users    [statusCount]roster

	groups      []*group // in creation order
	groupByID   map[objectID]*group
	groupByName map[string]*group // groupKey

	roles []*role // the built-in ones first

	phone phoneSystem
}

// take draws a fresh id and creation number.
func (t *tenant) take() (objectID, uint64) {
	t.nextSeq++
	return randomID(t.ids), t.nextSeq
}

// user finds a user by id (case-sensitive) or e-mail address (in any case).
func (t *tenant) user(idOrEmail string) *user {
	if strings.Contains(idOrEmail, "@") {
		return t.byEmail[strings.ToLower(idOrEmail)]
	}
	if id, ok := parseID(idOrEmail); ok {
		return t.byID[id]
	}
	return nil
}

// userByEmployeeID finds a user by its employee_unique_id.
func (t *tenant) userByEmployeeID(text string) *user {
	for _, users := range t.users {
		for _, u := range users {
			if u.employeeID && employeeID(u) == text {
				return u
			}
		}
	}
	return nil
}

func (t *tenant) group(id string) *group {
	key, ok := parseID(id)
	if !ok {
		return nil
	}
	return t.groupByID[key]
}

// add takes in a complete user, new to the tenant.
func (t *tenant) add(u *user) {
	t.byID[u.id] = u
	t.byEmail[strings.ToLower(u.email)] = u
	t.users[u.status].add(u)
	t.enrol(u)
	t.countPlan(u, 1)
	t.kinds.count(u, 1)
	if u.kind == typeLicensed {
		t.licensed++
	}
}

// remove forgets a user and its memberships.
func (t *tenant) remove(u *user) {
	for _, g := range slices.Clone(u.groups) {
		g.leave(u)
	}
	for _, g := range slices.Clone(u.rare().adminOf) {
		g.dismiss(u)
	}
	t.strike(u)
	t.countPlan(u, -1)
	t.dropPhone(u)
	t.kinds.count(u, -1)
	if u.kind == typeLicensed {
		t.licensed--
	}
	if vanity := u.rare().vanity; vanity != "" {
		delete(t.byVanity, strings.ToLower(vanity))
	}
	delete(t.byID, u.id)
	delete(t.byEmail, strings.ToLower(u.email))
	t.users[u.status].remove(u)
}

// move changes the status of a user.
func (t *tenant) move(u *user, to status) {
	t.users[u.status].remove(u)
	t.kinds.count(u, -1)
	u.status = to
	t.kinds.count(u, 1)
	t.users[to].add(u)
	t.enrol(u)
}

// rename changes the address of a user; the caller has checked that it is free.
func (t *tenant) rename(u *user, email string) {
	delete(t.byEmail, strings.ToLower(u.email))
	u.email = email
	t.byEmail[strings.ToLower(email)] = u
}

// seatFree reports whether one more user may be Licensed.
func (t *tenant) seatFree() bool { return t.seats == 0 || t.licensed < t.seats }

// setKind changes the type of a user and keeps count of the seats.
func (t *tenant) setKind(u *user, kind uint8) {
	if u.kind == typeLicensed && kind != typeLicensed {
		u.dropLicensedFeatures()
	}
	if u.kind == typeLicensed {
		t.licensed--
	}
	t.kinds.count(u, -1)
	u.kind = kind
	t.kinds.count(u, 1)
	if kind == typeLicensed {
		t.licensed++
	}
}

// dropLicences takes everything that costs a licence from a user.
func (t *tenant) dropLicences(u *user) {
	t.setKind(u, typeBasic)
	t.dropPhone(u)
	if u.more != nil {
		t.editPlan(u, func(p *profile) { p.planUnitedType, p.zoomOneType, p.features = "", 0, nil })
	}
}

func (t *tenant) managed(email string) bool { return slices.Contains(t.domains, domain(email)) }

// addGroup takes in a new, empty group; the caller has checked the name.
func (t *tenant) addGroup(name string) *group {
	id, seq := t.take()
	g := &group{id: id, seq: seq, name: name}
	t.groups = append(t.groups, g)
	t.groupByID[id] = g
	t.groupByName[groupKey(name)] = g
	return g
}

// removeGroup forgets a group; its members stay users.
func (t *tenant) removeGroup(g *group) {
	for _, u := range slices.Clone(g.members) {
		g.leave(u)
	}
	for _, u := range slices.Clone(g.admins) {
		g.dismiss(u)
	}
	if at, found := slices.BinarySearchFunc(t.groups, g.seq, compareGroupSeq); found {
		t.groups = slices.Delete(t.groups, at, at+1)
	}
	delete(t.groupByID, g.id)
	delete(t.groupByName, groupKey(g.name))
}

func (t *tenant) renameGroup(g *group, name string) {
	delete(t.groupByName, groupKey(g.name))
	g.name = name
	t.groupByName[groupKey(name)] = g
}
