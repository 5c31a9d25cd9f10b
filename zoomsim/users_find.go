package zoomsim

import "errors"

// codeInvitation: the invitation has expired, which makes the id invalid.
const codeInvitation = 1120

// ErrInvitationExpired means that the invitation of a pending user is too old
// to be accepted.
var ErrInvitationExpired = errors.New("zoomsim: invitation has expired")

// wanted finds the user a path names, or tells why there is none. The caller
// holds the lock.
func (s *Sim) wanted(idOrEmail string) (*user, *refusal) {
	u := s.findUser(idOrEmail)
	if u == nil {
		return nil, userNotFound(idOrEmail)
	}
	return u, s.refuseExpired(u)
}

// refuseExpired refuses everything about a user whose invitation has expired.
func (s *Sim) refuseExpired(u *user) *refusal {
	if !s.expired(u) {
		return nil
	}
	return badRequest(codeInvitation, "A valid invitation to join the Zoom account was not found for this user.")
}

// expired tells whether a user was invited and did not accept in time.
func (s *Sim) expired(u *user) bool {
	life := s.opts.InvitationLife
	return life > 0 && u.status == pending && s.now().Unix()-u.createdAt >= int64(life.Seconds())
}
