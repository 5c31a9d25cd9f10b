package zoomsim

import (
	"slices"
	"time"
)

// phoneSystem is the Zoom Phone side of the tenant: sites, numbers, calling
// plans, and who has a profile. Like the tenant it does not lock.
type phoneSystem struct {
	enabled bool
	seats   int           // phone licences; 0: without limit
	delay   time.Duration // from the feature to the profile

	users   roster  // users with a visible profile
	ordered []*user // users whose profile is still to appear, first come first

	sites          []*phoneSite // in creation order
	siteByID       map[objectID]*phoneSite
	shortLength    int // digits of an extension behind the site code
	extensions     map[int64]struct{}
	plans          []*callingPlan
	numbers        []*accountNumber // in creation order
	numberByID     map[objectID]*accountNumber
	numberByDigits map[int64]*accountNumber
}

// phoneProfile is what a user has in Zoom Phone; hardly more than a hundred
// bytes, because a million users may have one. Generated users share the
// array behind plans, so that it is replaced and never changed.
type phoneProfile struct {
	id, extensionID objectID
	site            *phoneSite
	extension       int64 // complete: site code and short extension
	plans           []*callingPlan
	numbers         []*accountNumber
	policy          *phonePolicy
	address         *phoneSite // whose emergency address was chosen; nil: that of the site
	readyAt         int64      // unix nanoseconds
	ready           bool       // visible
	disabled        bool       // status deactivate
	activated       bool
}

// phonePolicy is the part of a profile's policy that the simulator keeps.
type phonePolicy struct{ noInternationalCalls, noSMS, noVoicemail bool }

// phoneProfileOf is the visible profile of a user, nil when there is none.
func phoneProfileOf(u *user) *phoneProfile {
	if u == nil || u.phone == nil || !u.phone.ready {
		return nil
	}
	return u.phone
}

// allowPhone refuses Zoom Phone to one more user when the account has no
// licence left. The text is documented for POST /users and stands for the
// other ways too.
func (t *tenant) allowPhone(u *user) *refusal {
	if u != nil && u.phone != nil {
		return nil
	}
	return t.allowPhones(1)
}

// allowPhones refuses Zoom Phone to n more users when the account has not as
// many licences and extensions left.
func (t *tenant) allowPhones(n int) *refusal {
	p := &t.phone
	used := len(p.users) + len(p.ordered)
	switch {
	case !p.enabled, p.seats != 0 && used+n > p.seats, p.freeExtensions() < int64(n):
		return noPhoneLicence()
	}
	return nil
}

// switchPhone turns the phone feature of a user on or off; the caller has
// asked allowPhone.
func (t *tenant) switchPhone(u *user, on bool, now time.Time) {
	if on {
		t.orderPhone(u, now)
	} else {
		t.dropPhone(u)
	}
}

// orderPhone gives a user a phone profile, which shows after the delay. It is
// of the main site, has the next free extension there, and neither plan nor
// number.
func (t *tenant) orderPhone(u *user, now time.Time) {
	u.phoneFeature = true
	if u.phone != nil {
		return
	}
	p := &t.phone
	site, extension := p.freeExtension(p.sites[0])
	u.phone = &phoneProfile{
		id: randomID(t.ids), extensionID: randomID(t.ids), site: site,
		activated: true, readyAt: now.Add(p.delay).UnixNano(),
	}
	p.take(u.phone, extension)
	p.ordered = append(p.ordered, u)
	p.settle(now)
}

// dropPhone takes Zoom Phone from a user: numbers and seats become free.
func (t *tenant) dropPhone(u *user) {
	u.phoneFeature = false
	profile, p := u.phone, &t.phone
	if profile == nil {
		return
	}
	for _, n := range profile.numbers {
		n.site, n.user = profile.site, nil
	}
	for _, plan := range profile.plans {
		plan.assigned--
	}
	delete(p.extensions, profile.extension)
	p.users.remove(u)
	p.ordered = slices.DeleteFunc(p.ordered, func(o *user) bool { return o == u })
	u.phone = nil
}

// due reports whether a profile is to appear by now.
func (p *phoneSystem) due(now time.Time) bool {
	return len(p.ordered) > 0 && p.ordered[0].phone.readyAt <= now.UnixNano()
}

// settle shows the profiles that are due.
func (p *phoneSystem) settle(now time.Time) {
	for p.due(now) {
		u := p.ordered[0]
		p.ordered = p.ordered[1:]
		u.phone.ready = true
		p.users.add(u)
	}
}

// settlePhones shows the profiles that are due; cheap when there are none.
func (s *Sim) settlePhones() {
	now := s.now()
	s.mu.RLock()
	due := s.tenant.phone.due(now)
	s.mu.RUnlock()
	if !due {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tenant.phone.settle(now)
}

// phoneUser finds the phone user a path names; the caller holds the lock.
func (s *Sim) phoneUser(idOrEmail string) (*user, *refusal) {
	u := s.findUser(idOrEmail)
	switch {
	case phoneProfileOf(u) != nil:
		return u, nil
	case u == nil && !couldBeUser(idOrEmail):
		return nil, badRequest(codeValidation, "Invalid user id.")
	default:
		return nil, userNotFound(idOrEmail)
	}
}
