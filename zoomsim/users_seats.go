package zoomsim

import "fmt"

// Zoom's error codes about seats and accounts.
const (
	codeActiveElsewhere = 1009
	codeTypeChange      = 1108
	codeBasicSeats      = 2033
	codePlanSeats       = 2038
	codeUnassignedSeats = 3412
)

// The texts about seats, as Zoom documents them for creating, converting and
// activating a user.
const (
	messageBasicAdd      = `Your request to add a basic user wasn't approved because you've already reached the maximum basic user limit allowed in your account. For additional help regarding this issue, contact the Zoom Customer Support team.`
	messageBasicConvert  = `Your request to convert the user type to "Basic" was not approved because you have already reached the maximum basic user limit allowed in your account. For additional help regarding this issue, contact the Zoom Customer Support team.`
	messageBasicActivate = `Your request to activate the "Basic" user was not approved because you have already reached the maximum "Basic" user limit allowed in your account. For additional help regarding this issue, contact the Zoom Customer Support team.`

	messageUnassignedAddFmt     = `Your request to add a new "No-Meeting License" user couldn't be approved at this time because your account has reached the permitted maximum number of "%d" paying users. Please purchase additional licenses or contact the Zoom support team to provision additional users in your account.`
	messageUnassignedConvertFmt = `Your request to convert the user type of a "%s" user to a "No-Meeting License" user was not approved at this time because your account has reached the permitted maximum number of "%d" No-Meeting License users. Remove the existing No-Meeting License user(s) from your "Users" list or the "Pending Users" list before attempting to convert a user to a No-Meeting License user.`

	messagePlanAdd     = "Your request to add a new Zoom One user could not be approved at this time because your account has reached the permitted maximum number. Please purchase additional licenses or contact the Zoom support team to provision additional users in your account."
	messagePlanConvert = "Your request to convert the plan type of this user was not approved at this time because your account has reached the permitted maximum number. Please purchase additional licenses or contact the Zoom support team to provision additional users in your account."
	messageTypeChange  = "Permission requirements to change the user type of this user were not met."
	messageNoPMI       = `You cannot change PMI information for a "No Meetings License" user.`
)

// kindFull tells whether the account has no seat left for one more user of a
// type. Active and pending users have seats, as the texts of the errors say.
func (s *Sim) kindFull(kind uint8) bool {
	used := func(k uint8) int { return s.tenant.kinds.of(active, k) + s.tenant.kinds.of(pending, k) }
	switch kind {
	case typeLicensed:
		return !s.tenant.seatFree()
	case typeBasic:
		return s.opts.BasicSeats > 0 && used(typeBasic) >= s.opts.BasicSeats
	case typeUnassigned, typeNone:
		return s.opts.UnassignedSeats > 0 && used(typeUnassigned)+used(typeNone) >= s.opts.UnassignedSeats
	default:
		return false
	}
}

// planFull tells whether the account has no Zoom Workplace or Zoom United seat
// left.
func (s *Sim) planFull() bool { return s.opts.PlanSeats > 0 && s.tenant.planned >= s.opts.PlanSeats }

// seatForNew checks the seats of a new user.
func (s *Sim) seatForNew(kind uint8, planned bool) *refusal {
	if s.kindFull(kind) {
		switch kind {
		case typeLicensed:
			return badRequest(codeLicencesUsed, fmt.Sprintf(messageSeatsUsedFmt, "Licensed", "Licensed"))
		case typeBasic:
			return badRequest(codeBasicSeats, messageBasicAdd)
		default:
			return badRequest(codeUnassignedSeats, fmt.Sprintf(messageUnassignedAddFmt, s.opts.UnassignedSeats))
		}
	}
	if planned && s.planFull() {
		return badRequest(codePlanSeats, messagePlanAdd)
	}
	return nil
}

// seatForChange checks the seats and permissions of a change of type.
func (s *Sim) seatForChange(u *user, kind uint8) *refusal {
	if u.kind == kind {
		return nil
	}
	if u == s.tenant.owner {
		// Which requirements Zoom means is not documented; that the owner
		// keeps his licence is what its portal enforces.
		return badRequest(codeTypeChange, messageTypeChange)
	}
	if !s.kindFull(kind) {
		return nil
	}
	switch kind {
	case typeLicensed:
		return badRequest(codeLicencesUsed, fmt.Sprintf(messageConvertFmt, "Licensed", "Licensed"))
	case typeBasic:
		return badRequest(codeBasicSeats, messageBasicConvert)
	default:
		return badRequest(codeUnassignedSeats, fmt.Sprintf(messageUnassignedConvertFmt, kindName(u.kind), s.opts.UnassignedSeats))
	}
}

// seatForPlan checks the seats of a Zoom Workplace or Zoom United plan.
func (s *Sim) seatForPlan(u *user) *refusal {
	if !u.planned() && s.planFull() {
		return badRequest(codePlanSeats, messagePlanConvert)
	}
	return nil
}

// planned tells whether a user has a Zoom Workplace or Zoom United plan.
func (u *user) planned() bool {
	rare := u.rare()
	return rare.planUnitedType != "" || rare.zoomOneType != 0
}

// editPlan changes the rarely set fields of a user and keeps count of the
// plans.
func (t *tenant) editPlan(u *user, change func(*profile)) {
	t.countPlan(u, -1)
	change(u.edit())
	t.countPlan(u, 1)
}

func (t *tenant) countPlan(u *user, by int) {
	if u.planned() {
		t.planned += by
	}
}
