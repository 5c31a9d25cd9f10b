package zoomapi

// Error codes of the Zoom envelope that callers act on. The code is independent
// of the HTTP status, and the same code can mean different things in different
// API areas.
const (
	// CodeNoPermission means no permission, or a feature of paid accounts only.
	CodeNoPermission = 200
	// CodeInvalid means a failed validation.
	CodeInvalid = 300
	// CodeInvalidToken means an access token that is unknown or expired.
	CodeInvalidToken = 124
	// CodeRateLimited accompanies HTTP status 429.
	CodeRateLimited = 429
	// CodeUserNotFound means that the user does not exist in this account.
	CodeUserNotFound = 1001
	// CodeEmailInUse means that a user of this e-mail address exists already.
	CodeEmailInUse = 1005
	// CodeUserActive means that the user holds an active account already.
	CodeUserActive = 1009
	// CodeForeignGroup means that the group belongs to another account.
	CodeForeignGroup = 1010
	// CodeDomainBlocked means a blocked e-mail domain, or a user of a managed
	// domain who cannot be disassociated.
	CodeDomainBlocked = 1107
	// CodeTypeChange means that the licence type cannot be changed.
	CodeTypeChange = 1108
	// CodeDomainMismatch means an e-mail address outside the allowed domains.
	CodeDomainMismatch = 1116
	// CodeAdminProtected means that the operation is refused for administrators.
	CodeAdminProtected = 1117
	// CodeInvitationExpired means that the invitation is missing or expired, so
	// that the id is not valid.
	CodeInvitationExpired = 1120
	// CodeBasicSeats means that no Basic seat is left.
	CodeBasicSeats = 2033
	// CodeLicensedSeats means that no licensed seat is left.
	CodeLicensedSeats = 2034
	// CodeSeats means that no seat of the wanted kind is left.
	CodeSeats = 3412
	// CodeUnknownEndpoint means that the path is not part of the API.
	CodeUnknownEndpoint = 2300
	// CodeGroupNotFound means that the group does not exist.
	CodeGroupNotFound = 4130
	// CodeMemberNotFound means that the user is not a member of the group.
	CodeMemberNotFound = 4131
	// CodeGroupNameInUse means that another group has the name.
	CodeGroupNameInUse = 4132
)

// Codes that Zoom uses, depending on the service, for a token that lacks a scope.
const (
	codeScopePhone = 104
	codeScopeRoles = 4700
	codeScope      = 4711
)
