package zoomimpl

import (
	"context"
	"slices"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/filter"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// maxRoleLists bounds the roles whose users are listed role by role.
const maxRoleLists = 10

// userWay is a way of finding the users that a filter can hold for: the lists to
// read one after the other. All of them are judged by the whole filter.
type userWay struct {
	// label tells the way apart from others in a cookie.
	label string
	lists []userList
}

// full tells whether the rows of all lists tell more than who it is.
func (w userWay) full() bool {
	return len(w.lists) > 0 && !slices.ContainsFunc(w.lists, func(l userList) bool { return l.bare })
}

// userList is one list of users.
type userList struct {
	// call is how Zoom names it, status is whom it shows; empty for all who are in
	// a group.
	call, status string
	page         func(ctx context.Context, size int, token string) (*zoomapi.UserPage, error)
	// bare rows tell who it is and nothing more.
	bare bool
}

// userWay chooses how to find the users. A cookie goes on in the way that it was
// made in: which one is the cheapest may change between two pages.
func (c *connection) userWay(ctx context.Context, rows *userRows, at position) (userWay, error) {
	p := rows.plan
	statuses := statusesOf(c.model.user, p.q.Filter)
	byRole := c.roleWay(p, rows.roleNames, statuses)
	groups, named := idsOf(p.q.Filter, "group_ids", rows.names)
	byGroup := named && len(groups) == 1 && slices.Contains(statuses, zoomapi.StatusActive)
	if p.q.Cookie != "" {
		if byGroup && at.Way == groupLabelOf(groups[0]) {
			return c.groupWay(p, groups[0], statuses), nil
		}
		if at.Way != byRole.label {
			return userWay{}, &shared.Error{Kind: shared.ErrCursorExpired, Class: classUser, Message: "the groups or roles that the filter names have changed: search again"}
		}
		return byRole, nil
	}
	switch {
	case named && len(groups) == 0:
		return userWay{}, nil // Nobody is in a group that does not exist.
	case !byGroup:
		return byRole, nil
	}
	members, err := c.api.GroupMemberPage(ctx, groups[0], "")
	switch {
	case noGroupThere(err):
		return userWay{}, nil
	case listRefused(err):
		return byRole, nil
	case err != nil:
		return userWay{}, err
	case readsAnyway(p) || (members.NextPageToken == "" && len(members.Members) <= maxLookups):
		return c.groupWay(p, groups[0], statuses), nil
	default:
		return byRole, nil
	}
}

// roleWay lists the users by status and, when the filter leaves a few roles, by
// role.
func (c *connection) roleWay(p *searchPlan, names map[string]string, statuses []string) userWay {
	roles, ok := idsOf(p.q.Filter, "role_id", names)
	var way userWay
	if !ok || len(roles) > maxRoleLists {
		for _, status := range statuses {
			way.lists = append(way.lists, c.usersOf(p, status, ""))
		}
		return way
	}
	way.label = "roles " + strings.Join(roles, ",")
	for _, status := range statuses {
		for _, role := range roles {
			way.lists = append(way.lists, c.usersOf(p, status, role))
		}
	}
	return way
}

// usersOf lists the users of a status and, when given, of a role. Nobody has a
// role that Zoom does not know.
func (c *connection) usersOf(p *searchPlan, status, role string) userList {
	call := "GET /users?status=" + status
	if role != "" {
		call += "&role_id=" + role
	}
	return userList{call: call, status: status, page: func(ctx context.Context, size int, token string) (*zoomapi.UserPage, error) {
		page, err := c.api.UserPage(ctx, zoomapi.UserListOptions{
			Status: status, RoleID: role, PageSize: size, IncludeFields: p.include(),
		}, token)
		if role != "" && hasCode(err, zoomapi.CodeRoleNotFound) {
			return &zoomapi.UserPage{}, nil
		}
		return page, err
	}}
}

// groupWay lists the members of a group in the place of the active users. Whether
// Zoom shows members there who are pending or inactive is not documented, so that
// those are found in their own lists.
func (c *connection) groupWay(p *searchPlan, group string, statuses []string) userWay {
	way := userWay{label: groupLabelOf(group)}
	for _, status := range statuses {
		if status == zoomapi.StatusActive {
			way.lists = append(way.lists, c.membersOf(group))
		} else {
			way.lists = append(way.lists, c.usersOf(p, status, ""))
		}
	}
	return way
}

// membersOf lists the members of a group. Nobody is in one that has gone.
func (c *connection) membersOf(group string) userList {
	return userList{call: "GET /groups/{groupId}/members", bare: true, page: func(ctx context.Context, _ int, token string) (*zoomapi.UserPage, error) {
		members, err := c.api.GroupMemberPage(ctx, group, token)
		if noGroupThere(err) {
			return &zoomapi.UserPage{}, nil
		}
		if err != nil {
			return nil, err
		}
		page := &zoomapi.UserPage{NextPageToken: members.NextPageToken}
		for _, m := range members.Members {
			page.Users = append(page.Users, &zoomapi.User{ID: m.ID, Email: m.Email})
		}
		return page, nil
	}}
}

func groupLabelOf(group string) string { return "group " + group }

// listRefused tells whether the app may not list members, or the account has no
// groups: the users themselves tell their groups.
func listRefused(err error) bool {
	if err == nil {
		return false
	}
	kind := catalogued(err).Kind
	return kind == shared.ErrPermissionDenied || kind == shared.ErrUnsupported
}

// readsAnyway tells whether each member of the group would be read singly even
// if it was found in the lists: something is wanted that they do not tell, and
// they do not decide anything but the group.
func readsAnyway(p *searchPlan) bool {
	if !hasSource(p.class, slices.Concat(p.read, p.compared), sourceGet) {
		return false
	}
	cheap := 0 // Conditions that the lists decide: the group, and more.
	for _, f := range filter.Conjuncts(p.q.Filter) {
		if !hasSource(p.class, filter.Attributes(f), sourceGet) {
			cheap++
		}
	}
	return cheap == 1
}

// idsOf returns the ids that the reference must be among for the filter to hold,
// names looked up in names; false when the filter does not say so.
func idsOf(f shared.Filter, attribute string, names map[string]string) ([]string, bool) {
	for _, conjunct := range filter.Conjuncts(f) {
		values, ok := filter.ValuesFor(conjunct, attribute)
		if !ok {
			continue
		}
		var ids []string
		for _, v := range values {
			r, _ := v.AsReference()
			if r.UID != "" {
				ids = append(ids, r.UID)
				continue
			}
			for id, name := range names {
				if strings.EqualFold(name, r.Name) {
					ids = append(ids, id)
				}
			}
		}
		slices.Sort(ids)
		return slices.Compact(ids), true
	}
	return nil, false
}
