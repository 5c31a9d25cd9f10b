package zoomsim

type phoneUpdateBody struct {
	ExtensionNumber    *string      `json:"extension_number"`
	SiteID             *string      `json:"site_id"`
	EmergencyAddressID *string      `json:"emergency_address_id"`
	TemplateID         *string      `json:"template_id"`
	Policy             *policyPatch `json:"policy"`
}

// policyPatch holds what the simulator keeps of a policy, and the lists whose
// length Zoom limits. It accepts and forgets everything else.
type policyPatch struct {
	InternationalCalling *bool        `json:"international_calling"`
	SMS                  *policyFlag  `json:"sms"`
	Voicemail            *policyFlag  `json:"voicemail"`
	Desktop              *clientLists `json:"zoom_phone_on_desktop"`
	Mobile               *clientLists `json:"zoom_phone_on_mobile"`
}

type policyFlag struct {
	Enable *bool `json:"enable"`
}

type clientLists struct {
	Calling []string `json:"allow_calling_clients"`
	SMS     []string `json:"allow_sms_mms_clients"`
}

const maxPolicyClients = 10

// phoneChange is a checked update of a profile.
type phoneChange struct {
	site      *phoneSite
	extension int64
	address   *phoneSite
}

// updatePhoneUser answers PATCH /phone/users/{userId}: everything or nothing.
func (s *Sim) updatePhoneUser(c *call) (reply, *refusal) {
	var body phoneUpdateBody
	if refused := readBody(c.r, &body); refused != nil {
		return reply{}, refused
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	u, refused := s.phoneUser(c.params[0])
	if refused != nil {
		return reply{}, refused
	}
	change, refused := s.tenant.phone.checkPhoneUpdate(body, u.phone)
	if refused != nil {
		return reply{}, refused
	}
	u.phone.site, u.phone.address = change.site, change.address
	s.tenant.phone.take(u.phone, change.extension)
	if body.Policy != nil {
		u.phone.setPolicy(*body.Policy)
	}
	s.logPhone(phoneLogUser, "update", "", u)
	return noContent()
}

func (p *phoneSystem) checkPhoneUpdate(b phoneUpdateBody, profile *phoneProfile) (phoneChange, *refusal) {
	change := phoneChange{profile.site, profile.extension, profile.address}
	if b.TemplateID != nil {
		return change, templateMissing() // The account has no templates.
	}
	if refused := b.Policy.check(); refused != nil {
		return change, refused
	}
	if b.EmergencyAddressID != nil {
		if change.address = p.siteOfAddress(*b.EmergencyAddressID); change.address == nil {
			return change, invalidField("emergency_address_id")
		}
	}
	var refused *refusal
	if b.SiteID != nil {
		if change.site = p.site(*b.SiteID); change.site == nil {
			return change, siteMissing()
		}
	}
	if b.ExtensionNumber != nil {
		change.extension, refused = p.checkExtension(*b.ExtensionNumber, change.site, profile)
		return change, refused
	}
	change.extension, refused = p.moved(profile, change.site)
	return change, refused
}

// siteOfAddress finds a site by its emergency address; there are no others.
func (p *phoneSystem) siteOfAddress(id string) *phoneSite {
	key, ok := parseID(id)
	if !ok {
		return nil
	}
	for _, site := range p.sites {
		if site.addressID == key {
			return site
		}
	}
	return nil
}

func (b *policyPatch) check() *refusal {
	if b == nil {
		return nil
	}
	for _, group := range []struct {
		name  string
		lists *clientLists
	}{{"zoom_phone_on_desktop", b.Desktop}, {"zoom_phone_on_mobile", b.Mobile}} {
		switch {
		case group.lists == nil:
		case len(group.lists.Calling) > maxPolicyClients:
			return tooManyItems("policy."+group.name+".allow_calling_clients", maxPolicyClients)
		case len(group.lists.SMS) > maxPolicyClients:
			return tooManyItems("policy."+group.name+".allow_sms_mms_clients", maxPolicyClients)
		}
	}
	return nil
}

func (profile *phoneProfile) setPolicy(b policyPatch) {
	kept := phonePolicy{}
	if profile.policy != nil {
		kept = *profile.policy
	}
	forbid := func(to *bool, enable *bool) {
		if enable != nil {
			*to = !*enable
		}
	}
	forbid(&kept.noInternationalCalls, b.InternationalCalling)
	if b.SMS != nil {
		forbid(&kept.noSMS, b.SMS.Enable)
	}
	if b.Voicemail != nil {
		forbid(&kept.noVoicemail, b.Voicemail.Enable)
	}
	profile.policy = &kept
}
