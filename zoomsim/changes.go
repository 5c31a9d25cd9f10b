package zoomsim

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
)

// The functions of this file tell the operation log and the webhook what has
// happened. Their callers hold the lock.

// userObject is how events show a user.
type userObject struct {
	ID          string `json:"id"`
	FirstName   string `json:"first_name"`
	LastName    string `json:"last_name"`
	DisplayName string `json:"display_name"`
	Email       string `json:"email"`
	Type        uint8  `json:"type"`
}

func userEvent(u *user) userObject {
	o := userObject{ID: u.id.String(), Email: u.email, Type: u.kind}
	if !u.nameHidden {
		o.FirstName, o.LastName, o.DisplayName = u.first.String(), u.last.String(), u.displayName()
	}
	return o
}

// userCreated tells about a new user; action is that of POST /users.
func (s *Sim) userCreated(u *user, action string) {
	s.logOperation(logUser, "add", u.email)
	s.emit("user.created", u.id, func(p *eventPayload) { p.CreationType, p.Object = action, userEvent(u) })
}

// userMoved tells about an activation or deactivation.
func (s *Sim) userMoved(u *user) {
	action, event := actionActivate, "user.activated"
	if u.status == inactive {
		action, event = actionDeactivate, "user.deactivated"
	}
	s.logOperation(logUser, action, u.email)
	s.emit(event, u.id, func(p *eventPayload) { p.Object = userEvent(u) })
}

// userRemoved tells that a user has left the account; action is that of
// DELETE /users/{userId}.
func (s *Sim) userRemoved(u *user, action string) {
	event := "user.disassociated"
	if action == deletePermanently {
		event = "user.deleted"
	}
	s.logOperation(logUser, action, u.email)
	s.emit(event, u.id, func(p *eventPayload) { p.Object = userEvent(u) })
}

// invitationAccepted tells that a person has joined, who did that himself: the
// event has no operator, and the operation log is about administration.
func (s *Sim) invitationAccepted(u *user) {
	s.emit("user.invitation_accepted", u.id, func(p *eventPayload) {
		p.Operator, p.OperatorID, p.Object = "", "", userEvent(u)
	})
}

// userOperation tells about what changes no property that shows: a new
// password or the end of all sessions.
func (s *Sim) userOperation(u *user, operation string) {
	s.logOperation(logUser, "update", u.email)
	s.emit("user.updated", u.id, func(p *eventPayload) {
		p.Operation, p.Object, p.TimeStamp = operation, map[string]any{"id": u.id.String()}, s.now().UnixMilli()
	})
}

// userFacts are the properties of a user that user.updated tells about.
type userFacts map[string]any

// facts notes how a user is before a change; nil when nobody will ask.
func (s *Sim) facts(u *user) userFacts {
	if !s.hooks.listening() {
		return nil
	}
	rare := u.rare()
	facts := userFacts{
		"first_name": u.first.String(), "last_name": u.last.String(), "display_name": u.displayName(),
		"email": u.email, "type": u.kind, "dept": u.dept.String(), "role": s.tenant.roleName(u),
		"company": u.company.String(), "job_title": u.jobTitle.String(), "location": u.location.String(),
		"cost_center": u.costCenter.String(), "manager": u.manager.String(),
		"pmi": u.pmi, "use_pmi": u.usePMI, "language": u.language.String(), "timezone": u.timezone.String(),
		"host_key": hostKey(u), "vanity_name": rare.vanity, "cms_user_id": rare.cmsUserID,
		"pronouns": rare.pronouns, "pronouns_option": rare.pronounsOption,
		"phone_country": rare.phoneCountry, "phone_number": rare.phoneNumber,
		"phone_numbers": orEmpty(rare.phoneNumbers), "custom_attributes": orEmpty(rare.customAttributes),
		"division_ids": orEmpty(rare.divisionIDs), "plan_united_type": rare.planUnitedType, "zoom_one_type": rare.zoomOneType,
		"settings": map[string]any{"feature": map[string]any{"zoom_phone": u.phoneFeature}},
	}
	if g := u.primaryGroup(); g != nil {
		facts["primary_group_id"] = g.id.String()
	}
	return facts
}

// userChanged sends user.updated with what differs from old; nothing when
// nothing does. The caller has written the operation log, whose words differ
// with the operation.
func (s *Sim) userChanged(u *user, old userFacts) {
	if old == nil {
		return
	}
	before, after := difference(old, s.facts(u))
	if len(before)+len(after) == 0 {
		return
	}
	before["id"], after["id"] = u.id.String(), u.id.String()
	s.emit("user.updated", u.id, func(p *eventPayload) {
		p.Object, p.OldObject, p.TimeStamp = after, before, s.now().UnixMilli()
	})
}

// difference gives the facts that differ, as they were and as they are.
func difference(old, now userFacts) (before, after userFacts) {
	before, after = userFacts{}, userFacts{}
	for _, key := range slices.Collect(maps.Keys(now)) {
		if !sameJSON(old[key], now[key]) {
			after[key] = now[key]
			if had, ok := old[key]; ok {
				before[key] = had
			}
		}
	}
	for key, had := range old {
		if _, still := now[key]; !still {
			before[key] = had
		}
	}
	return before, after
}

// sameJSON compares values by how they show. Facts are plain values, which
// always encode.
func sameJSON(a, b any) bool {
	left, errLeft := json.Marshal(a)
	right, errRight := json.Marshal(b)
	return errLeft == nil && errRight == nil && bytes.Equal(left, right)
}

// settingsChanged tells about new settings of a user; both are the answers of
// GET /users/{userId}/settings.
func (s *Sim) settingsChanged(u *user, old, now map[string]any) {
	s.logOperation(logUserSettings, "update", u.email)
	s.settingsEvent(u, old, now)
}

// settingsEvent sends user.settings_updated when something differs.
func (s *Sim) settingsEvent(u *user, old, now map[string]any) {
	if !s.hooks.listening() || sameJSON(old, now) {
		return
	}
	s.emit("user.settings_updated", u.id, func(p *eventPayload) {
		p.Object = map[string]any{"id": u.id.String(), "settings": now}
		p.OldObject = map[string]any{"id": u.id.String(), "settings": old}
		p.TimeStamp = s.now().UnixMilli()
	})
}
