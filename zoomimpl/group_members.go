package zoomimpl

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

const (
	// membersPerStep is how many members Zoom adds in one request.
	membersPerStep = 30
	// maxNamed bounds the users or groups that one reason names.
	maxNamed = 10
)

// memberSteps compile a change of the members, additions first. The current
// members are read only when they have to be replaced.
func (c *connection) memberSteps(ctx context.Context, w *writer, g *zoomapi.Group, d shared.AttributeDelta) ([]step, error) {
	add, err := c.memberIDs(ctx, w, d.Add, true)
	if err != nil {
		return nil, err
	}
	remove, err := c.memberIDs(ctx, w, d.Remove, false)
	if err != nil {
		return nil, err
	}
	if d.Replace != nil {
		if add, remove, err = c.replaceMembers(ctx, w, g, *d.Replace); err != nil {
			return nil, err
		}
	}
	var steps []step
	for chunk := range slices.Chunk(add, membersPerStep) {
		steps = append(steps, c.addMembersStep(g, chunk))
	}
	for _, id := range remove {
		steps = append(steps, step{
			name: "remove member " + id, endpoint: endpointRemoveMember,
			settles: []shared.AttributeDelta{{Name: "members", Remove: memberValues([]string{id})}},
			run: func(ctx context.Context) ([]shared.NotApplied, error) {
				return nil, c.removeMember(ctx, g.ID, id)
			},
		})
	}
	return steps, nil
}

// replaceMembers returns whom to add and whom to remove.
func (c *connection) replaceMembers(ctx context.Context, w *writer, g *zoomapi.Group, wanted shared.Values) (add, remove []string, err error) {
	want, err := c.memberIDs(ctx, w, wanted, true)
	if err != nil {
		return nil, nil, err
	}
	have, err := c.currentMembers(ctx, g.ID)
	if err != nil {
		return nil, nil, err
	}
	for _, id := range want {
		if !have[id] {
			add = append(add, id)
		}
	}
	for id := range have {
		if !slices.Contains(want, id) {
			remove = append(remove, id)
		}
	}
	slices.Sort(remove)
	return add, remove, nil
}

func (c *connection) currentMembers(ctx context.Context, groupID string) (map[string]bool, error) {
	have := map[string]bool{}
	for m, err := range c.api.GroupMembers(ctx, groupID) {
		if err != nil {
			return nil, err
		}
		key := m.ID
		if key == "" {
			key = strings.ToLower(m.Email)
		}
		have[key] = true
	}
	return have, nil
}

// memberIDs returns the ids of users who are referred to by id or e-mail
// address, each once. Somebody who does not exist is reported when it was to be
// added, and is no member when it was to be removed.
func (c *connection) memberIDs(ctx context.Context, w *writer, values shared.Values, report bool) ([]string, error) {
	var ids, missing []string
	for v := range values.All() {
		r, _ := v.AsReference()
		id := r.UID
		if id == "" || isEmail(id) {
			email := id + r.Name
			if id != "" {
				email = id
			}
			u, err := c.findUser(ctx, email)
			if err != nil {
				return nil, err
			}
			if u == nil {
				missing = append(missing, email)
				continue
			}
			id = rowKey(u)
		}
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	if report && len(missing) > 0 {
		w.leave("members", membersReason(shared.ErrNotFound, "there is no such user: ", missing))
	}
	return ids, nil
}

// addMembersStep adds up to 30 members. Zoom skips unknown and pending users
// without an error, so that its answer, and where that is silent the list of
// members, tells who was added.
func (c *connection) addMembersStep(g *zoomapi.Group, ids []string) step {
	return step{
		name: fmt.Sprintf("add %d members", len(ids)), endpoint: endpointAddMembers,
		settles: []shared.AttributeDelta{{Name: "members", Add: memberValues(ids)}},
		run: func(ctx context.Context) ([]shared.NotApplied, error) {
			members := make([]zoomapi.Member, len(ids))
			for i, id := range ids {
				if members[i] = (zoomapi.Member{ID: id}); isEmail(id) {
					members[i] = zoomapi.Member{Email: id}
				}
			}
			added, err := c.api.AddGroupMembers(ctx, g.ID, members)
			if err != nil {
				return nil, err
			}
			skipped := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return slices.Contains(added, id) })
			if len(skipped) == 0 {
				return nil, nil
			}
			have, err := c.currentMembers(ctx, g.ID)
			if err != nil {
				return nil, unverified{err}
			}
			skipped = slices.DeleteFunc(skipped, func(id string) bool { return have[id] })
			if len(skipped) == 0 {
				return nil, nil
			}
			return []shared.NotApplied{{Attribute: "members", Reason: membersReason(shared.ErrPreconditionFailed,
				"Zoom did not add these users, because they are pending or unknown: ", skipped)}}, nil
		},
	}
}

func membersReason(kind shared.ErrorKind, text string, users []string) *shared.Error {
	return &shared.Error{Kind: kind, Class: classGroup, Attribute: "members", Message: text + shortList(users)}
}

// shortList joins the first names of a list and counts the others.
func shortList(names []string) string {
	shown := strings.Join(names[:min(len(names), maxNamed)], ", ")
	if more := len(names) - maxNamed; more > 0 {
		shown += fmt.Sprintf(" and %d more", more)
	}
	return shown
}

func memberValues(ids []string) shared.Values {
	values := make([]shared.Value, len(ids))
	for i, id := range ids {
		values[i] = shared.ReferenceValue(shared.Reference{Class: classUser, UID: id})
	}
	return shared.NewValues(values...)
}
