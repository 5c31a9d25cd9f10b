package zoomimpl

import (
	"slices"

	"github.com/igaplugin/igaplugin/shared"
)

// Names of the object classes.
const (
	classUser  = "ZoomUser"
	classGroup = "ZoomGroup"
)

// Values of AttributeInfo.Source: where Zoom delivers an attribute.
const (
	// sourceList: the row of the list, at no cost of its own.
	sourceList = "list"
	// sourceGet: a request per object.
	sourceGet = "get"
	// sourcePhone: the row of the list of phone users, which is read once, or a
	// request per user.
	sourcePhone = "phone list"
	// sourceMembers: at least one request per group.
	sourceMembers = "members"
)

// optionCreateAction is the option of create that overrides the property of the
// same name.
const optionCreateAction = propCreateAction

// model is the schema with what the connector knows beyond it. It is immutable.
type model struct {
	schema *shared.Schema
	user   *shared.ObjectClass
	group  *shared.ObjectClass
	role   *shared.ObjectClass
	// Of Zoom Phone.
	site, number, callingPlan *shared.ObjectClass
	attributes                map[string]*userAttribute // of users, by canonical name
}

func newModel() *model {
	m := &model{attributes: map[string]*userAttribute{}}
	m.user = userClass(m.attributes)
	m.group = groupClass()
	m.role = roleClass()
	m.site, m.number, m.callingPlan = siteClass(), numberClass(), planClass()
	m.schema = &shared.Schema{Classes: []*shared.ObjectClass{m.user, m.group, m.role, m.site, m.number, m.callingPlan}}
	return m
}

func userClass(byName map[string]*userAttribute) *shared.ObjectClass {
	class := &shared.ObjectClass{
		Name: classUser, Aliases: []string{"__ACCOUNT__"},
		Description:  "A user of the Zoom account: active, inactive or pending, which means invited and not joined.",
		UIDAttribute: "id", NameAttribute: "email",
		Operations: []shared.OperationInfo{
			{Operation: shared.OperationGet},
			{Operation: shared.OperationSearch},
			{Operation: shared.OperationCreate, Options: []*shared.Property{createActionOption(), planSubscriptionOption()}},
			{Operation: shared.OperationUpdate, Options: updateOptionProperties()},
			{Operation: shared.OperationDelete, Options: deleteOptionProperties()},
		},
	}
	for _, a := range userAttributes() {
		byName[a.info.Name] = a
		class.Attributes = append(class.Attributes, a.info)
	}
	return class
}

func createActionOption() *shared.Property {
	return choice(optionCreateAction, "Create action",
		"How this user is created; the configuration property of the same name decides when it is not given.", "", createActions()...)
}

// defaultNames are the attributes of an answer whose request names none; with
// listOnly those of them that a list carries.
func defaultNames(class *shared.ObjectClass, listOnly bool) []string {
	var names []string
	for _, a := range class.Attributes {
		if a.ReturnedByDefault && (!listOnly || a.Source == sourceList) {
			names = append(names, a.Name)
		}
	}
	return names
}

// hasSource tells whether any of the attributes comes from the source.
func hasSource(class *shared.ObjectClass, names []string, source string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		a, ok := class.Attribute(name)
		return ok && a.Source == source
	})
}
