package zoomsim

import "net/http"

// phoneView is the answer of GET /phone/users/{userId}. Unlike the list it has
// no name, site name and activation status.
type phoneView struct {
	ID               string           `json:"id"`
	PhoneUserID      string           `json:"phone_user_id"`
	Email            string           `json:"email"`
	ExtensionID      string           `json:"extension_id"`
	ExtensionNumber  int64            `json:"extension_number"`
	Status           string           `json:"status"`
	SiteID           string           `json:"site_id"`
	SiteAdmin        bool             `json:"site_admin"`
	CallingPlans     []planView       `json:"calling_plans"`
	PhoneNumbers     []numberRef      `json:"phone_numbers"`
	Department       string           `json:"department"`
	CostCenter       string           `json:"cost_center"`
	EmergencyAddress emergencyAddress `json:"emergency_address"`
	Policy           policyView       `json:"policy"`
}

type policyView struct {
	InternationalCalling bool       `json:"international_calling"`
	SMS                  policyItem `json:"sms"`
	Voicemail            policyItem `json:"voicemail"`
}

type policyItem struct {
	Enable bool `json:"enable"`
}

// getPhoneUser answers GET /phone/users/{userId}.
func (s *Sim) getPhoneUser(c *call) (reply, *refusal) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	u, refused := s.phoneUser(c.params[0])
	if refused != nil {
		return reply{}, refused
	}
	profile := u.phone
	return reply{http.StatusOK, phoneView{
		ID: u.id.String(), PhoneUserID: profile.id.String(), Email: u.email,
		ExtensionID: profile.extensionID.String(), ExtensionNumber: profile.extension, Status: profile.statusText(),
		SiteID: profile.site.id.String(), SiteAdmin: u.isAdmin(),
		CallingPlans: profile.planViews(), PhoneNumbers: s.numberRefs(profile),
		Department: u.dept.String(), CostCenter: u.costCenter.String(),
		EmergencyAddress: profile.emergency(), Policy: profile.policyView(),
	}}, nil
}

func (profile *phoneProfile) emergency() emergencyAddress {
	if profile.address != nil {
		return profile.address.address()
	}
	return profile.site.address()
}

func (profile *phoneProfile) policyView() policyView {
	var kept phonePolicy
	if profile.policy != nil {
		kept = *profile.policy
	}
	return policyView{!kept.noInternationalCalls, policyItem{!kept.noSMS}, policyItem{!kept.noVoicemail}}
}

// phoneSettings is the answer of GET /phone/users/{userId}/settings, as far
// as the simulator knows them.
type phoneSettings struct {
	AreaCode            string           `json:"area_code"`
	AudioPromptLanguage string           `json:"audio_prompt_language"`
	CompanyNumber       string           `json:"company_number"`
	Country             settingsCountry  `json:"country"`
	ExtensionNumber     int64            `json:"extension_number"`
	OutboundCaller      *outboundCaller  `json:"outbound_caller,omitempty"`
	OutboundCallerIDs   []outboundChoice `json:"outbound_caller_ids"`
	Status              string           `json:"status"`
	VoiceMail           []string         `json:"voice_mail"` // Nobody shares a mailbox here.
}

type settingsCountry struct {
	country
	CountryCode string `json:"country_code"`
}

type outboundCaller struct {
	Number string `json:"number"`
}

type outboundChoice struct {
	IsDefault bool   `json:"is_default"`
	Name      string `json:"name"`
	Number    string `json:"number"`
}

// getPhoneSettings answers GET /phone/users/{userId}/settings.
func (s *Sim) getPhoneSettings(c *call) (reply, *refusal) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	u, refused := s.phoneUser(c.params[0])
	if refused != nil {
		return reply{}, refused
	}
	profile := u.phone
	v := phoneSettings{
		AudioPromptLanguage: "en-US", Country: settingsCountry{profile.site.place.country, profile.site.place.callingCode},
		ExtensionNumber: profile.extension, CompanyNumber: profile.site.number.text(), OutboundCallerIDs: []outboundChoice{},
		Status: choose(profile.disabled, "Inactive", "Active"), VoiceMail: []string{},
	}
	for i, n := range profile.numbers {
		if i == 0 {
			v.AreaCode = n.text()[2:5]
			v.OutboundCaller = &outboundCaller{n.text()}
		}
		v.OutboundCallerIDs = append(v.OutboundCallerIDs, outboundChoice{i == 0, u.displayName(), n.text()})
	}
	return reply{http.StatusOK, v}, nil
}
