package zoomimpl

import (
	"net/http"
	"slices"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// errorRules are Zoom's codes, see the error tables of the operations at
// https://developers.zoom.us/docs/api/. The code is independent of the HTTP
// status, and one code can mean several things: the more special rule stands
// first.
func errorRules() []errorRule {
	return slices.Concat(phoneRules(), accessRules(), userRules(), passwordRules(), seatRules(), groupAndRoleRules())
}

// accessRules are about what the app may do.
func accessRules() []errorRule {
	return []errorRule{
		{codes: []int{104, 4700, 4711}, text: "scope", kind: shared.ErrPermissionDenied, hint: "the app lacks a scope"},
		{codes: []int{zoomapi.CodeInvalidToken}, text: "permission", kind: shared.ErrPermissionDenied},
		{codes: []int{zoomapi.CodeInvalidToken}, kind: shared.ErrUnauthenticated, hint: "Zoom does not accept the access token"},
		{codes: []int{zoomapi.CodeNoPermission}, text: "paid account", kind: shared.ErrUnsupported, hint: "the account's plan does not include this"},
		// Before the next one, whose text is a part of this one's.
		{codes: []int{zoomapi.CodeNoPermission}, text: "cannot be activated or deactivated", kind: shared.ErrPreconditionFailed, hint: "Zoom refuses this for administrators and Zoom Rooms"},
		{codes: []int{zoomapi.CodeNoPermission}, text: "no meetings license", kind: shared.ErrPreconditionFailed, attribute: "pmi", hint: "the user's licence has no meetings"},
		{codes: []int{zoomapi.CodeNoPermission}, text: "deactivated", kind: shared.ErrPreconditionFailed, hint: "the user is inactive: enable it first"},
		{codes: []int{zoomapi.CodeNoPermission}, text: "information barrier", kind: shared.ErrPreconditionFailed},
		{codes: []int{zoomapi.CodeNoPermission, 2016, 2035, 2036, 2037, 11321}, kind: shared.ErrPermissionDenied},
		{codes: []int{zoomapi.CodeAccountNotFound}, text: "account", kind: shared.ErrPermissionDenied, hint: "Zoom does not find the account that the app belongs to"},
		{codes: []int{zoomapi.CodeUnknownEndpoint, 4137}, kind: shared.ErrUnsupported, hint: "Zoom has no such endpoint any more"},
	}
}

func userRules() []errorRule {
	return []errorRule{
		{codes: []int{zoomapi.CodeInvalid}, text: "no available license", kind: shared.ErrQuotaExceeded},
		{codes: []int{zoomapi.CodeInvalid}, text: "maximum number", kind: shared.ErrQuotaExceeded},
		{codes: []int{zoomapi.CodeInvalid}, text: "unlink", kind: shared.ErrPreconditionFailed},
		{codes: []int{zoomapi.CodeInvalid}, text: "zoom events", kind: shared.ErrPreconditionFailed},
		{codes: []int{zoomapi.CodeInvalid}, text: "owner roles", kind: shared.ErrInvalidAttributeValue, attribute: "role_id"},
		{codes: []int{zoomapi.CodeInvalid}, text: "password", kind: shared.ErrInvalidAttributeValue, attribute: "password"},
		{codes: []int{zoomapi.CodeInvalid}, text: "plan_united_type", kind: shared.ErrInvalidAttributeValue, attribute: "plan_united_type"},
		{codes: []int{zoomapi.CodeInvalid}, kind: shared.ErrInvalidAttributeValue},
		{codes: []int{1000}, kind: shared.ErrPreconditionFailed},
		{codes: []int{zoomapi.CodeUserNotFound, 2030, 3001}, kind: shared.ErrNotFound},
		{codes: []int{zoomapi.CodeEmailInUse, zoomapi.CodeUserActive}, kind: shared.ErrAlreadyExists, attribute: "email"},
		{codes: []int{zoomapi.CodeDomainBlocked}, method: http.MethodPost, kind: shared.ErrInvalidAttributeValue, attribute: "email"},
		{codes: []int{zoomapi.CodeDomainBlocked}, kind: shared.ErrPreconditionFailed, hint: "deactivate or delete the user instead"},
		{codes: []int{zoomapi.CodeTypeChange, 1109}, kind: shared.ErrPreconditionFailed, attribute: "type"},
		{codes: []int{zoomapi.CodeDomainMismatch}, kind: shared.ErrInvalidAttributeValue, attribute: "email", hint: "the address is outside the account's domains"},
		{codes: []int{zoomapi.CodeAdminProtected}, kind: shared.ErrPreconditionFailed, hint: "Zoom refuses this for administrators"},
		{codes: []int{zoomapi.CodeInvitationExpired}, kind: shared.ErrPreconditionFailed, hint: "the invitation is missing or expired: invite the user again"},
		{codes: []int{1122, 1204, 1205, 1206, 1207, 1208, 1209, 1210, 1211, 1228, 1233, 1234, 1242}, kind: shared.ErrPreconditionFailed, hint: "the feature cannot be switched for this user"},
		{codes: []int{2002, 2032}, kind: shared.ErrUnsupported, hint: "the account does not allow this create action"},
		{codes: []int{4100}, kind: shared.ErrAlreadyExists, attribute: "vanity_name", hint: "another user has this personal link"},
	}
}

func passwordRules() []errorRule {
	return []errorRule{
		{codes: []int{1123}, kind: shared.ErrPreconditionFailed, attribute: "password", hint: "the user does not log in with a Zoom password"},
		{codes: []int{1124, 1125, 1126, 1127, 1128, 1129, 1130, 1131, 1136}, kind: shared.ErrInvalidAttributeValue, attribute: "password"},
	}
}

func seatRules() []errorRule {
	return []errorRule{
		{codes: []int{1102}, kind: shared.ErrQuotaExceeded, attribute: "zoom_phone_feature", hint: "no Zoom Phone licence is left"},
		{codes: []int{zoomapi.CodeBasicSeats, zoomapi.CodeLicensedSeats, zoomapi.CodeSeats}, kind: shared.ErrQuotaExceeded, attribute: "type", hint: "no seat is left"},
		{codes: []int{2038, 2039}, kind: shared.ErrQuotaExceeded, hint: "no seat is left"},
	}
}

func groupAndRoleRules() []errorRule {
	return []errorRule{
		{codes: []int{zoomapi.CodeForeignGroup, zoomapi.CodeGroupNotFound, zoomapi.CodeMemberNotFound, 4138, 1034}, kind: shared.ErrNotFound},
		{codes: []int{zoomapi.CodeGroupNameInUse, 1224}, kind: shared.ErrAlreadyExists, attribute: "name"},
	}
}

// phoneRules are about Zoom Phone and number management, which have few codes of
// their own.
func phoneRules() []errorRule {
	rules := []errorRule{
		{codes: []int{zoomapi.CodeAccountNotFound, zoomapi.CodePhoneDisabled}, kind: shared.ErrUnsupported, hint: "the account has no Zoom Phone"},
		{codes: []int{zoomapi.CodePhoneInvalid}, text: "does not exist", kind: shared.ErrNotFound},
		{codes: []int{zoomapi.CodePhoneInvalid}, text: "is already used", kind: shared.ErrAlreadyExists, attribute: attributeExtension},
		{codes: []int{zoomapi.CodePhoneConflict}, text: "already in use", kind: shared.ErrAlreadyExists, attribute: attributePhoneNumbers, hint: "the number belongs to somebody else"},
		{codes: []int{zoomapi.CodePhoneConflict}, kind: shared.ErrPreconditionFailed},
		{codes: []int{zoomapi.CodePhoneNotFound}, text: "did not subscribe", kind: shared.ErrConflict, attribute: attributePhonePlans, hint: "the user lost the calling plan meanwhile"},
		{codes: []int{404}, kind: shared.ErrNotFound},
		{codes: []int{405, 12007, 12008, 1002006, 1002010}, kind: shared.ErrPreconditionFailed},
		{codes: []int{400, 999, 13800}, kind: shared.ErrInvalidAttributeValue},
	}
	for i := range rules {
		rules[i].phone = true
	}
	return rules
}
