package zoomimpl

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// maxNamed bounds the users or groups that one reason names.
const maxNamed = 10

// groupUserWriter changes one of the lists of users of a group.
type groupUserWriter struct {
	cache *userCache
	group string // its id
	// attribute is the list, and noun what a user in it is.
	attribute, noun string
	// perStep is how many users Zoom adds in one request.
	perStep                                   int
	listEndpoint, addEndpoint, removeEndpoint string

	// expired are the addresses of users whose invitation has expired: Zoom knows
	// them by name alone and does nothing with them.
	expired []string

	add    func(ctx context.Context, groupID string, users []zoomapi.Member) ([]string, error)
	remove func(ctx context.Context, groupID, userID string) error
}

func (c *connection) memberWriter(cache *userCache, groupID string) *groupUserWriter {
	return &groupUserWriter{
		cache: cache, group: groupID, attribute: "members", noun: "member", perStep: zoomapi.MaxMembersPerAdd,
		listEndpoint: "GET /groups/{groupId}/members", addEndpoint: endpointAddMembers, removeEndpoint: endpointRemoveMember,
		add: c.api.AddGroupMembers, remove: c.removeMember,
	}
}

func (c *connection) adminWriter(cache *userCache, groupID string) *groupUserWriter {
	return &groupUserWriter{
		cache: cache, group: groupID, attribute: "admins", noun: "admin", perStep: zoomapi.MaxAdminsPerAdd,
		listEndpoint: "GET /groups/{groupId}/admins", addEndpoint: "POST /groups/{groupId}/admins", removeEndpoint: "DELETE /groups/{groupId}/admins/{userId}",
		add: c.api.AddGroupAdmins, remove: c.removeAdmin,
	}
}

// removeAdmin ends that a user is an admin of a group; that it is none is no
// error.
func (c *connection) removeAdmin(ctx context.Context, groupID, userID string) error {
	err := c.api.RemoveGroupAdmin(ctx, groupID, userID)
	if hasCode(err, zoomapi.CodeNotGroupAdmin) {
		return nil
	}
	return err
}

// steps compile a change of the list into additions and removals. The list is
// read only when it has to be replaced.
func (g *groupUserWriter) steps(ctx context.Context, w *writer, d shared.AttributeDelta) (additions, removals []step, err error) {
	add, err := g.keys(ctx, w, d.Add, true)
	if err != nil {
		return nil, nil, err
	}
	remove, err := g.keys(ctx, w, d.Remove, false)
	if err != nil {
		return nil, nil, err
	}
	if err := g.checkDisjoint(add, remove); err != nil {
		return nil, nil, err
	}
	if d.Replace != nil {
		if add, remove, err = g.replacement(ctx, w, *d.Replace); err != nil {
			return nil, nil, err
		}
	}
	add, remove = g.leaveExpired(w, add, remove)
	for chunk := range slices.Chunk(add, g.perStep) {
		additions = append(additions, g.addStep(chunk))
	}
	for _, key := range remove {
		removals = append(removals, g.removeStep(key))
	}
	return additions, removals, nil
}

// keys returns the ids of users who are referred to by id or e-mail address, each
// once. Somebody who does not exist is reported when it was to be added, and is
// not in the list when it was to be removed.
func (g *groupUserWriter) keys(ctx context.Context, w *writer, values shared.Values, report bool) ([]string, error) {
	var keys, missing []string
	for v := range values.All() {
		r, _ := v.AsReference()
		key := r.UID
		if key == "" || isEmail(key) {
			email := cmp.Or(key, r.Name)
			u, err := g.cache.referred(ctx, shared.Reference{Name: email})
			switch {
			case hasCode(err, zoomapi.CodeInvitationExpired):
				key = strings.ToLower(email)
				g.expired = append(g.expired, key)
			case err != nil:
				return nil, err
			case u == nil:
				missing = append(missing, email)
				continue
			default:
				key = rowKey(u)
			}
		}
		if !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	if report && len(missing) > 0 {
		w.leave(g.attribute, g.reason(shared.ErrNotFound, "there is no such user: ", missing))
	}
	return keys, nil
}

// leaveExpired takes users whose invitation has expired out of the changes and
// reports them.
func (g *groupUserWriter) leaveExpired(w *writer, add, remove []string) (adds, removes []string) {
	var left []string
	stays := func(key string) bool {
		expired := slices.Contains(g.expired, key)
		if expired {
			left = append(left, key)
		}
		return expired
	}
	adds, removes = slices.DeleteFunc(add, stays), slices.DeleteFunc(remove, stays)
	if len(left) > 0 {
		w.leave(g.attribute, g.expiredReason(left))
	}
	return adds, removes
}

func (g *groupUserWriter) expiredReason(users []string) *shared.Error {
	return g.reason(shared.ErrPreconditionFailed, "the invitations of these users have expired, so that Zoom neither adds nor removes them: ", users)
}

// checkDisjoint refuses that one user is added and removed, which shows only once
// it is known whom the references mean.
func (g *groupUserWriter) checkDisjoint(add, remove []string) error {
	var faults []shared.Fault
	for _, key := range add {
		if slices.Contains(remove, key) {
			faults = append(faults, shared.Fault{Field: g.attribute, Message: key + " is both added and removed"})
		}
	}
	return invalidValues(classGroup, g.group, faults)
}

// replacement returns whom to add and whom to remove.
func (g *groupUserWriter) replacement(ctx context.Context, w *writer, wanted shared.Values) (add, remove []string, err error) {
	want, err := g.keys(ctx, w, wanted, true)
	if err != nil {
		return nil, nil, err
	}
	have, err := g.cache.list(ctx, g.attribute, g.group)
	if err != nil {
		return nil, nil, err
	}
	for _, key := range want {
		if !listed(have, key) {
			add = append(add, key)
		}
	}
	for _, u := range have {
		if !slices.ContainsFunc(want, u.is) {
			remove = append(remove, u.key())
		}
	}
	slices.Sort(remove)
	return add, slices.Compact(remove), nil
}

func listed(users []groupUser, key string) bool {
	return slices.ContainsFunc(users, func(u groupUser) bool { return u.is(key) })
}

// addStep adds as many users as Zoom takes at once. Zoom skips unknown and
// pending users without an error, so that its answer, and where that is silent
// the list, tells who was added. Whoever is in the list already stays so.
func (g *groupUserWriter) addStep(keys []string) step {
	return step{
		name: fmt.Sprintf("add %d %ss", len(keys), g.noun), endpoint: g.addEndpoint,
		settles: []shared.AttributeDelta{{Name: g.attribute, Add: userValues(keys)}},
		run: g.cache.c.lockingUsers(keys, func(ctx context.Context) ([]shared.NotApplied, error) {
			users := make([]zoomapi.Member, len(keys))
			for i, key := range keys {
				if users[i] = (zoomapi.Member{ID: key}); isEmail(key) {
					users[i] = zoomapi.Member{Email: key}
				}
			}
			added, err := g.add(ctx, g.group, users)
			if err != nil {
				return nil, err
			}
			skipped := slices.DeleteFunc(slices.Clone(keys), func(key string) bool { return slices.Contains(added, key) })
			if len(skipped) == 0 {
				return nil, nil
			}
			absent, err := g.cache.absent(ctx, g.attribute, g.group, skipped)
			if err != nil {
				return nil, unverified{err}
			}
			if len(absent) == 0 {
				return nil, nil
			}
			return []shared.NotApplied{{Attribute: g.attribute, Reason: g.reason(shared.ErrPreconditionFailed,
				"Zoom did not add these users, because they are pending or unknown: ", absent)}}, nil
		}),
		settled: func(ctx context.Context) bool {
			absent, err := g.cache.absent(ctx, g.attribute, g.group, keys)
			return err == nil && len(absent) == 0
		},
	}
}

func (g *groupUserWriter) removeStep(key string) step {
	return step{
		name: "remove " + g.noun + " " + key, endpoint: g.removeEndpoint,
		settles: []shared.AttributeDelta{{Name: g.attribute, Remove: userValues([]string{key})}},
		run: g.cache.c.lockingUsers([]string{key}, func(ctx context.Context) ([]shared.NotApplied, error) {
			err := g.remove(ctx, g.group, key)
			if errors.Is(err, zoomapi.ErrInvalidID) {
				return nil, nil // Nobody can have such an id; the group was read by its own.
			}
			if hasCode(err, zoomapi.CodeInvitationExpired) {
				return []shared.NotApplied{{Attribute: g.attribute, Reason: g.expiredReason([]string{key})}}, nil
			}
			return nil, err
		}),
		settled: func(ctx context.Context) bool {
			absent, err := g.cache.absent(ctx, g.attribute, g.group, []string{key})
			return err == nil && len(absent) == 1
		},
	}
}

func (g *groupUserWriter) reason(kind shared.ErrorKind, text string, users []string) *shared.Error {
	return &shared.Error{Kind: kind, Class: classGroup, Attribute: g.attribute, Message: text + shortList(users)}
}

// shortList joins the first names of a list and counts the others.
func shortList(names []string) string {
	shown := strings.Join(names[:min(len(names), maxNamed)], ", ")
	if more := len(names) - maxNamed; more > 0 {
		shown += fmt.Sprintf(" and %d more", more)
	}
	return shown
}

func userValues(keys []string) shared.Values {
	values := make([]shared.Value, len(keys))
	for i, key := range keys {
		values[i] = shared.ReferenceValue(shared.Reference{Class: classUser, UID: key})
	}
	return shared.NewValues(values...)
}
