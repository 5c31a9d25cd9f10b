package zoomimpl

import (
	"context"
	"strings"
	"time"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// goneUser stands for the id of a user who was removed; no id is like it.
const goneUser = "-"

// identity is what names a user towards the host.
type identity struct {
	uid string
	// provisional uids change when the user joins.
	provisional bool
	// id is what Zoom calls the user, as far as it is known.
	id string
	// previous is the uid that this connection gave out before, if another.
	previous string
}

// identify names a user whose id is known as far as Zoom gives one. The uid is
// the id; for a pending user it is the e-mail address in lower case when the
// configuration asks for it, or when there is no id.
func (c *connection) identify(u *zoomapi.User) identity {
	email := strings.ToLower(u.Email)
	if u.ID == "" || (u.Status == zoomapi.StatusPending && c.cfg.pendingUID == pendingUIDEmail) {
		return identity{uid: email, provisional: true, id: u.ID}
	}
	if id, given := c.provisional.get(email); given && (id == "" || id == u.ID) {
		return identity{uid: u.ID, previous: email, id: u.ID}
	}
	return identity{uid: u.ID, id: u.ID}
}

// giveOut remembers a provisional uid that the host learns. Objects that are made
// for a look of the connector's own are not given out.
func (c *connection) giveOut(who identity) string {
	if !who.provisional {
		return who.uid
	}
	// Lists do not tell the id; it may be known from elsewhere.
	if id, given := c.provisional.get(who.uid); !given || who.id != "" || id == goneUser {
		c.provisional.put(who.uid, who.id)
	}
	return who.uid
}

// forget remembers that a user has gone, so that another one who gets the same
// e-mail address is not taken for it.
func (c *connection) forget(removed *shared.WriteResult) {
	if removed == nil || (removed.Outcome != shared.OutcomeDeleted && removed.Outcome != shared.OutcomeDisassociated) {
		return
	}
	if email := strings.ToLower(removed.Name); c.wasUID(email) {
		c.provisional.put(email, goneUser)
	}
}

// giveOutObject remembers the uid of an object that the host gets.
func (c *connection) giveOutObject(obj *shared.Object) *shared.Object {
	c.giveOut(identity{uid: obj.UID(), provisional: obj.Provisional()})
	return obj
}

// wasUID tells whether an e-mail address by which the host names a user is a uid
// that it was given, by this connection or by an earlier one.
func (c *connection) wasUID(email string) bool {
	_, given := c.provisional.get(strings.ToLower(email))
	return given || c.cfg.pendingUID == pendingUIDEmail
}

// hadUID tells whether an e-mail address by which the host names a user may be a
// uid of that very user, and not of somebody who had the address before.
func (c *connection) hadUID(u *zoomapi.User, email string) bool {
	id, given := c.provisional.get(strings.ToLower(email))
	return c.wasUID(email) && (!given || id == "" || id == u.ID)
}

// isEmail tells a uid that is an e-mail address from an id: ids have no at sign.
func isEmail(uid string) bool { return strings.Contains(uid, "@") }

// needsID tells whether a list row has to be completed before it can be named.
func (c *connection) needsID(u *zoomapi.User) bool {
	return u.ID == "" && c.cfg.pendingUID == pendingUIDID
}

// knownID returns the remembered id of a pending row. The time of creation is
// part of the key, so that a user invited anew is not taken for the old one.
func (c *connection) knownID(row *zoomapi.User) (string, bool) {
	if row.UserCreatedAt.IsZero() {
		return "", false
	}
	return c.pendingIDs.get(pendingKey(row))
}

func pendingKey(row *zoomapi.User) string {
	return strings.ToLower(row.Email) + "\x00" + row.UserCreatedAt.UTC().Format(time.RFC3339)
}

// complete reads the user behind a list row. It returns nil when the user has
// gone meanwhile. A pending user whom Zoom does not give by e-mail address is
// returned as the list shows it, and stays without id.
func (c *connection) complete(ctx context.Context, row *zoomapi.User) (*zoomapi.User, error) {
	key := row.ID
	if key == "" {
		key = row.Email
	}
	u, err := c.api.User(ctx, key)
	switch {
	case err == nil:
		if row.ID == "" && u.ID != "" && !row.UserCreatedAt.IsZero() {
			c.pendingIDs.put(pendingKey(row), u.ID)
		}
		return u, nil
	case hasCode(err, zoomapi.CodeInvitationExpired), row.ID == "" && hasCode(err, zoomapi.CodeUserNotFound):
		return row, nil
	case hasCode(err, zoomapi.CodeUserNotFound):
		return nil, nil //nolint:nilnil // No user and no error: gone is an answer.
	default:
		return nil, err
	}
}
