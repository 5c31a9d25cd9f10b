package zoomsim

import (
	"fmt"
	"net/http"
)

// Zoom's error codes; they are independent of the HTTP status.
const (
	codeInvalidToken     = 124
	codeNoPermission     = 200
	codeValidation       = 300
	codeTooMany          = 429
	codeUserState        = 1000
	codeUserNotFound     = 1001
	codeEmailInUse       = 1005
	codeManagedDomain    = 1107
	codeDomainMismatch   = 1116
	codeAdminUser        = 1117
	codeNoPasswordLogin  = 1123
	codeLicencesUsed     = 2034
	codeUnknownEndpoint  = 2300
	codeVanityTaken      = 4100
	codeGroupNotFound    = 4130
	codeMemberNotFound   = 4131
	codeGroupNameInUse   = 4132
	messageInvalidField  = "Invalid field."
	messageMissingField  = "Missing field."
	messageBadJSON       = "Request Body should be a valid JSON object."
	messageValidation    = "Validation Failed."
	messageBadPageToken  = "The next page token is invalid or expired."
	messageUnknownPath   = "This API endpoint is not recognized."
	messageInvalidToken  = "Invalid access token."
	messageExpiredToken  = "Access token is expired."
	messageSeatsUsedFmt  = `Your request to add a new %s user could not be approved at this time because your account has reached the permitted maximum number of %s users. Please purchase additional licenses or contact the Zoom support team to provision additional users in your account.`
	messageConvertFmt    = `Your request to convert this user's plan type to "%s" wasn't approved because your account has reached the permitted maximum number of "%s" users. Purchase additional licenses or contact the Zoom support team to provision additional users in your account.`
	messageBadPlanUnited = `The value provided for "plan_united_type" parameter is invalid. Try again with a valid value.`
	messageOnPrem        = "Your account can't set user type as On-prem."
	messageOnePlan       = `You can't change the "type" or "plan_united_type" or "zoom_one_type" at the same time.`
	messageBadPassword   = "Invalid parameter: password"
)

// refusal is an error answer of the API.
type refusal struct {
	status int
	body   errorBody
}

// errorBody is Zoom's error envelope.
type errorBody struct {
	Code    int          `json:"code"`
	Message string       `json:"message"`
	Errors  []fieldError `json:"errors,omitempty"`
}

type fieldError struct {
	Field   string `json:"field"`
	Message string `json:"message"`
}

func refuse(status, code int, message string) *refusal {
	return &refusal{status: status, body: errorBody{Code: code, Message: message}}
}

func badRequest(code int, message string) *refusal {
	return refuse(http.StatusBadRequest, code, message)
}

// invalidFields is a validation failure; nil without faults. The envelope and
// "Missing field." were observed; the text for a wrong value is an assumption,
// so clients should not depend on it.
func invalidFields(faults []fieldError) *refusal {
	if len(faults) == 0 {
		return nil
	}
	r := badRequest(codeValidation, messageValidation)
	r.body.Errors = faults
	return r
}

func invalidField(field string) *refusal {
	return invalidFields([]fieldError{{field, messageInvalidField}})
}

func userNotFound(idOrEmail string) *refusal {
	return refuse(http.StatusNotFound, codeUserNotFound, fmt.Sprintf("User does not exist: %s.", idOrEmail))
}

func groupNotFound(id string) *refusal {
	return refuse(http.StatusNotFound, codeGroupNotFound, fmt.Sprintf("A group with this %s does not exist.", id))
}

func emailInUse(email string) *refusal {
	return refuse(http.StatusConflict, codeEmailInUse, `Email "`+email+`" has already been used.`)
}
