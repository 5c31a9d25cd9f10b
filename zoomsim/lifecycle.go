package zoomsim

import "fmt"

// What Zoom answers to a change of a pending or an inactive user is known to
// be a refusal, but no source quotes it. The answers below are modelled on the
// nearest documented ones.
const (
	// Settings of a pending user: 400/1000 "You can not access settings of
	// users that are still in pending state." was observed; the same code and
	// wording stand for the other refusals.
	messagePendingFmt = "You can not %s of users that are still in pending state."
	// DELETE documents 400/200 "Unable to delete this deactivated user. ...";
	// other changes of an inactive user are refused in the same words.
	messageInactiveFmt = "Unable to %s this deactivated user. Please contact Zoom support team for more information."
)

func refusePending(what string) *refusal {
	return badRequest(codeUserState, fmt.Sprintf(messagePendingFmt, what))
}

func refuseInactive(what string) *refusal {
	return badRequest(codeNoPermission, fmt.Sprintf(messageInactiveFmt, what))
}
