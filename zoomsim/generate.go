package zoomsim

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"time"
)

// generatedUntil is the end of the simulated past: no generated date is
// later. It is fixed, so that a tenant does not depend on the day it is made.
var generatedUntil = time.Date(2026, time.September, 1, 0, 0, 0, 0, time.UTC).Unix()

const (
	secondsPerDay = 24 * 60 * 60
	companyName   = "Example, Inc."
)

// generate makes the tenant that o describes; o has its defaults.
func generate(o Options) *tenant {
	t := &tenant{
		accountID:     o.Credentials.AccountID,
		accountNumber: 10_000_000 + int64(binary.BigEndian.Uint32(derive(o.Seed, "account number"))),
		domains:       o.ManagedDomains,
		seats:         o.LicensedSeats,
		ids:           rand.NewPCG(o.Seed, streamCreated),
		byID:          make(map[objectID]*user, o.Users),
		byEmail:       make(map[string]*user, o.Users),
		byVanity:      map[string]*user{},
		groupByID:     make(map[objectID]*group, o.Groups),
		groupByName:   make(map[string]*group, o.Groups),
	}
	t.generateRoles(o.Seed)
	t.generateGroups(o.Seed, o.Groups)
	p := newPeople(o)
	arena := make([]user, o.Users)
	for i := range arena {
		u := &arena[i]
		t.nextSeq++
		u.seq = t.nextSeq
		d := p.person(u, i)
		if u.kind == typeLicensed && !t.seatFree() {
			u.kind = typeBasic
		}
		t.add(u)
		t.generateMemberships(u, d)
	}
	t.owner = &arena[0]
	t.generateRoleMembers(arena[1+p.admins:], p.admins)
	t.generatePhone(o)
	return t
}

func (t *tenant) generateGroups(seed uint64, count int) {
	depts, places := departments(), offices()
	source := rand.NewPCG(0, 0)
	for i := range count {
		source.Seed(seed, numbered(streamGroups, i))
		name := depts[i%len(depts)].name
		if round := i / len(depts); round > 0 {
			name += " " + places[(round-1)%len(places)].location
			if again := (round - 1) / len(places); again > 0 {
				name += " " + strconv.Itoa(again+1)
			}
		}
		t.nextSeq++
		g := &group{id: randomID(source), seq: t.nextSeq, name: name}
		t.groups = append(t.groups, g)
		t.groupByID[g.id] = g
		t.groupByName[groupKey(name)] = g
	}
}

// generateMemberships puts a user into none to three groups; pending users
// are in none, as Zoom keeps them out.
func (t *tenant) generateMemberships(u *user, d dice) {
	if len(t.groups) == 0 || u.status == pending {
		return
	}
	count := [...]int{0, 0, 0, 1, 1, 1, 1, 2, 2, 3}[d.pick(10)]
	for range count {
		t.groups[d.pick(len(t.groups))].join(u)
	}
}

// people makes persons, cheaply: the shared strings are interned once.
type people struct {
	seed       uint64
	domain     string
	admins     int
	source     *rand.PCG
	first      []givenName
	last       []givenName
	firstAtoms []atom
	lastAtoms  []atom
	used       []uint32 // how often each pair of names was given
	depts      []departmentAtoms
	offices    []officeAtoms
	versions   []atom
	company    atom
	member     atom
	statuses   statusPlan
}

type departmentAtoms struct {
	name, costCenter atom
	titles           []atom
}

type officeAtoms struct{ location, timezone, language atom }

func newPeople(o Options) *people {
	p := &people{
		seed: o.Seed, domain: o.ManagedDomains[0], source: rand.NewPCG(0, 0),
		first: firstNames(), last: lastNames(),
		company: intern(companyName), member: intern(roleMember),
	}
	if o.Users > 1 {
		p.admins = min(max(1, o.Users/500), 20)
	}
	for _, n := range p.first {
		p.firstAtoms = append(p.firstAtoms, intern(n.shown))
	}
	for _, n := range p.last {
		p.lastAtoms = append(p.lastAtoms, intern(n.shown))
	}
	p.used = make([]uint32, len(p.first)*len(p.last))
	for _, d := range departments() {
		p.depts = append(p.depts, departmentAtoms{intern(d.name), intern(d.costCenter), internAll(d.titles)})
	}
	for _, f := range offices() {
		p.offices = append(p.offices, officeAtoms{intern(f.location), intern(f.timezone), intern(f.language)})
	}
	p.versions = internAll(clientVersions())
	p.statuses = planStatuses(o, 1+p.admins)
	return p
}

func internAll(texts []string) []atom {
	atoms := make([]atom, len(texts))
	for i, s := range texts {
		atoms[i] = intern(s)
	}
	return atoms
}

// person fills in generated user number i and gives its dice for what follows.
func (p *people) person(u *user, i int) dice {
	p.source.Seed(p.seed, numbered(streamUsers, i))
	d := dice{p.source}
	u.id = randomID(p.source)
	u.status = p.statuses.next(i)
	p.name(u, d)
	p.job(u, d)
	u.roleID = p.member
	switch {
	case i == 0:
		u.roleID = intern(roleOwner)
	case i <= p.admins:
		u.roleID = intern(roleAdmin)
	}
	u.pmi = randomPMI(d)
	licensed := d.chance(60)
	u.kind = typeBasic
	if i == 0 || (licensed && u.status == active) {
		u.kind = typeLicensed
	}
	u.createdAt = generatedUntil - int64(d.pick(6*365*secondsPerDay)) - 40*secondsPerDay
	p.logins(u, d)
	if u.status == pending {
		// An invitation by the portal names an address alone.
		u.nameHidden, u.logins, u.lastLogin, u.verified = true, 0, 0, false
		u.createdAt = generatedUntil - int64(d.pick(30*secondsPerDay))
	}
	return d
}

func (p *people) name(u *user, d dice) {
	f, l := d.pick(len(p.first)), d.pick(len(p.last))
	u.first, u.last = p.firstAtoms[f], p.lastAtoms[l]
	pair := f*len(p.last) + l
	p.used[pair]++
	local := p.first[f].ascii + "." + p.last[l].ascii
	if n := p.used[pair]; n > 1 {
		local += strconv.FormatUint(uint64(n), 10)
	}
	u.email = local + "@" + p.domain
}

func (p *people) job(u *user, d dice) {
	dept, place := p.depts[d.pick(len(p.depts))], p.offices[d.pick(len(p.offices))]
	u.timezone, u.language, u.location, u.company = place.timezone, place.language, place.location, p.company
	if d.chance(95) {
		u.dept, u.costCenter, u.jobTitle = dept.name, dept.costCenter, dept.titles[d.pick(len(dept.titles))]
	}
}

func (p *people) logins(u *user, d dice) {
	u.verified = true
	switch kind := d.pick(100); {
	case kind < 20:
		u.logins, u.employeeID = loginSSO, true
	case kind < 30:
		u.logins = loginWork | loginGoogle
	default:
		u.logins = loginWork
	}
	seen, version := d.chance(92), p.versions[d.pick(len(p.versions))]
	if seen {
		u.clientVersion = version
		u.lastLogin = generatedUntil - int64(d.pick(40*secondsPerDay))
	}
}

// employeeID is the employee_unique_id of a generated SSO user.
func employeeID(u *user) string { return fmt.Sprintf("E%07d", u.seq) }

// statusPlan spreads exact numbers of pending and inactive users evenly.
type statusPlan struct {
	first             int // users before this one are active
	rest              int
	pending, inactive int
	given             int // non-pending users so far, after first
}

func planStatuses(o Options, first int) statusPlan {
	rest := max(o.Users-first, 0)
	s := statusPlan{first: first, rest: rest}
	s.pending = min(int(math.Round(float64(o.Users)*o.PendingShare)), rest)
	s.inactive = min(int(math.Round(float64(o.Users)*o.InactiveShare)), rest-s.pending)
	return s
}

// next is the status of user number i; it must be asked in order.
func (s *statusPlan) next(i int) status {
	k := i - s.first
	if k < 0 {
		return active
	}
	if spread(k, s.pending, s.rest) {
		return pending
	}
	s.given++
	if spread(s.given-1, s.inactive, s.rest-s.pending) {
		return inactive
	}
	return active
}

// spread chooses count out of total numbers k, evenly.
func spread(k, count, total int) bool {
	return (k+1)*count/total > k*count/total
}
