package zoomsim

import (
	"slices"
	"strconv"
	"strings"
)

const (
	planUnitedOff       = "none"
	maxPhoneNumbers     = 3
	maxCustomAttributes = 5
	minHostKey          = 6
	maxHostKey          = 10
)

// checkUpdate validates a request by itself.
func checkUpdate(b updateBody, u *user) *refusal {
	var f fieldCheck
	f.names("", b.FirstName, b.LastName, b.DisplayName)
	f.text("company", b.Company, 255)
	f.text("job_title", b.JobTitle, 128)
	f.text("location", b.Location, 256)
	f.text("about_me", b.AboutMe, 150)
	if b.Type != nil {
		f.kind("type", *b.Type, u.logins&loginSSO != 0)
	}
	if b.PMI != nil && len(strconv.FormatInt(*b.PMI, 10)) != pmiDigits {
		f.invalid("pmi")
	}
	if b.HostKey != nil && !isHostKey(*b.HostKey) {
		f.invalid("host_key")
	}
	if b.PronounsOption != nil && (*b.PronounsOption < 1 || *b.PronounsOption > 3) {
		f.invalid("pronouns_option")
	}
	if b.ZoomOneType != nil && *b.ZoomOneType != 0 && !isZoomOne(*b.ZoomOneType) {
		f.invalid("zoom_one_type")
	}
	f.lists(b)
	if refused := invalidFields(f.faults); refused != nil {
		return refused
	}
	return checkUpdateRules(b)
}

func (f *fieldCheck) lists(b updateBody) {
	if b.PhoneNumbers != nil {
		if len(*b.PhoneNumbers) > maxPhoneNumbers {
			f.invalid("phone_numbers")
		}
		for _, n := range *b.PhoneNumbers {
			if n.Label != "" && !slices.Contains([]string{"Mobile", "Office", "Home", "Fax"}, n.Label) {
				f.invalid("phone_numbers.label")
			}
		}
	}
	if b.CustomAttributes != nil && len(*b.CustomAttributes) > maxCustomAttributes {
		f.invalid("custom_attributes")
	}
	if b.DivisionIDs != nil && len(*b.DivisionIDs) > 1 {
		f.invalid("division_ids")
	}
}

// checkUpdateRules checks the rules that have error texts of their own.
func checkUpdateRules(b updateBody) *refusal {
	plans := 0
	for _, given := range []bool{b.Type != nil, b.PlanUnitedType != nil, b.ZoomOneType != nil} {
		if given {
			plans++
		}
	}
	switch {
	case plans > 1:
		return badRequest(codeValidation, messageOnePlan)
	case b.Type != nil && *b.Type == typeOnPrem:
		return badRequest(codeValidation, messageOnPrem)
	case b.PlanUnitedType != nil && *b.PlanUnitedType != planUnitedOff && !isPlanUnited(*b.PlanUnitedType):
		return badRequest(codeValidation, messageBadPlanUnited)
	case b.AboutMe != nil && (strings.ContainsAny(*b.AboutMe, "<>") || strings.Contains(*b.AboutMe, "://")):
		return badRequest(codeValidation, "The `about_me` field is illegal and can't contain hyperlinks or HTML code.")
	case valueOf(b.LinkedinURL) != "" && !strings.Contains(*b.LinkedinURL, "linkedin.com"):
		return badRequest(codeValidation, "The `linkedin_url` field is illegal. The URL must contain `linkedin.com`.")
	}
	return checkLicenceInfo("", b.LicenseInfo)
}

func isHostKey(text string) bool {
	digits := strings.Trim(text, "0123456789") == ""
	return digits && len(text) >= minHostKey && len(text) <= maxHostKey
}
