package memimpl

import "github.com/igaplugin/igaplugin/shared"

// Names of the object classes.
const (
	classUser  = "User"
	classGroup = "Group"
)

// newSchema describes users and groups. Between them they use every type of the
// contract.
func newSchema() *shared.Schema {
	return &shared.Schema{Classes: []*shared.ObjectClass{userClass(), groupClass()}}
}

func operations() []shared.OperationInfo {
	return []shared.OperationInfo{
		{Operation: shared.OperationGet},
		{Operation: shared.OperationSearch},
		{Operation: shared.OperationCreate},
		{Operation: shared.OperationUpdate},
		{Operation: shared.OperationDelete},
		{Operation: shared.OperationSync},
	}
}

func userClass() *shared.ObjectClass {
	return &shared.ObjectClass{
		Name:          classUser,
		Aliases:       []string{"__ACCOUNT__"},
		Description:   "A person.",
		UIDAttribute:  "id",
		NameAttribute: "user_name",
		Attributes: []*shared.AttributeInfo{
			identifier("id", "The uid, made by the store."),
			{
				Name: "user_name", Type: shared.TypeString, Description: "The unique name, compared without case.",
				Required: true, Creatable: true, Updatable: true, Readable: true, ReturnedByDefault: true,
			},
			plain("display_name", shared.TypeString, "The name as people read it."),
			plain("given_name", shared.TypeString, "The first name."),
			plain("family_name", shared.TypeString, "The last name."),
			plain("email", shared.TypeString, "The e-mail address."),
			plain("phone_number", shared.TypeString, "The telephone number."),
			plain("department", shared.TypeString, "The department."),
			plain("job_title", shared.TypeString, "The job title."),
			plain("company", shared.TypeString, "The company."),
			plain("location", shared.TypeString, "The place of work."),
			plain("cost_center", shared.TypeString, "The cost centre."),
			plain("language", shared.TypeString, "The language as a BCP 47 tag."),
			plain("timezone", shared.TypeString, "The time zone as the IANA names it."),
			plain("employee_number", shared.TypeInt, "The personnel number."),
			plain("seat", shared.TypeInt, "The number of the seat."),
			plain("rating", shared.TypeFloat, "A number with a fraction."),
			plain("active", shared.TypeBool, "Whether the user may work.", "__ENABLE__"),
			plain("created_at", shared.TypeTime, "When the user was hired."),
			plain("last_login_at", shared.TypeTime, "When the user was last seen."),
			plain("photo", shared.TypeBytes, "A picture."),
			plain("address", shared.TypeObject, "The postal address."),
			{
				Name: "manager", Type: shared.TypeReference, ReferenceClass: classUser, Description: "The manager.",
				Creatable: true, Updatable: true, Readable: true, ReturnedByDefault: true,
			},
			{
				Name: "groups", Type: shared.TypeReference, ReferenceClass: classGroup, Description: "The groups of the user.",
				MultiValued: true, Creatable: true, Updatable: true, Readable: true, ReturnedByDefault: true,
			},
			{
				Name: "tags", Type: shared.TypeString, Description: "Free words.", CaseExact: true,
				MultiValued: true, Creatable: true, Updatable: true, Readable: true, ReturnedByDefault: true,
			},
			{
				Name: "password", Aliases: []string{"__PASSWORD__"}, Type: shared.TypeSecret,
				Description: "The password; it is kept and never returned.", Creatable: true, Updatable: true,
			},
		},
		Operations: operations(),
	}
}

func groupClass() *shared.ObjectClass {
	return &shared.ObjectClass{
		Name:          classGroup,
		Aliases:       []string{"__GROUP__"},
		Description:   "A set of users.",
		UIDAttribute:  "id",
		NameAttribute: "name",
		Attributes: []*shared.AttributeInfo{
			identifier("id", "The uid, made by the store."),
			{
				Name: "name", Type: shared.TypeString, Description: "The unique name, compared without case.",
				Required: true, Creatable: true, Updatable: true, Readable: true, ReturnedByDefault: true,
			},
			plain("description", shared.TypeString, "What the group is for."),
			{
				Name: "members", Type: shared.TypeReference, ReferenceClass: classUser, MultiValued: true, Readable: true,
				Description: "The users in the group; written through the users. Returned only on request.",
			},
		},
		Operations: operations(),
	}
}

func identifier(name, description string) *shared.AttributeInfo {
	return &shared.AttributeInfo{
		Name: name, Type: shared.TypeString, Description: description,
		CaseExact: true, Readable: true, ReturnedByDefault: true,
	}
}

func plain(name string, t shared.Type, description string, aliases ...string) *shared.AttributeInfo {
	return &shared.AttributeInfo{
		Name: name, Aliases: aliases, Type: t, Description: description,
		Creatable: true, Updatable: true, Readable: true, ReturnedByDefault: true,
	}
}
