package zoomsim

import (
	"fmt"
	"slices"
)

type phoneBatchUpdate struct {
	BatchType        *string   `json:"batch_type"`
	UserIDs          *[]string `json:"user_ids"`
	SiteID           *string   `json:"site_id"`
	ActivationStatus *string   `json:"activation_status"`
}

// The batch types of PUT /phone/users/batch.
const (
	batchMoveSite      = "move_site"
	batchAssignPending = "assign_pending_user"
	batchActivate      = "activate"
)

// updatePhoneUsers answers PUT /phone/users/batch.
func (s *Sim) updatePhoneUsers(c *call) (reply, *refusal) {
	var body phoneBatchUpdate
	if refused := readBody(c.r, &body); refused != nil {
		return reply{}, refused
	}
	if refused := body.check(); refused != nil {
		return reply{}, refused
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var refused *refusal
	switch *body.BatchType {
	case batchMoveSite:
		refused = s.movePhoneUsers(*body.UserIDs, *body.SiteID)
	case batchAssignPending:
		refused = s.assignPendingUsers(*body.UserIDs)
	default:
		refused = s.activatePhoneUsers(*body.UserIDs, valueOf(body.ActivationStatus) == phoneDeactivate)
	}
	if refused != nil {
		return reply{}, refused
	}
	for _, id := range *body.UserIDs {
		s.logPhone(phoneLogUser, "update", "", s.findUser(id))
	}
	return noContent()
}

func (b phoneBatchUpdate) check() *refusal {
	var f fieldCheck
	kind := valueOf(b.BatchType)
	switch kind {
	case "":
		f.missing("batch_type")
	case batchMoveSite:
		if valueOf(b.SiteID) == "" {
			f.missing("site_id")
		}
	case batchAssignPending, batchActivate:
	default:
		return badRequest(codePhoneInvalid, fmt.Sprintf("Current batch type does not support, batch type:%s.", kind))
	}
	if b.UserIDs == nil || len(*b.UserIDs) == 0 {
		f.missing("user_ids")
	} else if len(*b.UserIDs) > maxPhoneBatch {
		return badRequest(codePhoneInvalid, "User size must be less than 10.")
	}
	switch valueOf(b.ActivationStatus) {
	case "", phoneActivate, phoneDeactivate:
	default:
		f.invalid("activation_status")
	}
	return invalidFields(f.faults)
}

// phoneUserSet finds phone users; one that is missing refuses the batch.
func (s *Sim) phoneUserSet(ids []string) ([]*user, *refusal) {
	users := make([]*user, 0, len(ids))
	for _, id := range ids {
		u, refused := s.phoneUser(id)
		if refused != nil {
			return nil, refused
		}
		users = append(users, u)
	}
	return users, nil
}

// movePhoneUsers moves all users or, when the site is full, the first of them.
func (s *Sim) movePhoneUsers(ids []string, siteID string) *refusal {
	site := s.tenant.phone.site(siteID)
	if site == nil {
		return siteMissing()
	}
	users, refused := s.phoneUserSet(ids)
	if refused != nil {
		return refused
	}
	for _, u := range users {
		extension, refused := s.tenant.phone.moved(u.phone, site)
		if refused != nil {
			return refused
		}
		u.phone.site = site
		s.tenant.phone.take(u.phone, extension)
	}
	return nil
}

// assignPendingUsers gives Zoom Phone to users whose Workplace licence
// includes it, to all of them or to none. A user named twice counts once.
func (s *Sim) assignPendingUsers(ids []string) *refusal {
	users := make([]*user, 0, len(ids))
	for _, id := range ids {
		u := s.findUser(id)
		switch {
		case u == nil:
			return userNotFound(id)
		case u.status == inactive:
			return badRequest(12007, "The user in Trash cannot be assigned Zoom One license.")
		case !awaitsPhone(u):
			return invalidField("user_ids")
		}
		if !slices.Contains(users, u) {
			users = append(users, u)
		}
	}
	if refused := s.tenant.allowPhones(len(users)); refused != nil {
		return refused
	}
	for _, u := range users {
		old := s.facts(u)
		s.tenant.orderPhone(u, s.now())
		s.userChanged(u, old)
	}
	return nil
}

func (s *Sim) activatePhoneUsers(ids []string, disable bool) *refusal {
	users, refused := s.phoneUserSet(ids)
	if refused != nil {
		return refused
	}
	for _, u := range users {
		u.phone.disabled = disable
		u.phone.activated = u.phone.activated || !disable
	}
	return nil
}
