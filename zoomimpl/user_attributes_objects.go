package zoomimpl

import (
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// Greatest numbers of values that Zoom documents, see "Update a user" at
// https://developers.zoom.us/docs/api/users/.
const (
	maxPhoneNumbers     = 3
	maxCustomAttributes = 5
	maxDivisions        = 1
	maxLicences         = 2
)

// object starts a multi-valued attribute of embedded objects, written as a whole.
func object(name, source, description string, shape objectShape, most int) *userAttribute {
	a := attribute(name, source, shared.TypeObject, description)
	a.info.MultiValued, a.info.Creatable, a.info.Updatable = true, true, true
	a.shape, a.most = &shape, most
	return a
}

// phoneNumbers are the numbers of the profile.
func phoneNumbers() *userAttribute {
	a := object("phone_numbers", sourceGet,
		"Numbers of the profile, not Zoom Phone numbers, at most 3: {code, country, label, number}, such as +1, US, Mobile, 5550100; the label is Mobile, Office, Home or Fax. verified is read only. Members that are left out for a number that is there stay as they are. Writing excludes phone_number and phone_country, whose successor this is.",
		objectShape{fields: []objectField{
			{name: "code", key: true},
			{name: "country"},
			{name: "label", allowed: []string{"Mobile", "Office", "Home", "Fax"}},
			{name: "number", key: true, required: true},
			{name: "verified", kind: shared.TypeBool, loose: true},
		}}, maxPhoneNumbers)
	a.read = func(u *zoomapi.User) []shared.Value {
		values := make([]shared.Value, len(u.PhoneNumbers))
		for i, n := range u.PhoneNumbers {
			b := embedded("code", n.Code, "country", n.Country, "label", n.Label, "number", n.Number)
			if n.Verified != nil {
				b.Set("verified", shared.BoolValue(*n.Verified))
			}
			values[i] = shared.ObjectValue(b.Build())
		}
		return values
	}
	a.patch = func(p *zoomapi.UserPatch, v shared.Values) {
		numbers := make([]zoomapi.PhoneNumber, 0, v.Len())
		for x := range v.All() {
			numbers = append(numbers, zoomapi.PhoneNumber{
				Code: member(x, "code"), Country: member(x, "country"), Label: member(x, "label"), Number: member(x, "number"),
			})
		}
		p.PhoneNumbers = &numbers
	}
	return a
}

// customAttributes are those that the account defined. Its list carries them on
// request, and leaves them out where none is assigned.
func customAttributes() *userAttribute {
	a := object(attributeCustom, sourceList,
		"Attributes that the account defined, at most 5: {key, name, value}. The key says which one; the name belongs to the account and may be left out.",
		objectShape{fields: []objectField{
			{name: "key", key: true, required: true},
			{name: "name", loose: true},
			{name: "value", required: true},
		}}, maxCustomAttributes)
	a.read = func(u *zoomapi.User) []shared.Value {
		values := make([]shared.Value, len(u.CustomAttributes))
		for i, c := range u.CustomAttributes {
			values[i] = shared.ObjectValue(embedded("key", c.Key, "name", c.Name, "value", c.Value).Build())
		}
		return values
	}
	a.patch = func(p *zoomapi.UserPatch, v shared.Values) {
		attributes := make([]zoomapi.CustomAttribute, 0, v.Len())
		for x := range v.All() {
			attributes = append(attributes, zoomapi.CustomAttribute{Key: member(x, "key"), Name: member(x, "name"), Value: member(x, "value")})
		}
		p.CustomAttributes = &attributes
	}
	return a
}

// attributeCustom is the attribute that a list carries on request alone.
const attributeCustom = "custom_attributes"

// divisionIDs are a plain list: the divisions themselves are no object class.
func divisionIDs() *userAttribute {
	a := attribute("division_ids", sourceList, shared.TypeString, "Ids of the divisions; Zoom takes one at most.")
	a.info.MultiValued, a.info.CaseExact, a.info.Creatable, a.info.Updatable, a.most = true, true, true, true, maxDivisions
	a.read = func(u *zoomapi.User) []shared.Value { return stringValues(u.DivisionIDs...) }
	a.patch = func(p *zoomapi.UserPatch, v shared.Values) {
		ids := texts(v)
		p.DivisionIDs = &ids
	}
	a.post = func(p *zoomapi.UserCreate, v shared.Values) { p.DivisionIDs = texts(v) }
	return a
}

// texts are the values of a list of strings, never nil.
func texts(v shared.Values) []string {
	out := make([]string, 0, v.Len())
	for x := range v.All() {
		s, _ := x.AsString()
		out = append(out, s)
	}
	return out
}
