package zoomimpl

import "github.com/igaplugin/igaplugin/shared"

const classRole = "ZoomRole"

// Ids of roles that every account has; administrators are "1".
const memberRole = "2"

// iqRole is the type of the roles of Zoom IQ for Sales, which are no roles of
// users of the account.
const iqRole = "iq"

func roleClass() *shared.ObjectClass {
	onRequest := func(a *shared.AttributeInfo) *shared.AttributeInfo {
		a.Readable = true
		return a
	}
	listed := func(a *shared.AttributeInfo) *shared.AttributeInfo {
		a.Readable, a.ReturnedByDefault, a.Source = true, true, sourceList
		return a
	}
	return &shared.ObjectClass{
		Name: classRole,
		Description: "A role of users of the Zoom account, read only. Roles need a paid account, and an app with role scopes whose owner may manage roles. " +
			"Every account has 0 (owner), 1 (administrators) and 2 (members); every user has exactly one role.",
		UIDAttribute: "id", NameAttribute: "name",
		Attributes: []*shared.AttributeInfo{
			listed(&shared.AttributeInfo{
				Name: "id", Type: shared.TypeString, CaseExact: true,
				Description: "Id given by Zoom: 0 for the owner, 1 for administrators, 2 for members, else 23 characters.",
			}),
			listed(&shared.AttributeInfo{Name: "name", Type: shared.TypeString, Description: "Name, unique in the account."}),
			listed(&shared.AttributeInfo{Name: "description", Type: shared.TypeString, Description: "What the role is for."}),
			listed(&shared.AttributeInfo{
				Name: "type", Type: shared.TypeString,
				Description: "Kind of the role: common. The roles of Zoom IQ for Sales are not shown.",
			}),
			listed(&shared.AttributeInfo{
				Name: "total_members", Type: shared.TypeInt, Description: "Number of users who have the role.",
			}),
			onRequest(&shared.AttributeInfo{
				Name: "members", Type: shared.TypeReference, MultiValued: true, ReferenceClass: classUser, Source: sourceMembers,
				Description: "The users who have the role. Read on request only, with at least one request per role. It is changed through role_id of the user.",
			}),
			onRequest(&shared.AttributeInfo{
				Name: "privileges", Type: shared.TypeString, MultiValued: true, Source: sourceGet,
				Description: "What the role allows, for example User:Read. Read on request only, with one request per role.",
			}),
		},
		Operations: []shared.OperationInfo{{Operation: shared.OperationGet}, {Operation: shared.OperationSearch}},
	}
}
