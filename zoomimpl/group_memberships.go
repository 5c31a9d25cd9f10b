package zoomimpl

import (
	"context"
	"slices"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/filter"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// memberships are the groups of the users with whom a filter compares the
// members of groups. A user names its groups, so that one request for the user
// replaces a listing of the members of every group.
type memberships struct {
	users  []shared.Value
	groups [][]string // of each user
}

// memberships reads the users in the filter. It returns nil when the filter does
// not compare members, wants to know more of them than who is one, or names many.
func (s *userCache) memberships(ctx context.Context, f shared.Filter) (*memberships, error) {
	users, ok := comparedMembers(f)
	if !ok {
		return nil, nil //nolint:nilnil // Nothing to know is an answer.
	}
	m := &memberships{}
	for _, v := range users {
		ref, _ := v.AsReference()
		u, err := s.referred(ctx, ref)
		if hasCode(err, zoomapi.CodeInvitationExpired) {
			return nil, nil //nolint:nilnil // The lists of members must tell.
		}
		if err != nil {
			return nil, err
		}
		var groups []string
		if u != nil {
			groups = u.GroupIDs
		}
		m.users, m.groups = append(m.users, v), append(m.groups, groups)
	}
	return m, nil
}

// comparedMembers returns the users with whom a filter compares members; false
// when there are none or many, or when that is not all it says about members.
func comparedMembers(f shared.Filter) ([]shared.Value, bool) {
	var users []shared.Value
	equality := true
	filter.Walk(f, func(g shared.Filter) bool {
		if !slices.Contains(filter.Attributes(g), "members") {
			return false
		}
		switch n := g.(type) {
		case *filter.And, *filter.Or, *filter.Not:
		case *filter.Comparison:
			users = append(users, n.Value)
			equality = equality && (n.Operator == filter.Equal || n.Operator == filter.NotEqual)
		case *filter.In:
			users = append(users, n.Values...)
		case *filter.ContainsAll:
			users = append(users, n.Values...)
		default:
			equality = false
		}
		return true
	})
	return users, equality && len(users) > 0 && len(users) <= maxLookups
}

// referred finds the user that a reference in a filter means, who must have the
// uid or, where the reference has none, the name.
func (s *userCache) referred(ctx context.Context, ref shared.Reference) (*zoomapi.User, error) {
	key := ref.UID
	if key == "" {
		if key = ref.Name; !isEmail(key) {
			return nil, nil //nolint:nilnil // Nobody has such a name.
		}
	}
	u, err := s.find(ctx, key)
	if u == nil || err != nil {
		return nil, err
	}
	if isEmail(ref.UID) && s.c.identify(u).uid != ref.UID {
		return nil, nil //nolint:nilnil // The address is not the uid of the user.
	}
	return u, nil
}

// of returns the users in the filter who are members of a group.
func (m *memberships) of(groupID string) []shared.Value {
	var users []shared.Value
	for i, v := range m.users {
		if slices.Contains(m.groups[i], groupID) {
			users = append(users, v)
		}
	}
	return users
}

// among returns the groups that a filter limits a search to by naming members;
// false when it does not. It accepts nil.
func (m *memberships) among(f shared.Filter) ([]string, bool) {
	if m == nil {
		return nil, false
	}
	for _, conjunct := range filter.Conjuncts(f) {
		values, ok := filter.ValuesFor(conjunct, "members")
		if !ok {
			continue
		}
		var groups []string
		for i, v := range m.users {
			if slices.ContainsFunc(values, v.Equal) {
				groups = append(groups, m.groups[i]...)
			}
		}
		return groups, true
	}
	return nil, false
}
