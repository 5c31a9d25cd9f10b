package zoomsim

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// maxPhoneBatch is how many users a batch call takes.
const maxPhoneBatch = 10

type phoneBatchBody struct {
	Users *[]phoneBatchUser `json:"users"`
}

// phoneBatchUser is one user to add. Names, outbound caller and SMS are
// accepted and not kept; desk phones are not simulated.
type phoneBatchUser struct {
	Email            *string   `json:"email"`
	CallingPlans     *[]string `json:"calling_plans"`
	ExtensionNumber  *string   `json:"extension_number"`
	SiteCode         *string   `json:"site_code"`
	SiteName         *string   `json:"site_name"`
	TemplateName     *string   `json:"template_name"`
	ActivationStatus *string   `json:"activation_status"`
	PhoneNumbers     *[]string `json:"phone_numbers"`
}

// phoneAddition is a checked phoneBatchUser.
type phoneAddition struct {
	user      *user
	site      *phoneSite
	extension int64
	plans     []*callingPlan
	numbers   []*accountNumber
	disabled  bool
}

type batchedUser struct {
	Email string `json:"email"`
	ID    string `json:"id"`
}

// addPhoneUsers answers POST /phone/users/batch: all users or none, their
// profiles at once. The answer is a bare array.
func (s *Sim) addPhoneUsers(c *call) (reply, *refusal) {
	var body phoneBatchBody
	if refused := readBody(c.r, &body); refused != nil {
		return reply{}, refused
	}
	if body.Users == nil || len(*body.Users) == 0 {
		return reply{}, invalidFields([]fieldError{{"users", messageMissingField}})
	}
	if len(*body.Users) > maxPhoneBatch {
		// The documented text; ten users are allowed.
		return reply{}, badRequest(codePhoneInvalid, "User size must be less than 10.")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	batch := phoneBatch{sim: s, seats: map[*callingPlan]int{}}
	for i, b := range *body.Users {
		if refused := batch.check(fmt.Sprintf("users[%d].", i), b); refused != nil {
			return reply{}, refused
		}
	}
	answer := make([]batchedUser, 0, len(batch.additions))
	for _, a := range batch.additions {
		old := s.facts(a.user)
		s.tenant.addPhoneUser(a)
		s.logPhone(phoneLogUser, "add", "", a.user)
		s.userChanged(a.user, old)
		answer = append(answer, batchedUser{a.user.email, a.user.id.String()})
	}
	return reply{http.StatusCreated, answer}, nil
}

func (t *tenant) addPhoneUser(a phoneAddition) {
	u := a.user
	u.phoneFeature = true
	u.phone = &phoneProfile{
		id: randomID(t.ids), extensionID: randomID(t.ids), site: a.site,
		ready: true, disabled: a.disabled, activated: !a.disabled,
	}
	t.phone.take(u.phone, a.extension)
	u.phone.subscribe(a.plans)
	u.giveNumbers(a.numbers)
	t.phone.users.add(u)
}

// phoneBatch checks additions against the account and against one another.
type phoneBatch struct {
	sim       *Sim
	additions []phoneAddition
	seats     map[*callingPlan]int // taken by this batch
}

func (b *phoneBatch) check(prefix string, in phoneBatchUser) *refusal {
	var f fieldCheck
	f.email(prefix+"email", in.Email)
	if in.CallingPlans == nil {
		f.missing(prefix + "calling_plans")
	}
	if valueOf(in.ExtensionNumber) == "" {
		f.missing(prefix + "extension_number")
	}
	if valueOf(in.SiteCode) == "" && valueOf(in.SiteName) == "" {
		f.missing(prefix + "site_code")
	}
	switch valueOf(in.ActivationStatus) {
	case "", phoneActivate, phoneDeactivate:
	default:
		f.invalid(prefix + "activation_status")
	}
	if refused := invalidFields(f.faults); refused != nil {
		return refused
	}
	if valueOf(in.TemplateName) != "" {
		return templateMissing() // The account has no templates.
	}
	a := phoneAddition{disabled: valueOf(in.ActivationStatus) == phoneDeactivate}
	for _, step := range []func(string, phoneBatchUser, *phoneAddition) *refusal{b.person, b.place, b.plans, b.numbers} {
		if refused := step(prefix, in, &a); refused != nil {
			return refused
		}
	}
	b.additions = append(b.additions, a)
	return nil
}

// person finds the user, who must be active and without Zoom Phone.
func (b *phoneBatch) person(prefix string, in phoneBatchUser, a *phoneAddition) *refusal {
	a.user = b.sim.tenant.user(*in.Email)
	known := func(other phoneAddition) bool { return other.user == a.user }
	if a.user == nil || a.user.status != active || a.user.phone != nil || slices.ContainsFunc(b.additions, known) {
		return invalidField(prefix + "email")
	}
	if seats := b.sim.tenant.phone.seats; seats != 0 &&
		len(b.sim.tenant.phone.users)+len(b.sim.tenant.phone.ordered)+len(b.additions) >= seats {
		return noPhoneLicence()
	}
	return nil
}

// place finds the site and the extension, which comes without the site code.
func (b *phoneBatch) place(prefix string, in phoneBatchUser, a *phoneAddition) *refusal {
	p := &b.sim.tenant.phone
	code, name := valueOf(in.SiteCode), valueOf(in.SiteName)
	for _, site := range p.sites {
		if (code == "" || code == strconv.FormatInt(site.code, 10)) && (name == "" || name == site.name) {
			a.site = site
			break
		}
	}
	if a.site == nil {
		return invalidField(prefix + choose(code != "", "site_code", "site_name"))
	}
	short := *in.ExtensionNumber
	if strings.Trim(short, "0123456789") != "" {
		return invalidField(prefix + "extension_number")
	}
	if len(short) != p.shortLength {
		return badRequest(codePhoneInvalid, "Invalid short number length.")
	}
	var refused *refusal
	if a.extension, refused = p.checkExtension(strconv.FormatInt(a.site.code, 10)+short, a.site, nil); refused != nil {
		return refused
	}
	if slices.ContainsFunc(b.additions, func(other phoneAddition) bool { return other.extension == a.extension }) {
		return extensionUsed(a.extension)
	}
	return nil
}

func (b *phoneBatch) plans(prefix string, in phoneBatchUser, a *phoneAddition) *refusal {
	for _, name := range *in.CallingPlans {
		plan := b.sim.tenant.phone.planNamed(name)
		if plan == nil || slices.Contains(a.plans, plan) {
			return invalidField(prefix + "calling_plans")
		}
		if plan.free() <= b.seats[plan] {
			return noPlanSeat(plan)
		}
		b.seats[plan]++
		a.plans = append(a.plans, plan)
	}
	return nil
}

func (b *phoneBatch) numbers(_ string, in phoneBatchUser, a *phoneAddition) *refusal {
	if in.PhoneNumbers == nil {
		return nil
	}
	for _, text := range *in.PhoneNumbers {
		n, refused := b.sim.tenant.phone.assignable(numberRefBody{Number: &text}, nil)
		if refused != nil {
			return refused
		}
		has := func(other phoneAddition) bool { return slices.Contains(other.numbers, n) }
		if has(*a) || slices.ContainsFunc(b.additions, has) {
			return badRequest(codePhoneConflict, "Phone number already in use.")
		}
		a.numbers = append(a.numbers, n)
	}
	return b.sim.allowNumbers(a.plans, len(a.numbers))
}
