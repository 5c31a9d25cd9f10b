package zoomimpl

import (
	"context"
	"slices"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// groupUserLists are the attributes of a group that hold users, in the order in
// which they are read: admins cost more.
func groupUserLists() []string { return []string{"members", "admins"} }

// groupUser is a user in one of the lists of a group.
type groupUser struct {
	// id may be empty: of a user whom Zoom shows without.
	id    string
	email string
}

// key names the user in a request.
func (u groupUser) key() string {
	if u.id != "" {
		return u.id
	}
	return strings.ToLower(u.email)
}

// is tells whether an id or e-mail address names the user.
func (u groupUser) is(key string) bool { return key == u.id || strings.EqualFold(key, u.email) }

// userCache finds users for one operation, each of them once.
type userCache struct {
	c *connection
	// found are users by id and by e-mail address in lower case; nil is nobody.
	found map[string]*zoomapi.User
	// pending are the addresses of the pending users, nil until they are needed.
	pending map[string]bool
}

func (c *connection) newUserCache() *userCache {
	return &userCache{c: c, found: map[string]*zoomapi.User{}}
}

// find reads a user by id or e-mail address; nil when there is none.
func (s *userCache) find(ctx context.Context, key string) (*zoomapi.User, error) {
	if isEmail(key) {
		key = strings.ToLower(key)
	}
	if u, known := s.found[key]; known {
		return u, nil
	}
	u, err := s.c.findUser(ctx, key)
	if err != nil {
		return nil, err
	}
	s.found[key] = u
	if u != nil {
		s.found[rowKey(u)], s.found[strings.ToLower(u.Email)] = u, u
	}
	return u, nil
}

// rows reads the members or the admins of a group as Zoom lists them: admins by
// e-mail address alone.
func (s *userCache) rows(ctx context.Context, attribute, groupID string) ([]groupUser, error) {
	var users []groupUser
	if attribute == "admins" {
		admins, err := readWhole(s.c.api.GroupAdmins(ctx, groupID))
		for _, a := range admins {
			users = append(users, groupUser{email: a.Email})
		}
		return users, err
	}
	members, err := readWhole(s.c.api.GroupMembers(ctx, groupID))
	for _, m := range members {
		users = append(users, groupUser{id: m.ID, email: m.Email})
	}
	return users, err
}

// list reads the members or the admins of a group; the ids of admins are looked
// up.
func (s *userCache) list(ctx context.Context, attribute, groupID string) ([]groupUser, error) {
	users, err := s.rows(ctx, attribute, groupID)
	if err != nil || attribute != "admins" {
		return users, err
	}
	for i := range users {
		u, err := s.findJoined(ctx, users[i].email)
		if err != nil {
			return nil, err
		}
		if u != nil {
			users[i].id = u.ID
		}
	}
	return users, nil
}

// absent returns those of the users who are not in a list. It looks up no more
// than these.
func (s *userCache) absent(ctx context.Context, attribute, groupID string, keys []string) ([]string, error) {
	rows, err := s.rows(ctx, attribute, groupID)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, key := range keys {
		names := []string{key}
		if attribute == "admins" && !isEmail(key) {
			u, err := s.findJoined(ctx, key)
			if err != nil {
				return nil, err
			}
			if u != nil {
				names = append(names, u.Email)
			}
		}
		if !slices.ContainsFunc(names, func(name string) bool { return listed(rows, name) }) {
			out = append(out, key)
		}
	}
	return out, nil
}

// findJoined is find for somebody who may be invited without Zoom giving the
// user: that is nobody, too.
func (s *userCache) findJoined(ctx context.Context, key string) (*zoomapi.User, error) {
	u, err := s.find(ctx, key)
	if hasCode(err, zoomapi.CodeInvitationExpired) {
		return nil, nil //nolint:nilnil // Nobody is an answer.
	}
	return u, err
}

// references are the users as values, each once.
func (s *userCache) references(ctx context.Context, users []groupUser) ([]shared.Value, error) {
	values := make([]shared.Value, 0, len(users))
	seen := make(map[string]bool, len(users))
	for _, u := range users {
		uid, err := s.uid(ctx, u)
		if err != nil {
			return nil, err
		}
		if !seen[uid] {
			seen[uid] = true
			values = append(values, shared.ReferenceValue(shared.Reference{Class: classUser, UID: uid, Name: u.email}))
		}
	}
	return values, nil
}

// uid is the uid by which the user is known everywhere else.
func (s *userCache) uid(ctx context.Context, u groupUser) (string, error) {
	if u.id == "" || s.c.cfg.pendingUID != pendingUIDEmail || u.email == "" {
		return u.key(), nil
	}
	if known := s.found[u.id]; known != nil {
		return s.c.identify(known).uid, nil
	}
	// The lists of a group do not say who is pending.
	if s.pending == nil {
		if err := s.listPending(ctx); err != nil {
			return "", err
		}
	}
	if email := strings.ToLower(u.email); s.pending[email] {
		return email, nil
	}
	return u.id, nil
}

// listPending reads who is pending: one listing instead of a request per member.
func (s *userCache) listPending(ctx context.Context) error {
	pending := map[string]bool{}
	options := zoomapi.UserListOptions{Status: zoomapi.StatusPending, PageSize: s.c.cfg.batchSize}
	for u, err := range s.c.api.Users(ctx, options) {
		if err != nil {
			return err
		}
		pending[strings.ToLower(u.Email)] = true
	}
	s.pending = pending
	return nil
}
