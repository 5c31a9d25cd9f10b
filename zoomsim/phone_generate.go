package zoomsim

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
)

const (
	streamPhone = 0x70 << 56
	streamSites = 0x73 << 56
	// streamNumbers is for the ids of phone numbers.
	streamNumbers = 0x6e << 56

	// minShortLength leaves 90,000 extensions in each site.
	minShortLength = 5
	// firstNumber starts the generated numbers: the area code 555 belongs to
	// nobody, so that no number of a tenant rings anywhere.
	firstNumber = 1_555_200_0000
	// firstTollFree is in the part of 800-555 that is kept for fiction.
	firstTollFree = 1_800_555_0100
	tollFreeCount = 5
)

// sitePlace is where a site is.
type sitePlace struct {
	city, state, zip, callingCode string
	country                       country
}

func sitePlaces() []sitePlace {
	us := country{"US", "United States"}
	return []sitePlace{
		{"San Jose", "CA", "95113", "1", us},
		{"Denver", "CO", "80202", "1", us},
		{"New York", "NY", "10001", "1", us},
		{"Chicago", "IL", "60601", "1", us},
		{"Toronto", "ON", "M5H 2N2", "1", country{"CA", "Canada"}},
		{"London", "", "EC1A 1BB", "44", country{"GB", "United Kingdom"}},
		{"Dublin", "", "D02 AF30", "353", country{"IE", "Ireland"}},
	}
}

func streetAddress(number int) string { return strconv.Itoa(number) + " Example Street" }

// generatePhone makes sites, plans, numbers and the profiles of users.
func (t *tenant) generatePhone(o Options) {
	p := &t.phone
	*p = phoneSystem{
		enabled: !o.NoPhone, seats: o.PhoneSeats, delay: max(o.ProfileDelay, 0),
		siteByID: map[objectID]*phoneSite{}, extensions: map[int64]struct{}{},
		numberByID: map[objectID]*accountNumber{}, numberByDigits: map[int64]*accountNumber{},
	}
	if o.NoPhone {
		return
	}
	p.plans = callingPlans(o.CallingPlanSeats)
	holders := t.phoneHolders(o)
	p.shortLength = shortLength(o.Users)
	p.generateSites(o)
	p.extensions = make(map[int64]struct{}, len(holders)+len(p.sites))
	for _, site := range p.sites {
		p.extensions[site.receptionistExtensionN] = struct{}{}
	}
	p.generateProfiles(o.Seed, holders)
	p.generateSpareNumbers(o.Seed, len(holders))
}

// phoneHolders chooses who has Zoom Phone, evenly among the active users.
func (t *tenant) phoneHolders(o Options) roster {
	users := t.users[active]
	count := int(math.Round(float64(len(users)) * o.PhoneShare))
	if o.PhoneSeats != 0 {
		count = min(count, o.PhoneSeats)
	}
	holders := make(roster, 0, count)
	for i, u := range users {
		if spread(i, count, len(users)) {
			holders = append(holders, u)
		}
	}
	return holders
}

// shortLength is how many digits short extensions have, so that all users
// twice over fit into one site.
func shortLength(users int) int {
	length, room := minShortLength, 90_000
	for room < 2*users {
		length, room = length+1, room*10
	}
	return length
}

// generateSites makes sites with codes of equal length, so that no code is
// the beginning of another one.
func (p *phoneSystem) generateSites(o Options) {
	places := sitePlaces()
	firstCode := int64(1)
	for int64(o.Sites) > firstCode*9 {
		firstCode *= 10
	}
	low, _ := p.shortRange()
	source := rand.NewPCG(0, 0)
	for i := range o.Sites {
		source.Seed(o.Seed, numbered(streamSites, i))
		site := &phoneSite{
			id: randomID(source), addressID: randomID(source), receptionistID: randomID(source), receptionistExtension: randomID(source),
			seq: uint64(i) + 1, code: firstCode + int64(i), place: places[i%len(places)], street: 100 + i, next: low + 1,
		}
		site.name = "Main Site"
		if i > 0 {
			site.name = site.place.city + " Office"
		}
		if round := i / len(places); round > 0 {
			site.name += " " + strconv.Itoa(round+1)
		}
		site.receptionistExtensionN = p.complete(site, low)
		p.sites = append(p.sites, site)
		p.siteByID[site.id] = site
	}
}

// generateProfiles gives the holders profiles, plans and mostly one number.
func (p *phoneSystem) generateProfiles(seed uint64, holders roster) {
	p.users = slices.Clone(holders)
	profiles := make([]phoneProfile, len(holders))
	combinations := [][]*callingPlan{
		{p.plan(200)}, {p.plan(200)}, {p.plan(100)}, {p.plan(3000)}, {p.plan(200), p.plan(4000)}, {},
	}
	source := rand.NewPCG(0, 0)
	for i, u := range holders {
		source.Seed(seed, numbered(streamPhone, int(u.seq))) //nolint:gosec // seq counts users.
		d := dice{source}
		profile := &profiles[i]
		*profile = phoneProfile{id: randomID(source), extensionID: randomID(source), ready: true}
		profile.activated = !d.chance(10)
		profile.disabled = d.chance(3)
		var extension int64
		profile.site, extension = p.freeExtension(p.sites[d.pick(len(p.sites))])
		p.take(profile, extension)
		u.phone, u.phoneFeature = profile, true
		plans := combinations[d.pick(len(combinations))]
		if !slices.ContainsFunc(plans, func(plan *callingPlan) bool { return plan.free() == 0 }) {
			for _, plan := range plans {
				plan.assigned++
			}
			profile.plans = slices.Clip(plans)
		}
		if len(profile.plans) > 0 {
			for range [...]int{0, 1, 1, 1, 1, 1, 1, 1, 1, 2}[d.pick(10)] {
				n := p.addNumber(seed, firstNumber+int64(len(p.numbers)), profile.site)
				u.giveNumbers([]*accountNumber{n})
			}
		}
	}
}

// addNumber makes a number; its id follows from its place in the list.
func (p *phoneSystem) addNumber(seed uint64, digits int64, site *phoneSite) *accountNumber {
	source := rand.NewPCG(seed, numbered(streamNumbers, len(p.numbers)))
	n := &accountNumber{id: randomID(source), seq: uint64(len(p.numbers)) + 1, digits: digits, site: site}
	p.numbers = append(p.numbers, n)
	p.numberByID[n.id] = n
	p.numberByDigits[digits] = n
	return n
}

// generateSpareNumbers makes the receptionists' numbers and unassigned ones:
// a tenth more than holders, some brought from a carrier, some being ported,
// some toll free.
func (p *phoneSystem) generateSpareNumbers(seed uint64, holders int) {
	next := func() int64 { return firstNumber + int64(len(p.numbers)) }
	for _, site := range p.sites {
		site.number = p.addNumber(seed, next(), site)
		site.number.receptionist = site
	}
	for i := range 40 + holders/10 {
		n := p.addNumber(seed, next(), p.sites[i%len(p.sites)])
		n.pending, n.external = i%20 == 19, i%10 == 8
	}
	for i := range tollFreeCount {
		p.addNumber(seed, firstTollFree+int64(i), p.sites[0]).tollFree = true
	}
}
