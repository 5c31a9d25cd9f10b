package zoomimpl

import (
	"time"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// profileAttributes describe the person and are written by PATCH.
func profileAttributes() []*userAttribute {
	return []*userAttribute{
		text("dept", sourceList, "Department.", func(u *zoomapi.User) string { return u.Dept }).
			written(func(p *zoomapi.UserPatch) **string { return &p.Dept }),
		text("job_title", sourceGet, "Job title, at most 128 characters.", func(u *zoomapi.User) string { return u.JobTitle }).
			written(func(p *zoomapi.UserPatch) **string { return &p.JobTitle }).atMost(maxJobTitle),
		text("company", sourceGet, "Company, at most 255 characters.", func(u *zoomapi.User) string { return u.Company }).
			written(func(p *zoomapi.UserPatch) **string { return &p.Company }).atMost(maxCompany),
		text("location", sourceGet, "Location, at most 256 characters.", func(u *zoomapi.User) string { return u.Location }).
			written(func(p *zoomapi.UserPatch) **string { return &p.Location }).atMost(maxLocation),
		text("manager", sourceGet, "The manager; Zoom takes the e-mail address or display name of a user of the account.", func(u *zoomapi.User) string { return u.Manager }).
			written(func(p *zoomapi.UserPatch) **string { return &p.Manager }),
		text("cost_center", sourceGet, "Cost centre.", func(u *zoomapi.User) string { return u.CostCenter }).
			written(func(p *zoomapi.UserPatch) **string { return &p.CostCenter }),
		text("language", sourceGet, "Language, such as en-US.", func(u *zoomapi.User) string { return u.Language }).
			written(func(p *zoomapi.UserPatch) **string { return &p.Language }).notCleared(),
		text("timezone", sourceList, "Time zone, such as Europe/Berlin.", func(u *zoomapi.User) string { return u.Timezone }, "TIME_ZONE").
			written(func(p *zoomapi.UserPatch) **string { return &p.Timezone }).notCleared(),
		text("phone_number", sourceGet, "Number of the profile, not a Zoom Phone number, of the country phone_country. Deprecated by Zoom in favour of phone_numbers; both cannot be written at once.",
			func(u *zoomapi.User) string { return u.PhoneNumber }).
			written(func(p *zoomapi.UserPatch) **string { return &p.PhoneNumber }).updateOnly(),
		text("phone_country", sourceGet, "Country of phone_number, such as US. Deprecated by Zoom in favour of phone_numbers.",
			func(u *zoomapi.User) string { return u.PhoneCountry }).
			written(func(p *zoomapi.UserPatch) **string { return &p.PhoneCountry }).updateOnly(),
		text("pronouns", sourceGet, "Pronouns.", func(u *zoomapi.User) string { return u.Pronouns }).
			written(func(p *zoomapi.UserPatch) **string { return &p.Pronouns }),
		pronounsOption(), phoneNumbers(), customAttributes(), divisionIDs(),
	}
}

// pronounsOption says where pronouns are shown.
func pronounsOption() *userAttribute {
	a := attribute("pronouns_option", sourceGet, shared.TypeInt,
		"Whether meetings show the pronouns: 1 ask each time, 2 always, 3 never.")
	a.info.AllowedValues = intValues(1, 2, 3)
	a.info.Creatable, a.info.Updatable, a.fixed = true, true, true
	a.read = func(u *zoomapi.User) []shared.Value {
		if u.PronounsOption == nil {
			return nil
		}
		return intValues(int64(*u.PronounsOption))
	}
	a.patch = func(p *zoomapi.UserPatch, v shared.Values) {
		n, _ := v.AsInt()
		option := int(n)
		p.PronounsOption = &option
	}
	return a
}

// readOnlyAttributes are set by Zoom.
func readOnlyAttributes() []*userAttribute {
	verified := attribute("verified", sourceList, shared.TypeInt, "1 when the e-mail address is verified, else 0.")
	verified.read = func(u *zoomapi.User) []shared.Value {
		if u.Verified == nil {
			return nil
		}
		return []shared.Value{shared.IntValue(int64(*u.Verified))}
	}
	return []*userAttribute{
		moment("created_at", "Creation of the newest login type; deprecated by Zoom. For pending users Zoom gives the time of the call.",
			func(u *zoomapi.User) time.Time { return u.CreatedAt.Time }),
		moment("user_created_at", "Creation of the user.", func(u *zoomapi.User) time.Time { return u.UserCreatedAt.Time }),
		moment("last_login_time", "Last login. Zoom moves it only when the previous value is three days old, and clears it for inactive users.",
			func(u *zoomapi.User) time.Time { return u.LastLoginTime.Time }),
		verified, loginTypes(),
		text("last_client_version", sourceList, "Zoom client last used, such as 5.9.6.4993(mac).",
			func(u *zoomapi.User) string { return u.LastClientVersion }),
		text("employee_unique_id", sourceList, "Unique id of the single sign-on login.",
			func(u *zoomapi.User) string { return u.EmployeeUniqueID }),
		text("vanity_url", sourceGet, "Personal link; it ends in vanity_name.", func(u *zoomapi.User) string { return u.VanityURL }),
		text("pic_url", sourceGet, "Address of the profile picture.", func(u *zoomapi.User) string { return u.PicURL }),
	}
}

// loginTypes are in Zoom's list since 2026-06-04 (changelog), so that a row
// without them says nothing about the user.
func loginTypes() *userAttribute {
	a := attribute("login_types", sourceList, shared.TypeInt,
		"Ways to log in: 0 Facebook, 1 Google, 24 Apple, 27 Microsoft, 99 API, 100 Zoom work e-mail, 101 single sign-on, and others.")
	a.info.MultiValued = true
	a.inRow = func(u *zoomapi.User) bool { return u.LoginTypes != nil }
	a.read = func(u *zoomapi.User) []shared.Value {
		values := make([]shared.Value, len(u.LoginTypes))
		for i, t := range u.LoginTypes {
			values[i] = shared.IntValue(int64(t))
		}
		return values
	}
	return a
}
