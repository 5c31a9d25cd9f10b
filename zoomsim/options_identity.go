package zoomsim

import (
	"fmt"
	"math"
)

// validateIdentity reports every fault of the options about users, groups and
// the webhook.
func (o Options) validateIdentity() []error {
	var faults []error
	for _, seats := range []struct {
		name  string
		value int
	}{{"BasicSeats", o.BasicSeats}, {"UnassignedSeats", o.UnassignedSeats}, {"PlanSeats", o.PlanSeats}, {"PasswordChanges", o.PasswordChanges}} {
		if seats.value < 0 || seats.value > math.MaxInt32 {
			faults = append(faults, fmt.Errorf("%s is %d, allowed is 0 to %d", seats.name, seats.value, math.MaxInt32))
		}
	}
	if o.InvitationLife < 0 {
		faults = append(faults, fmt.Errorf("InvitationLife is %s, negative", o.InvitationLife))
	}
	switch o.WriteLock {
	case "", LockDelete, LockUser, LockAccount, LockNone:
	default:
		faults = append(faults, fmt.Errorf("WriteLock is %q, allowed are delete, user, account and none", o.WriteLock))
	}
	for _, email := range o.UnlinkedEmails {
		if !isEmail(email) {
			faults = append(faults, fmt.Errorf("UnlinkedEmails holds %q, which is no e-mail address", email))
		}
	}
	if err := o.Webhook.validate(); err != nil {
		faults = append(faults, err)
	}
	return faults
}
