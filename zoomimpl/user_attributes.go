package zoomimpl

import (
	"slices"
	"time"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// userAttribute is an attribute of ZoomUser with its way from and to Zoom.
type userAttribute struct {
	info *shared.AttributeInfo
	// read returns the values; nil where the attribute cannot be read.
	read func(*zoomapi.User) []shared.Value
	// phone returns the values of an attribute of Zoom Phone, which then has no
	// read.
	phone func(*phoneUser) []shared.Value
	// inRow tells whether a list row that should carry the attribute does; nil
	// where a missing key means that there is no value.
	inRow func(*zoomapi.User) bool
	// patch puts the value, or none to clear, into a PATCH; nil where the
	// attribute is not written by PATCH.
	patch func(*zoomapi.UserPatch, shared.Values)
	// post puts the value into a create; nil where Zoom takes it afterwards only.
	post func(*zoomapi.UserCreate, shared.Values)
	// licence attributes are written one by one.
	licence bool
	// fixed attributes cannot be cleared.
	fixed bool
	// off is the value by which Zoom clears the attribute, and which it does not
	// return.
	off shared.Value
	// shape is set for embedded objects.
	shape *objectShape
	// limit is the length that Zoom takes, limitHan how many of the characters may
	// be Chinese, and most the number of values; 0 where it documents none.
	limit, limitHan, most int
	// check says what Zoom is known to refuse about a text; nil where that is
	// nothing more.
	check func(text string) string
}

// current are the values that a user has.
func (a *userAttribute) current(u *zoomapi.User) shared.Values { return shared.NewValues(a.read(u)...) }

// wanted is what the attribute holds after a change when it held current.
func (a *userAttribute) wanted(d shared.AttributeDelta, current shared.Values) shared.Values {
	if a.shape != nil {
		return a.shape.wanted(d, current)
	}
	after := d.Apply(current)
	if v, ok := after.Single(); ok && (v.Equal(a.off) || a.isNothing(v)) {
		return shared.Values{}
	}
	return after
}

// isNothing tells a text that Zoom does not tell apart from none.
func (a *userAttribute) isNothing(v shared.Value) bool {
	text, ok := v.AsString()
	return ok && text == "" && a.info.Type == shared.TypeString
}

// same tells whether Zoom makes no difference between two sets of values.
func (a *userAttribute) same(x, y shared.Values) bool {
	if a.shape != nil {
		return a.shape.same(x, y)
	}
	return x.Equal(y)
}

// holds tells whether a user has what a change asks for.
func (a *userAttribute) holds(u *zoomapi.User, d shared.AttributeDelta) bool {
	current := a.current(u)
	return a.same(a.wanted(d, current), current)
}

// userAttributes are the attributes of ZoomUser, in the order of the schema.
func userAttributes() []*userAttribute {
	return slices.Concat(identityAttributes(), stateAttributes(), licenceAttributes(), profileAttributes(), meetingAttributes(), phoneAttributes(), readOnlyAttributes())
}

// attribute starts an attribute that is readable and returned by default.
func attribute(name, source string, t shared.Type, description string, aliases ...string) *userAttribute {
	return &userAttribute{info: &shared.AttributeInfo{
		Name: name, Aliases: aliases, Description: description, Type: t,
		Readable: true, ReturnedByDefault: true, Source: source,
	}}
}

// text starts a string attribute.
func text(name, source, description string, read func(*zoomapi.User) string, aliases ...string) *userAttribute {
	a := attribute(name, source, shared.TypeString, description, aliases...)
	a.read = func(u *zoomapi.User) []shared.Value {
		if s := read(u); s != "" {
			return []shared.Value{shared.StringValue(s)}
		}
		return nil
	}
	return a
}

// moment starts a time attribute.
func moment(name, description string, read func(*zoomapi.User) time.Time, aliases ...string) *userAttribute {
	a := attribute(name, sourceList, shared.TypeTime, description, aliases...)
	a.read = func(u *zoomapi.User) []shared.Value {
		if at := read(u); !at.IsZero() {
			return []shared.Value{shared.TimeValue(at)}
		}
		return nil
	}
	return a
}

// written makes the attribute creatable and updatable by PATCH.
func (a *userAttribute) written(field func(*zoomapi.UserPatch) **string) *userAttribute {
	a.info.Creatable, a.info.Updatable = true, true
	a.patch = func(p *zoomapi.UserPatch, v shared.Values) {
		s, _ := v.AsString()
		*field(p) = &s
	}
	return a
}

// posted says that Zoom takes the text at create.
func (a *userAttribute) posted(field func(*zoomapi.UserCreate) *string) *userAttribute {
	a.post = func(p *zoomapi.UserCreate, v shared.Values) { *field(p), _ = v.AsString() }
	return a
}

// updateOnly takes back that the attribute can be given at create.
func (a *userAttribute) updateOnly() *userAttribute {
	a.info.Creatable = false
	return a
}

// notCleared says that Zoom wants a value.
func (a *userAttribute) notCleared() *userAttribute {
	a.fixed = true
	return a
}

// atMost says how many characters Zoom takes.
func (a *userAttribute) atMost(characters int) *userAttribute {
	a.limit = characters
	return a
}

// chinese says how many of the characters may be Chinese.
func (a *userAttribute) chinese(characters int) *userAttribute {
	a.limitHan = characters
	return a
}

// checked adds what Zoom is known to refuse.
func (a *userAttribute) checked(check func(text string) string) *userAttribute {
	a.check = check
	return a
}

// identityAttributes name the user.
func identityAttributes() []*userAttribute {
	id := text("id", sourceList,
		"Id given by Zoom. Rows of pending users carry none in Zoom's list; see the property pending_uid.",
		func(u *zoomapi.User) string { return u.ID }, "USER_ID")
	id.info.CaseExact = true
	email := text("email", sourceList,
		"E-mail address and login name, at most 128 characters. A change needs a managed domain; Zoom allows three in 24 hours.",
		func(u *zoomapi.User) string { return u.Email }).atMost(maxEmail).checked(checkEmail)
	email.info.Required, email.info.Creatable, email.info.Updatable = true, true, true
	password := &userAttribute{fixed: true, info: &shared.AttributeInfo{
		Name: "password", Aliases: []string{"__PASSWORD__"}, Type: shared.TypeSecret,
		Description: "Password of a user who logs in with one, 8 to 32 characters, never returned. At create it is taken with the create action autoCreate only.",
		Creatable:   true, Updatable: true,
	}}
	return []*userAttribute{
		id, email,
		text("first_name", sourceList, "First name, at most 64 characters, of which 5 may be Chinese.",
			func(u *zoomapi.User) string { return u.FirstName }).
			written(func(p *zoomapi.UserPatch) **string { return &p.FirstName }).
			posted(func(p *zoomapi.UserCreate) *string { return &p.FirstName }).atMost(maxName).chinese(maxNameHan),
		text("last_name", sourceList, "Last name, at most 64 characters, of which 5 may be Chinese.",
			func(u *zoomapi.User) string { return u.LastName }).
			written(func(p *zoomapi.UserPatch) **string { return &p.LastName }).
			posted(func(p *zoomapi.UserCreate) *string { return &p.LastName }).atMost(maxName).chinese(maxNameHan),
		text("display_name", sourceList, "Name shown to others, at most 128 characters, of which 10 may be Chinese. When cleared, Zoom makes it of first and last name.",
			func(u *zoomapi.User) string { return u.DisplayName }).
			written(func(p *zoomapi.UserPatch) **string { return &p.DisplayName }).
			posted(func(p *zoomapi.UserCreate) *string { return &p.DisplayName }).atMost(maxDisplayName).chinese(maxDisplayNameHan),
		password,
	}
}

// stateAttributes say what the user may do.
func stateAttributes() []*userAttribute {
	enabled := attribute("enabled", sourceList, shared.TypeBool,
		"True for active users, false for inactive ones; pending users have no value. At create, true is accepted and changes nothing for a new user; false deactivates the user after creation, and is not applied to one who is pending. Deactivating takes every licence from the user.", "__ENABLE__")
	enabled.info.Creatable, enabled.info.Updatable, enabled.fixed = true, true, true
	enabled.read = func(u *zoomapi.User) []shared.Value { return enabledValue(u.Status) }
	status := text("status", sourceList, "active, inactive or pending. It is changed through enabled.",
		func(u *zoomapi.User) string { return u.Status })
	status.info.AllowedValues = stringValues(zoomapi.StatusActive, zoomapi.StatusInactive, zoomapi.StatusPending)
	status.info.AllowedValuesOpen = true
	groups := attribute("group_ids", sourceList, shared.TypeReference,
		"Groups of the user. A pending user can be put into one group at a time and taken out of none.")
	groups.info.MultiValued, groups.info.ReferenceClass = true, classGroup
	groups.info.Creatable, groups.info.Updatable = true, true
	groups.read = func(u *zoomapi.User) []shared.Value { return groupReferences(u.GroupIDs, nil) }
	return []*userAttribute{enabled, status, groups, roleAttribute()}
}

// enabledValue is the value of attribute enabled for a status.
func enabledValue(status string) []shared.Value {
	switch status {
	case zoomapi.StatusActive:
		return []shared.Value{shared.BoolValue(true)}
	case zoomapi.StatusInactive:
		return []shared.Value{shared.BoolValue(false)}
	default:
		return nil
	}
}

// groupReferences are references to groups; names may be nil.
func groupReferences(ids []string, names map[string]string) []shared.Value {
	values := make([]shared.Value, len(ids))
	for i, id := range ids {
		values[i] = shared.ReferenceValue(shared.Reference{Class: classGroup, UID: id, Name: names[id]})
	}
	return values
}
