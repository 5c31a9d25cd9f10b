package zoomsim

import (
	"fmt"
	"net/http"
	"strings"
)

// The actions of POST /users.
const (
	actionCreate     = "create"
	actionAutoCreate = "autoCreate"
	actionCustCreate = "custCreate"
	actionSSOCreate  = "ssoCreate"
)

type createBody struct {
	Action   *string     `json:"action"`
	UserInfo *createInfo `json:"user_info"`
}

// createInfo holds all that POST /users takes; department, title, groups and
// the rest of the profile need an update afterwards.
type createInfo struct {
	Email          *string         `json:"email"`
	FirstName      *string         `json:"first_name"`
	LastName       *string         `json:"last_name"`
	DisplayName    *string         `json:"display_name"`
	Password       *string         `json:"password"`
	Type           *int            `json:"type"`
	DivisionIDs    *[]string       `json:"division_ids"`
	Feature        *createFeature  `json:"feature"`
	PlanUnitedType *string         `json:"plan_united_type"`
	LicenseInfo    *[]licenseEntry `json:"license_info_list"`
}

type createFeature struct {
	ZoomPhone   *bool  `json:"zoom_phone"`
	ZoomOneType *int64 `json:"zoom_one_type"`
}

type licenseEntry struct {
	LicenseType    *string `json:"license_type"`
	LicenseOption  *int64  `json:"license_option"`
	SubscriptionID *string `json:"subscription_id"`
}

// created is the answer of POST /users.
type created struct {
	ID        string `json:"id"`
	Email     string `json:"email"`
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name"`
	Type      uint8  `json:"type"`
}

// createUser answers POST /users.
func (s *Sim) createUser(c *call) (reply, *refusal) {
	var body createBody
	if refused := readBody(c.r, &body); refused != nil {
		return reply{}, refused
	}
	if body.UserInfo == nil {
		body.UserInfo = &createInfo{}
	}
	if refused := s.checkCreate(body); refused != nil {
		return reply{}, refused
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	info, action := body.UserInfo, *body.Action
	if action == actionCreate {
		if refused := s.spend(c, s.caps.creates); refused != nil {
			return reply{}, refused
		}
	}
	if refused := s.allowCreate(action, info); refused != nil {
		return reply{}, refused
	}
	if expired := s.tenant.user(*info.Email); expired != nil {
		s.tenant.remove(expired)
	}
	u := s.newUser(action, info)
	s.tenant.add(u)
	if u.phoneFeature {
		s.tenant.orderPhone(u, s.now())
	}
	s.userCreated(u, action)
	answer := created{u.id.String(), u.email, u.first.String(), u.last.String(), u.kind}
	if s.isUnlinked(u.email) {
		answer.ID = "" // Reported: the person is invited, and has no id here yet.
	}
	return reply{http.StatusCreated, answer}, nil
}

// allowCreate checks what depends on the rest of the account. An invitation
// that has expired makes room for a new one.
func (s *Sim) allowCreate(action string, info *createInfo) *refusal {
	if action == actionAutoCreate && !s.tenant.managed(*info.Email) {
		return s.domainMismatch(*info.Email)
	}
	if action != actionCreate && s.isUnlinked(*info.Email) {
		return activeElsewhere(*info.Email)
	}
	switch have := s.tenant.user(*info.Email); {
	case have == nil:
	case !s.expired(have):
		return emailInUse(*info.Email)
	}
	planned := info.PlanUnitedType != nil || info.Feature != nil && info.Feature.ZoomOneType != nil
	if refused := s.seatForNew(kindOf(*info.Type), planned); refused != nil {
		return refused
	}
	if info.Feature != nil && info.Feature.ZoomPhone != nil && *info.Feature.ZoomPhone {
		return s.tenant.allowPhone(nil)
	}
	return nil
}

// checkCreate validates what can be judged without the tenant.
func (s *Sim) checkCreate(body createBody) *refusal {
	var f fieldCheck
	info := body.UserInfo
	action := valueOf(body.Action)
	switch action {
	case actionCreate, actionAutoCreate, actionCustCreate, actionSSOCreate:
	case "":
		f.missing("action")
	default:
		f.invalid("action")
	}
	if info.Type == nil {
		f.missing("user_info.type")
	} else {
		f.kind("user_info.type", *info.Type, action == actionSSOCreate)
	}
	f.email("user_info.email", info.Email)
	f.names("user_info.", info.FirstName, info.LastName, info.DisplayName)
	if info.DivisionIDs != nil && len(*info.DivisionIDs) > 1 {
		f.invalid("user_info.division_ids")
	}
	if info.Feature != nil && info.Feature.ZoomOneType != nil && !isZoomOne(*info.Feature.ZoomOneType) {
		f.invalid("user_info.feature.zoom_one_type")
	}
	if refused := invalidFields(f.faults); refused != nil {
		return refused
	}
	switch {
	case *info.Type == typeOnPrem:
		return badRequest(codeValidation, messageOnPrem)
	case info.PlanUnitedType != nil && info.Feature != nil && info.Feature.ZoomOneType != nil:
		return badRequest(codeValidation, messageOnePlan)
	case info.PlanUnitedType != nil && !isPlanUnited(*info.PlanUnitedType):
		return badRequest(codeValidation, messageBadPlanUnited)
	case action == actionAutoCreate && info.Password != nil && s.passwordFault(*info.Password) != nil:
		return badRequest(codeValidation, messageBadPassword)
	}
	return checkLicenceInfo("user_info.", info.LicenseInfo)
}

// checkLicenceInfo refuses every subscription: the simulated account has one
// subscription a plan, for which the list is not meant.
func checkLicenceInfo(prefix string, list *[]licenseEntry) *refusal {
	if list == nil || len(*list) == 0 {
		return nil
	}
	first := (*list)[0]
	if len(*list) > maxLicenceInfo || first.LicenseType == nil || first.LicenseOption == nil || first.SubscriptionID == nil {
		return invalidField(prefix + "license_info_list")
	}
	return badRequest(codeValidation, `The subscription "`+*first.SubscriptionID+`" you entered does not exist. Please choose a different subscription and try again.`)
}

func (s *Sim) domainMismatch(email string) *refusal {
	return badRequest(codeDomainMismatch, fmt.Sprintf("Email address %s doesn't match limited domains: %s", email, strings.Join(s.tenant.domains, ",")))
}

// newUser makes a user out of a valid request; the caller holds the lock.
func (s *Sim) newUser(action string, info *createInfo) *user {
	id, seq := s.tenant.take()
	u := &user{
		id: id, seq: seq, email: *info.Email, createdAt: s.now().Unix(),
		first: intern(valueOf(info.FirstName)), last: intern(valueOf(info.LastName)), display: intern(valueOf(info.DisplayName)),
		timezone: s.tenant.owner.timezone, language: s.tenant.owner.language, roleID: intern(roleMember),
		pmi: randomPMI(dice{s.tenant.ids}), kind: kindOf(*info.Type), verified: true,
	}
	switch action {
	case actionAutoCreate:
		u.logins = loginWork
		if info.Password != nil {
			u.setPassword(*info.Password)
		}
	case actionCustCreate:
		u.logins = loginAPI
	case actionSSOCreate:
		u.logins = loginSSO
		s.tenant.giveVanity(u)
	default:
		u.status, u.verified = pending, false
	}
	if info.DivisionIDs != nil && len(*info.DivisionIDs) > 0 {
		u.edit().divisionIDs = *info.DivisionIDs
	}
	if info.PlanUnitedType != nil {
		u.edit().planUnitedType = *info.PlanUnitedType
	}
	if f := info.Feature; f != nil {
		u.phoneFeature = f.ZoomPhone != nil && *f.ZoomPhone
		if f.ZoomOneType != nil {
			u.edit().zoomOneType = *f.ZoomOneType
		}
	}
	return u
}

// giveVanity names the personal link of a new SSO user after the address,
// unless the user is Basic; an occupied name gets a number.
func (t *tenant) giveVanity(u *user) {
	if u.kind == typeBasic {
		return
	}
	name, _, _ := strings.Cut(u.email, "@")
	if t.byVanity[strings.ToLower(name)] != nil {
		name = fmt.Sprintf("%s%d", name, u.seq)
	}
	u.edit().vanity = name
	t.byVanity[strings.ToLower(name)] = u
}

func valueOf(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}
