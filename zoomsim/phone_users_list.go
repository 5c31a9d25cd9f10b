package zoomsim

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

const (
	maxPhonePageSize = 100
	// minKeyword is an assumption: Zoom's text leaves the number open.
	minKeyword = 2

	phoneActivate   = "activate"
	phoneDeactivate = "deactivate"
	phonePending    = "pending"
)

type phoneUserList struct {
	phonePage
	Users []phoneRow `json:"users"`
}

// phoneRow is an element of GET /phone/users.
type phoneRow struct {
	ID               string      `json:"id"`
	PhoneUserID      string      `json:"phone_user_id,omitempty"`
	Name             string      `json:"name"`
	Email            string      `json:"email"`
	ExtensionID      string      `json:"extension_id,omitempty"`
	ExtensionNumber  int64       `json:"extension_number,omitempty"`
	Status           string      `json:"status"`
	ActivationStatus string      `json:"activation_status,omitempty"`
	Site             *siteRef    `json:"site,omitempty"`
	CallingPlans     []planView  `json:"calling_plans"`
	PhoneNumbers     []numberRef `json:"phone_numbers"`
	Department       string      `json:"department"`
	CostCenter       string      `json:"cost_center"`
}

// planView is a plan in a profile. The name is documented for the list only;
// the real get shows it too.
type planView struct {
	Name string `json:"name"`
	Type int    `json:"type"`
}

// phoneFilter is what GET /phone/users selects.
type phoneFilter struct {
	site                            *phoneSite
	plan                            int
	status                          string
	department, costCenter, keyword string
}

func (f phoneFilter) everybody() bool { return f == phoneFilter{} }

// listPhoneUsers answers GET /phone/users.
func (s *Sim) listPhoneUsers(c *call) (reply, *refusal) {
	q := c.r.URL.Query()
	p, refused := s.phonePageRequest(q, maxPhonePageSize, "phone users",
		q.Get("site_id"), q.Get("calling_type"), q.Get("status"), q.Get("department"), q.Get("cost_center"), q.Get("keyword"))
	if refused != nil {
		return reply{}, refused
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	f, refused := s.phoneFilter(q)
	if refused != nil {
		return reply{}, refused
	}
	users := s.tenant.phoneUsers(f)
	from, to, more := p.cut(len(users), func(i int) uint64 { return users[i].seq })
	if s.opts.PhoneListRepeats && from > 0 && p.size > 1 {
		// The last user of the page before comes again, and the page still
		// gets on because it holds another one.
		from--
		to = min(from+p.size, len(users))
		more = to < len(users)
	}
	list := phoneUserList{Users: make([]phoneRow, 0, to-from)}
	var last uint64
	for _, u := range users[from:to] {
		list.Users = append(list.Users, s.phoneRow(u))
		last = u.seq
	}
	list.phonePage = phonePage{s.nextToken(p, more, last), p.size, len(users)}
	return reply{http.StatusOK, list}, nil
}

func (s *Sim) phoneFilter(q url.Values) (phoneFilter, *refusal) {
	var check fieldCheck
	check.oneOf(q, "status", phoneActivate, phoneDeactivate, phonePending)
	f := phoneFilter{
		plan: check.integer(q, "calling_type"), status: q.Get("status"), department: q.Get("department"),
		costCenter: q.Get("cost_center"), keyword: strings.ToLower(q.Get("keyword")),
	}
	if refused := invalidFields(check.faults); refused != nil {
		return f, refused
	}
	if f.keyword != "" && len([]rune(f.keyword)) < minKeyword {
		return f, badRequest(codePhoneInvalid, fmt.Sprintf("Please enter at least %d valid characters.", minKeyword))
	}
	if id := q.Get("site_id"); id != "" {
		if f.site = s.tenant.phone.site(id); f.site == nil {
			return f, badRequest(codeSiteForbidden, fmt.Sprintf("You do not have permission, because the current site `%s` does not belong to the target sites.", id))
		}
	}
	return f, nil
}

// phoneUsers gives the users a filter lets through, in creation order.
func (t *tenant) phoneUsers(f phoneFilter) roster {
	switch {
	case f.everybody():
		return t.phone.users
	case f.status == phonePending:
		// Documented: who has a Zoom Workplace licence, which includes Zoom
		// Phone, but not yet the feature.
		return keep(t.users[active], func(u *user) bool { return awaitsPhone(u) && f.lets(u) })
	default:
		return keep(t.phone.users, f.lets)
	}
}

// awaitsPhone tells users with status pending in GET /phone/users.
func awaitsPhone(u *user) bool {
	rare := u.rare()
	return u.phone == nil && u.status == active && (rare.zoomOneType != 0 || rare.planUnitedType != "")
}

func (f phoneFilter) lets(u *user) bool {
	if f.department != "" && f.department != u.dept.String() || f.costCenter != "" && f.costCenter != u.costCenter.String() {
		return false
	}
	profile := u.phone
	if profile == nil {
		return f.site == nil && f.plan == 0 && (f.keyword == "" || strings.Contains(strings.ToLower(u.displayName()), f.keyword))
	}
	switch {
	case f.site != nil && profile.site != f.site:
		return false
	case f.plan != 0 && !slices.ContainsFunc(profile.plans, func(plan *callingPlan) bool { return plan.code == f.plan }):
		return false
	case f.status != "" && f.status != profile.statusText():
		return false
	}
	return f.keyword == "" || f.found(u)
}

// found looks for the keyword in name, address, extension and numbers. The
// specification names all but the address, which is its example.
func (f phoneFilter) found(u *user) bool {
	if strings.Contains(strings.ToLower(u.displayName()), f.keyword) || strings.Contains(strings.ToLower(u.email), f.keyword) ||
		strings.Contains(strconv.FormatInt(u.phone.extension, 10), f.keyword) {
		return true
	}
	return slices.ContainsFunc(u.phone.numbers, func(n *accountNumber) bool { return strings.Contains(n.text(), f.keyword) })
}

func (profile *phoneProfile) statusText() string {
	return choose(profile.disabled, phoneDeactivate, phoneActivate)
}

// phoneRow shows a phone user in the list; the caller holds the lock.
func (s *Sim) phoneRow(u *user) phoneRow {
	row := phoneRow{
		ID: u.id.String(), Name: u.displayName(), Email: u.email, Status: phonePending,
		CallingPlans: []planView{}, PhoneNumbers: []numberRef{}, Department: u.dept.String(), CostCenter: u.costCenter.String(),
	}
	profile := u.phone
	if profile == nil {
		return row
	}
	site := profile.site.ref()
	row.PhoneUserID, row.ExtensionID, row.ExtensionNumber = profile.id.String(), profile.extensionID.String(), profile.extension
	row.Status, row.ActivationStatus, row.Site = profile.statusText(), activationStatus(u), &site
	row.CallingPlans, row.PhoneNumbers = profile.planViews(), s.numberRefs(profile)
	return row
}

func activationStatus(u *user) string {
	if u.status == pending {
		return "not ready" // The person has not accepted the invitation.
	}
	return choose(u.phone.activated, "activated", "ready to activate")
}

func (profile *phoneProfile) planViews() []planView {
	views := make([]planView, len(profile.plans))
	for i, plan := range profile.plans {
		views[i] = planView{plan.name, plan.code}
	}
	return views
}

// numberRefs shows the numbers of a profile, with the plus sign unless the
// option takes it away.
func (s *Sim) numberRefs(profile *phoneProfile) []numberRef {
	refs := make([]numberRef, len(profile.numbers))
	for i, n := range profile.numbers {
		text := n.text()
		if s.opts.PlainPhoneNumbers {
			text = text[1:]
		}
		refs[i] = numberRef{n.id.String(), text}
	}
	return refs
}
