package zoomimpl

import (
	"strconv"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// Names of the attributes of a user that come from Zoom Phone.
const (
	attributePhoneFeature = "zoom_phone_feature"
	attributePhoneStatus  = "zoom_phone_status"
	attributeExtension    = "extension_number"
	attributeSiteID       = "site_id"
	attributeSiteName     = "site_name"
	attributeSiteCode     = "site_code"
	attributePhonePlans   = "zoom_phone_calling_plans"
	attributePhoneNumbers = "zoom_phone_numbers"
)

// phoneUser is what the attributes of Zoom Phone are read from. Nil stands for a
// user without Zoom Phone.
type phoneUser struct {
	// status is zoomapi.PhoneActivate or zoomapi.PhoneDeactivate.
	status string
	// extension is complete, the code of the site included; 0 when there is none.
	extension int64
	// siteID is empty for a user without a site. siteName and siteCode are
	// filled as far as they were asked for; the code is 0 in accounts without
	// site codes.
	siteID, siteName string
	siteCode         int64
	// plans are the codes of the calling plans, and numbers are canonical E.164;
	// what does not look like a number is as Zoom gave it.
	plans   []int64
	numbers []string
}

// newPhoneUser takes over what Zoom said about a phone user, from the list or
// the single get. It is nil for nil and for a user who has a licence with Zoom
// Phone and not yet Zoom Phone itself.
func newPhoneUser(u *zoomapi.PhoneUser) *phoneUser {
	if u == nil || u.Status == zoomapi.PhonePending {
		return nil
	}
	p := &phoneUser{status: u.Status, extension: u.ExtensionNumber, siteID: u.HomeSiteID()}
	if u.Site != nil && u.Site.ID == p.siteID {
		p.siteName = u.Site.Name
	}
	for _, plan := range u.CallingPlans {
		p.plans = append(p.plans, int64(plan.Type))
	}
	for _, ref := range u.PhoneNumbers {
		if number := canonicalNumber(ref.Number); number != "" {
			p.numbers = append(p.numbers, number)
		}
	}
	return p
}

// canonicalNumber is the number in E.164, or as it is when it does not look like
// one: what Zoom knows is shown rather than hidden.
func canonicalNumber(text string) string {
	if canonical, err := zoomapi.NormaliseNumber(text); err == nil {
		return canonical
	}
	return text
}

// phoneAttributes are the attributes of Zoom Phone.
func phoneAttributes() []*userAttribute {
	return []*userAttribute{phoneFeature(), phoneStatus(), phoneExtension(), phoneSiteID(), phoneSiteName(), phoneSiteCode(), phonePlans(), phoneLines()}
}

// ofPhone starts an attribute of Zoom Phone. A user without Zoom Phone has no
// values of it.
func ofPhone(name string, t shared.Type, description string, read func(*phoneUser) []shared.Value) *userAttribute {
	a := attribute(name, sourcePhone, t, description)
	a.info.Updatable = true
	a.phone = func(u *phoneUser) []shared.Value {
		if u == nil {
			return nil
		}
		return read(u)
	}
	return a
}

// creatable says that the attribute can be given at create.
func (a *userAttribute) creatable() *userAttribute {
	a.info.Creatable = true
	return a
}

func phoneFeature() *userAttribute {
	a := attribute(attributePhoneFeature, sourcePhone, shared.TypeBool,
		"Whether the user has Zoom Phone, without which no other attribute of it can be written. Zoom makes the phone user some time after switching it on, for which a write waits up to 30 seconds. Switching it off, or deactivating the user, takes extension, site, calling plans and numbers from the user.")
	a.info.Creatable, a.info.Updatable, a.fixed = true, true, true
	a.phone = func(u *phoneUser) []shared.Value { return []shared.Value{shared.BoolValue(u != nil)} }
	return a
}

func phoneStatus() *userAttribute {
	a := ofPhone(attributePhoneStatus, shared.TypeString,
		"activate for who can make and receive calls, deactivate for who has Zoom Phone and cannot use it; it keeps numbers, plans and licence.",
		func(u *phoneUser) []shared.Value { return optionalText(u.status) })
	a.info.AllowedValues = stringValues(zoomapi.PhoneActivate, zoomapi.PhoneDeactivate)
	a.info.AllowedValuesOpen, a.fixed = true, true
	return a.checked(checkPhoneStatus)
}

func phoneExtension() *userAttribute {
	a := ofPhone(attributeExtension, shared.TypeString,
		"Complete extension: the code of the site, when the account has site codes, and the short extension, in digits. What is written with as many digits as the site's short extensions have gets the code in front. Moving to another site may change it.",
		func(u *phoneUser) []shared.Value {
			if u.extension == 0 {
				return nil
			}
			return stringValues(strconv.FormatInt(u.extension, 10))
		}).creatable()
	a.info.CaseExact, a.fixed = true, true
	return a.checked(checkExtension)
}

func phoneSiteID() *userAttribute {
	a := ofPhone(attributeSiteID, shared.TypeReference,
		"Site of the user. One of site_id, site_name and site_code places the user; several must mean the same site.",
		func(u *phoneUser) []shared.Value {
			if u.siteID == "" {
				return nil
			}
			return []shared.Value{shared.ReferenceValue(shared.Reference{Class: classSite, UID: u.siteID, Name: u.siteName})}
		}).creatable()
	a.info.ReferenceClass, a.fixed = classSite, true
	return a
}

func phoneSiteName() *userAttribute {
	a := ofPhone(attributeSiteName, shared.TypeString, "Name of the user's site. A name that several sites have places nobody.",
		func(u *phoneUser) []shared.Value { return optionalText(u.siteName) }).creatable()
	a.fixed = true
	return a
}

func phoneSiteCode() *userAttribute {
	a := ofPhone(attributeSiteCode, shared.TypeInt, "Code of the user's site, with which its extensions start; there is none in accounts without site codes.",
		func(u *phoneUser) []shared.Value {
			if u.siteCode == 0 {
				return nil
			}
			return intValues(u.siteCode)
		}).creatable()
	a.fixed = true
	return a
}

func phonePlans() *userAttribute {
	a := ofPhone(attributePhonePlans, shared.TypeInt,
		"Codes of the calling plans, such as 200 for US/CA Unlimited; the class "+classPlan+" lists those of the account and their free seats. Of a plan with several subscriptions the user gets the one with a free seat or, when several have one, that of its other plans; the option "+optionPlanSubscription+" names another one. A create of a user who exists already adds plans and takes none.",
		func(u *phoneUser) []shared.Value { return intValues(u.plans...) }).creatable()
	a.info.MultiValued, a.most = true, zoomapi.MaxUserPlans
	return a
}

// phoneLines are the numbers of Zoom Phone, other than those of the profile.
func phoneLines() *userAttribute {
	a := ofPhone(attributePhoneNumbers, shared.TypeString,
		"Zoom Phone numbers in E.164, such as +14232058798, at most 10; digits alone, and separators after a plus sign, are the same. The class "+classNumber+" lists those of the account. A number that Zoom shows without its digits is no value and stays. A create of a user who exists already adds numbers and takes none.",
		func(u *phoneUser) []shared.Value { return stringValues(u.numbers...) }).creatable()
	a.info.MultiValued, a.most = true, zoomapi.MaxUserNumbers
	return a.checked(checkNumber)
}
