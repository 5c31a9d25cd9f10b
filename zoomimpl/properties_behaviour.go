package zoomimpl

import (
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

func readProperties() []*shared.Property {
	return []*shared.Property{
		flag(propDeepGet, "Deep get",
			"A paged search that names no attributes returns all attributes of each object, at one request per user; else what Zoom's user list carries.", true),
		flag(propDeepImport, "Deep import",
			"An unpaged search that names no attributes returns all attributes of each object, at one request per user; else what Zoom's user list carries.", true),
		{
			Name: propBatchSize, DisplayName: "Import batch size", Type: shared.TypeInt,
			Description: "Rows asked per page of Zoom's user list. Zoom documents 2,000 as the maximum and shows 300 in its guide, which is the safe default.",
			Default:     intDefault(zoomapi.DefaultUserPageSize), Minimum: new(1.0), Maximum: new(float64(zoomapi.MaxUserPageSize)),
		},
		flag(propPagination, "Pagination",
			"When false, page size, offset and cookie of a search are ignored and everything is returned.", true, "pagination"),
		choice(propPendingUID, "UID of pending users",
			"What identifies a user who has not accepted the invitation: the Zoom id (one request per pending user of a search, remembered) or the e-mail address in lower case, which is then provisional.",
			pendingUIDID, pendingUIDID, pendingUIDEmail),
	}
}

func writeProperties() []*shared.Property {
	return []*shared.Property{
		flag(propDuplicateReturnsID, "Duplicate returns id",
			"Creating a user or group that exists takes it over and applies the attributes, instead of failing.", false, "duplicate_error_returns_id"),
		flag(propDeactivate, "Deactivate on delete", "Deleting a user deactivates it. A pending user is disassociated whatever this says: Zoom has no other way to withdraw the invitation.", true),
		flag(propDisassociate, "Disassociate on delete",
			"Deleting a user removes it from the account and leaves it a free account of its own; applies when deactivate_on_delete is false. With both false the user is deleted. A pending user is always disassociated.", false),
		flag(propImmediateLogout, "Immediate logout",
			"Deactivating a user also revokes the user's single sign-on sessions.", false),
		flag(propEntitlementDelete, "Entitlement deletion", "Allows deleting groups.", false),
		choice(propCreateAction, "Create action",
			"How users are created: create invites by mail (the user is pending until accepted), autoCreate makes a user of a managed domain with a password, custCreate an API user without login, ssoCreate a pre-provisioned single sign-on user.",
			string(zoomapi.CreateInvite), createActions()...),
		choice(propUpdateInactive, "Update of inactive users",
			"Zoom does not take changes to an inactive user: error refuses the update, skip reports the changes as not applied, reactivate activates the user, changes it and deactivates it again, also when a step fails. Deleting or disassociating an inactive user follows it too: with reactivate it is done, else refused. An update that also enables the user is carried out.",
			updateInactiveError, updateInactiveError, updateInactiveSkip, updateInactiveReactivate),
		{
			Name: propProtectedUsers, DisplayName: "Protected users", Type: shared.TypeString, MultiValued: true,
			Description: "Ids or e-mail addresses of users who are never deactivated, deleted or demoted, besides the account owner. The address of a user who is protected by it is not changed.",
		},
		flag(propAllowProtected, "Allow protected",
			"Lifts the protection of the account owner and of protected_users.", false),
	}
}

func createActions() []string {
	return []string{
		string(zoomapi.CreateInvite), string(zoomapi.CreateAuto), string(zoomapi.CreateCustom), string(zoomapi.CreateSSO),
	}
}
