package zoomimpl

import (
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// planOff is how plan_united_type is taken away in a PATCH.
const planOff = "none"

// licenceAttributes decide what a user is licensed for. Zoom takes one of them
// in a PATCH, and may change another along with it.
func licenceAttributes() []*userAttribute {
	licences := []*userAttribute{licenceType(), planUnited(), zoomOne(), licenceInfo()}
	for _, a := range licences {
		a.licence = true
	}
	return licences
}

func licenceType() *userAttribute {
	a := attribute("type", sourceList, shared.TypeInt,
		"Licence type: 1 Basic (the default at create), 2 Licensed, 4 unassigned without Meetings Basic, 99 none (single sign-on users only).")
	a.info.AllowedValues = intValues(zoomapi.UserTypeBasic, zoomapi.UserTypeLicensed, zoomapi.UserTypeUnassigned, zoomapi.UserTypeNone)
	a.info.AllowedValuesOpen, a.info.Creatable, a.info.Updatable, a.fixed = true, true, true, true
	a.read = func(u *zoomapi.User) []shared.Value {
		if u.Type == 0 {
			return nil // Left out by Zoom: 0 is no licence type.
		}
		return intValues(int64(u.Type))
	}
	a.patch = func(p *zoomapi.UserPatch, v shared.Values) {
		n, _ := v.AsInt()
		t := int(n)
		p.Type = &t
	}
	a.post = func(p *zoomapi.UserCreate, v shared.Values) {
		n, _ := v.AsInt()
		p.Type = int(n)
	}
	return a
}

func planUnited() *userAttribute {
	a := text("plan_united_type", sourceList,
		"Code of the Zoom United plan, from 1 (Pro with US/CA Unlimited) to 131072 (Enterprise with JP Unlimited); none or nothing takes the plan away.",
		func(u *zoomapi.User) string { return u.PlanUnitedType })
	for code := 1; code <= 1<<17; code <<= 1 {
		a.info.AllowedValues = append(a.info.AllowedValues, shared.StringValue(shared.IntValue(int64(code)).String()))
	}
	a.info.AllowedValues = append(a.info.AllowedValues, shared.StringValue(planOff))
	a.info.AllowedValuesOpen, a.info.CaseExact, a.info.Creatable, a.info.Updatable = true, true, true, true
	a.off = shared.StringValue(planOff)
	a.patch = func(p *zoomapi.UserPatch, v shared.Values) {
		plan, _ := v.AsString()
		if plan == "" {
			plan = planOff
		}
		p.PlanUnitedType = &plan
	}
	a.post = func(p *zoomapi.UserCreate, v shared.Values) { p.PlanUnitedType, _ = v.AsString() }
	return a
}

func zoomOne() *userAttribute {
	a := attribute("zoom_one_type", sourceGet, shared.TypeInt,
		"Code of the Zoom Workplace plan, a bit code of up to 60 bits, such as 16 for Business Plus with US/CA Unlimited; 0 or nothing takes the plan away.",
		"ZOOM_ONE_FEATURE_TYPE")
	a.info.AllowedValues = intValues(
		0, 4, 8, 16, 32, 64, 128, 1<<25, 1<<27, 1<<28, 1<<29, 1<<30, 1<<32, 1<<33, 1<<34, 1<<35, 1<<36,
		1<<37, 1<<38, 1<<39, 1<<40, 1<<41, 1<<42, 1<<54, 1<<56, 1<<57, 1<<59)
	a.info.AllowedValuesOpen, a.info.Creatable, a.info.Updatable = true, true, true
	a.off = shared.IntValue(0)
	a.read = func(u *zoomapi.User) []shared.Value {
		if u.ZoomOneType == nil || *u.ZoomOneType == 0 {
			return nil
		}
		return intValues(*u.ZoomOneType)
	}
	a.patch = func(p *zoomapi.UserPatch, v shared.Values) {
		plan, _ := v.AsInt() // 0 when cleared
		p.ZoomOneType = &plan
	}
	a.post = func(p *zoomapi.UserCreate, v shared.Values) {
		plan, _ := v.AsInt()
		p.Feature = &zoomapi.Feature{ZoomOneType: &plan}
	}
	return a
}

// licenceInfo names the subscriptions that licences come from.
func licenceInfo() *userAttribute {
	a := object("license_info_list", sourceList,
		"Licences with their subscriptions, at most 2: {license_type, license_option, subscription_id}, such as ZOOM_WORKPLACE_BUNDLE, 16, SUBREF-1; the type is MEETING or ZOOM_WORKPLACE_BUNDLE. Only for accounts with several subscriptions of one plan.",
		objectShape{fields: []objectField{
			{name: "license_type", key: true, required: true, allowed: []string{"MEETING", "ZOOM_WORKPLACE_BUNDLE"}},
			{name: "license_option", kind: shared.TypeInt, required: true},
			{name: "subscription_id", required: true},
		}}, maxLicences)
	a.read = func(u *zoomapi.User) []shared.Value {
		values := make([]shared.Value, len(u.LicenseInfoList))
		for i, l := range u.LicenseInfoList {
			values[i] = shared.ObjectValue(embedded("license_type", l.LicenseType, "subscription_id", l.SubscriptionID).
				Set("license_option", shared.IntValue(l.LicenseOption)).Build())
		}
		return values
	}
	list := func(v shared.Values) []zoomapi.LicenseInfo {
		out := make([]zoomapi.LicenseInfo, 0, v.Len())
		for x := range v.All() {
			option, _ := objectField{name: "license_option", kind: shared.TypeInt}.of(x)
			n, _ := option.AsInt()
			out = append(out, zoomapi.LicenseInfo{LicenseType: member(x, "license_type"), LicenseOption: n, SubscriptionID: member(x, "subscription_id")})
		}
		return out
	}
	a.patch = func(p *zoomapi.UserPatch, v shared.Values) {
		licences := list(v)
		p.LicenseInfoList = &licences
	}
	a.post = func(p *zoomapi.UserCreate, v shared.Values) { p.LicenseInfoList = list(v) }
	return a
}

func intValues(numbers ...int64) []shared.Value {
	values := make([]shared.Value, len(numbers))
	for i, n := range numbers {
		values[i] = shared.IntValue(n)
	}
	return values
}
