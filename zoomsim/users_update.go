package zoomsim

import (
	"strings"
)

const pmiDigits = 10

// updateBody holds what PATCH /users/{userId} takes; e-mail address, status,
// role and groups have operations of their own.
type updateBody struct {
	FirstName        *string            `json:"first_name"`
	LastName         *string            `json:"last_name"`
	DisplayName      *string            `json:"display_name"`
	Type             *int               `json:"type"`
	Dept             *string            `json:"dept"`
	Company          *string            `json:"company"`
	JobTitle         *string            `json:"job_title"`
	Location         *string            `json:"location"`
	CostCenter       *string            `json:"cost_center"`
	Manager          *string            `json:"manager"`
	Language         *string            `json:"language"`
	Timezone         *string            `json:"timezone"`
	PMI              *int64             `json:"pmi"`
	UsePMI           *bool              `json:"use_pmi"`
	HostKey          *string            `json:"host_key"`
	VanityName       *string            `json:"vanity_name"`
	CMSUserID        *string            `json:"cms_user_id"`
	Pronouns         *string            `json:"pronouns"`
	PronounsOption   *int               `json:"pronouns_option"`
	PhoneCountry     *string            `json:"phone_country"`
	PhoneNumber      *string            `json:"phone_number"`
	PhoneNumbers     *[]phoneNumber     `json:"phone_numbers"`
	CustomAttributes *[]customAttribute `json:"custom_attributes"`
	DivisionIDs      *[]string          `json:"division_ids"`
	GroupID          *string            `json:"group_id"`
	ZoomOneType      *int64             `json:"zoom_one_type"`
	PlanUnitedType   *string            `json:"plan_united_type"`
	Feature          *updateFeature     `json:"feature"`
	LicenseInfo      *[]licenseEntry    `json:"license_info_list"`
	// No operation shows the next two; they are checked and not kept.
	AboutMe     *string `json:"about_me"`
	LinkedinURL *string `json:"linkedin_url"`
}

type updateFeature struct {
	ZoomPhone *bool `json:"zoom_phone"`
}

// updateUser answers PATCH /users/{userId}.
func (s *Sim) updateUser(c *call) (reply, *refusal) {
	var body updateBody
	if refused := readBody(c.r, &body); refused != nil {
		return reply{}, refused
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	u, refused := s.wanted(c.params[0])
	if refused != nil {
		return reply{}, refused
	}
	if u.status == inactive {
		return reply{}, refuseInactive("update")
	}
	if refused := checkUpdate(body, u); refused != nil {
		return reply{}, refused
	}
	if u.status == pending {
		return s.updatePending(u, body)
	}
	if refused := s.allowUpdate(u, body); refused != nil {
		return reply{}, refused
	}
	old := s.facts(u)
	if body.Type == nil {
		s.tenant.update(u, body)
	} else { // Who leaves a licence loses features.
		oldSettings := u.settings()
		s.tenant.update(u, body)
		s.settingsEvent(u, oldSettings, u.settings())
	}
	if body.Feature != nil && body.Feature.ZoomPhone != nil {
		s.tenant.switchPhone(u, *body.Feature.ZoomPhone, s.now())
	}
	s.logOperation(logUser, "update", u.email)
	s.userChanged(u, old)
	return noContent()
}

// updatePending answers success and forgets everything but the group, which
// can be given to a pending user in this way alone. For other users Zoom
// documents no effect of group_id.
func (s *Sim) updatePending(u *user, body updateBody) (reply, *refusal) {
	if id := valueOf(body.GroupID); id != "" {
		g := s.tenant.group(id)
		if g == nil {
			return reply{}, groupNotFound(id)
		}
		if g.join(u) {
			s.groupMembers("member_added", g, u)
		}
	}
	return noContent()
}

// allowUpdate checks what depends on the rest of the account.
func (s *Sim) allowUpdate(u *user, b updateBody) *refusal {
	t := s.tenant
	if b.Feature != nil && b.Feature.ZoomPhone != nil && *b.Feature.ZoomPhone {
		if refused := t.allowPhone(u); refused != nil {
			return refused
		}
	}
	if b.Type != nil {
		if refused := s.seatForChange(u, kindOf(*b.Type)); refused != nil {
			return refused
		}
	}
	if (valueOf(b.PlanUnitedType) != "" && *b.PlanUnitedType != planUnitedOff) || (b.ZoomOneType != nil && *b.ZoomOneType != 0) {
		if refused := s.seatForPlan(u); refused != nil {
			return refused
		}
	}
	if (b.PMI != nil || b.UsePMI != nil) && (u.kind == typeUnassigned || u.kind == typeNone) {
		return badRequest(codeNoPermission, messageNoPMI)
	}
	if name := valueOf(b.VanityName); name != "" {
		if holder := t.byVanity[strings.ToLower(name)]; holder != nil && holder != u {
			return badRequest(codeVanityTaken, `User is already taken by another user from your account. Choose another "Personal Link Name".`)
		}
	}
	return nil
}

// update applies a checked request.
func (t *tenant) update(u *user, b updateBody) {
	for _, field := range []struct {
		to   *atom
		from *string
	}{
		{&u.first, b.FirstName},
		{&u.last, b.LastName},
		{&u.display, b.DisplayName},
		{&u.dept, b.Dept},
		{&u.company, b.Company},
		{&u.jobTitle, b.JobTitle},
		{&u.location, b.Location},
		{&u.costCenter, b.CostCenter},
		{&u.manager, b.Manager},
		{&u.language, b.Language},
		{&u.timezone, b.Timezone},
	} {
		if field.from != nil {
			*field.to = intern(*field.from)
		}
	}
	assign(&u.pmi, b.PMI)
	assign(&u.usePMI, b.UsePMI)
	if b.Type != nil {
		t.setKind(u, kindOf(*b.Type))
	}
	if b.VanityName != nil {
		t.setVanity(u, *b.VanityName)
	}
	if b.touchesRare() {
		t.editPlan(u, func(p *profile) { updateRare(p, b) })
	}
}

// touchesRare keeps users without rare fields small.
func (b updateBody) touchesRare() bool {
	return b.HostKey != nil || b.CMSUserID != nil || b.Pronouns != nil || b.PronounsOption != nil ||
		b.PhoneCountry != nil || b.PhoneNumber != nil || b.PhoneNumbers != nil || b.CustomAttributes != nil ||
		b.DivisionIDs != nil || b.ZoomOneType != nil || b.PlanUnitedType != nil
}

func updateRare(p *profile, b updateBody) {
	assign(&p.hostKey, b.HostKey)
	assign(&p.cmsUserID, b.CMSUserID)
	assign(&p.pronouns, b.Pronouns)
	assign(&p.pronounsOption, b.PronounsOption)
	assign(&p.phoneCountry, b.PhoneCountry)
	assign(&p.phoneNumber, b.PhoneNumber)
	assign(&p.phoneNumbers, b.PhoneNumbers)
	assign(&p.customAttributes, b.CustomAttributes)
	assign(&p.divisionIDs, b.DivisionIDs)
	assign(&p.zoomOneType, b.ZoomOneType)
	assign(&p.planUnitedType, b.PlanUnitedType)
	if p.planUnitedType == planUnitedOff {
		p.planUnitedType = ""
	}
	// A user has one plan: that switched on replaces the other one.
	switch {
	case b.ZoomOneType != nil && *b.ZoomOneType != 0:
		p.planUnitedType = ""
	case b.PlanUnitedType != nil && p.planUnitedType != "":
		p.zoomOneType = 0
	}
	for i := range p.phoneNumbers {
		p.phoneNumbers[i].Verified = false // Only the person can verify one.
	}
}

func (t *tenant) setVanity(u *user, name string) {
	if old := u.rare().vanity; old != "" {
		delete(t.byVanity, strings.ToLower(old))
	}
	u.edit().vanity = name
	if name != "" {
		t.byVanity[strings.ToLower(name)] = u
	}
}

func assign[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}
