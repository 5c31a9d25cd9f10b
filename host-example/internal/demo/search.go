package demo

import (
	"context"
	"fmt"
	"slices"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/filter"
)

// searches shows what Zoom is asked for a filter, and what is compared here.
func (s *story) searches() []step {
	command := func(condition string) []string {
		return []string{"igahost search ZoomUser --filter '" + condition + "' --attrs email"}
	}
	const (
		byRole  = `role_id eq "` + administrators + `"`
		byGroup = `group_ids eq "%s" and status eq "active"`
		group   = "Design"
		byDept  = `dept eq "Engineering" and status eq "active"`
	)
	return []step{
		{"Zoom is asked for the users of a role, and for no other", command(byRole), func(ctx context.Context) ([]string, error) {
			return s.search(ctx, byRole, "GET /users?role_id=1&status=active, GET /users?role_id=1&status=inactive")
		}},
		{"of a group, the members are looked up; no list of users is read", command(fmt.Sprintf(byGroup, "GROUP")), func(ctx context.Context) ([]string, error) {
			found, err := s.conn.Get(ctx, &shared.GetRequest{Class: groupClass, Name: group})
			if err != nil {
				return nil, err
			}
			return s.search(ctx, fmt.Sprintf(byGroup, found.UID()), "GET /groups/{groupId}/members, GET /users/{userId}")
		}},
		{"Zoom has no filter for departments: they are compared here", command(byDept), func(ctx context.Context) ([]string, error) {
			return s.search(ctx, byDept, "GET /users?status=active")
		}},
	}
}

// find runs a filter over the users.
func (s *story) find(ctx context.Context, condition string, attributes ...string) ([]*shared.Object, shared.OperationStats, error) {
	query, err := userQuery(condition)
	if err != nil {
		return nil, shared.OperationStats{}, err
	}
	query.Attributes = attributes
	return s.run(ctx, query)
}

// userQuery is a query for the users that a filter matches.
func userQuery(condition string) (*shared.Query, error) {
	parsed, err := filter.Parse(condition)
	return &shared.Query{Class: userClass, Filter: parsed}, err
}

// run reads all rows of a query.
func (s *story) run(ctx context.Context, query *shared.Query) ([]*shared.Object, shared.OperationStats, error) {
	var found []*shared.Object
	results, err := s.conn.Search(ctx, query)
	if err != nil {
		return nil, shared.OperationStats{}, err
	}
	for obj, err := range results.All() {
		if err != nil {
			return nil, shared.OperationStats{}, err
		}
		found = append(found, obj)
	}
	return found, results.Page().Stats, nil
}

// search checks a filter against all users, compared one by one, and which
// endpoints are asked for it.
func (s *story) search(ctx context.Context, condition, sent string) ([]string, error) {
	seen := s.seen()
	found, stats, err := s.find(ctx, condition, "email")
	if err != nil {
		return nil, err
	}
	asked, sum := s.asked(seen), int64(s.seen()-seen)
	want, all, err := s.matching(ctx, condition)
	if err != nil {
		return nil, err
	}
	var got []string
	for _, obj := range found {
		got = append(got, obj.Name())
	}
	slices.Sort(got)
	lines := append(say("%d of %d users: %s", len(got), all, first(got)), counted(asked))
	switch {
	case len(got) == 0 || !slices.Equal(got, want):
		return lines, unexpected("the list of users", names(want), names(got))
	case endpoints(asked) != sent:
		return lines, unexpected("what Zoom was asked", sent, endpoints(asked))
	case stats.Requests != sum:
		return lines, unexpected("the number of requests reported", sum, stats.Requests)
	}
	return lines, nil
}

// first are the first names of a list.
func first(list []string) string {
	const enough = 2
	if len(list) <= enough {
		return names(list)
	}
	return names(list[:enough]) + ", ..."
}

// matching compares every user with a filter, without the help of the
// connector. It returns the sorted names, and how many users there are.
func (s *story) matching(ctx context.Context, condition string) (matching []string, all int, err error) {
	schema, err := s.conn.Schema(ctx)
	if err != nil {
		return nil, 0, err
	}
	class, _ := schema.Class(userClass)
	query, err := userQuery(condition)
	if err != nil {
		return nil, 0, err
	}
	if query, err = shared.ResolveQuery(schema, query); err != nil {
		return nil, 0, err
	}
	users, _, err := s.run(ctx, &shared.Query{Class: userClass, Attributes: []string{"status", "role_id", "group_ids", "dept"}})
	for _, obj := range users {
		if query.Filter.Match(class, obj) {
			matching = append(matching, obj.Name())
		}
	}
	slices.Sort(matching)
	return matching, len(users), err
}
