package zoomimpl

import "github.com/igaplugin/igaplugin/shared"

// sourceAdmins is where a group's admins come from: at least one request per
// group, and one per admin, whom Zoom lists without id.
const sourceAdmins = "admins"

// groupClass describes groups; the limits are those of the group operations at
// https://developers.zoom.us/docs/api/users/.
func groupClass() *shared.ObjectClass {
	return &shared.ObjectClass{
		Name: classGroup, Aliases: []string{"__GROUP__"},
		Description: "A group of users of the Zoom account. Groups need a paid account, which takes 100 new groups a day and 5,000 in all. " +
			"Deleting a group needs the property " + propEntitlementDelete + "; its members stay users.",
		UIDAttribute: "id", NameAttribute: "name",
		Attributes: []*shared.AttributeInfo{
			{
				Name: "id", Aliases: []string{"GROUP_ID"}, Type: shared.TypeString, CaseExact: true,
				Description: "Id given by Zoom.", Readable: true, ReturnedByDefault: true, Source: sourceList,
			},
			{
				Name: "name", Aliases: []string{"GROUP_NAME"}, Type: shared.TypeString,
				Description: "Name, unique in the account, fewer than 128 characters. Renaming keeps the id. " +
					"Zoom has no look-up by name: finding a group by it lists the groups, 300 with each request.",
				Required: true, Creatable: true, Updatable: true, Readable: true, ReturnedByDefault: true, Source: sourceList,
			},
			{
				Name: "total_members", Type: shared.TypeInt,
				Description: "Number of members, as Zoom counts them.", Readable: true, ReturnedByDefault: true, Source: sourceList,
			},
			{
				Name: "members", Type: shared.TypeReference, MultiValued: true, ReferenceClass: classUser,
				Description: "The members. Returned on request only, at one request per group and 300 members. " +
					"Zoom adds 30 with each request and removes one. It adds nobody who is pending, which is reported as not applied: " +
					"a pending user gets a group through the user's own attribute group_ids. " +
					"A filter on users costs one request for each of them, and none for the groups.",
				Creatable: true, Updatable: true, Readable: true, Source: sourceMembers,
			},
			{
				Name: "admins", Type: shared.TypeReference, MultiValued: true, ReferenceClass: classUser,
				Description: "The users who administer the group; they need not be members. Returned on request only, at one request per group " +
					"and 300 admins, and one for each admin, since Zoom lists them by e-mail address alone. " +
					"Zoom adds 10 with each request and removes one. It adds nobody who is pending, which is reported as not applied.",
				Creatable: true, Updatable: true, Readable: true, Source: sourceAdmins,
			},
		},
		Operations: []shared.OperationInfo{
			{Operation: shared.OperationGet},
			{Operation: shared.OperationSearch},
			{Operation: shared.OperationCreate},
			{Operation: shared.OperationUpdate},
			{Operation: shared.OperationDelete},
		},
	}
}
