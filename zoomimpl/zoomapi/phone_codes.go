package zoomapi

// Error codes of Zoom Phone that callers act on, besides CodeInvalid and
// CodeUserNotFound, which mean here what they mean elsewhere. Many have the
// number of an HTTP status, which need not be that of the answer. Source: Zoom's
// OpenAPI document "Phone" of 2026-07-25 unless said otherwise.
const (
	// CodePhoneInvalid means a failed validation of Zoom Phone: an expired page
	// token, an invalid field, a batch type that does not exist. With the text
	// "The site does not exist." it is how a missing site is reported.
	CodePhoneInvalid = 400
	// CodePhoneNotFound means that something which has no code of its own does
	// not exist: a site, a number, a template, or the plan that was to be swapped.
	CodePhoneNotFound = 404
	// CodePhoneTooMany means that a list of the request has too many elements.
	CodePhoneTooMany = 405
	// CodePhoneConflict means that a number is in use, or needs a calling plan. It
	// is documented for rooms; what users get is not.
	CodePhoneConflict = 409
	// CodePhoneSeats means that no Zoom Phone licence is free. It is documented
	// for POST /users.
	CodePhoneSeats = 1102
	// CodeAccountNotFound means that the account does not exist or, on a phone
	// operation, that it is none of Zoom Phone.
	CodeAccountNotFound = 2001
	// CodePhoneDisabled means that the account has no Zoom Phone. It is documented
	// for GET /phone/settings.
	CodePhoneDisabled = 2031
	// CodePhoneTrashed means that a batch names a user who is in the trash.
	CodePhoneTrashed = 12007
	// CodePhoneIndia means that a Workplace licence with Zoom Phone is not to be
	// had at sites in India.
	CodePhoneIndia = 12008
	// CodePhoneConsent means settings of the consent to recordings that the
	// account does not allow.
	CodePhoneConsent = 13800
)

// Error codes of number management. Source: Zoom's OpenAPI document "Number
// Management" of 2026-07-25.
const (
	// CodeNumbersInvalid means a filter with a value that does not exist.
	CodeNumbersInvalid = 999
	// CodeNumbersSite means that the site does not exist.
	CodeNumbersSite = 1002010
	// CodeNumbersPageToken means that the next_page_token is invalid or has
	// expired; such an error matches ErrPageTokenExpired.
	CodeNumbersPageToken = 1003100
)
