package zoomapi

import (
	"context"
	"errors"
	"iter"
	"net/http"
)

// rolePageSize is the maximum of GET /roles/{roleId}/members.
const rolePageSize = 300

// RoleMember is a user of a role as the list of members shows it.
type RoleMember struct {
	ID         string `json:"id"`
	Email      string `json:"email"`
	FirstName  string `json:"first_name"`
	LastName   string `json:"last_name"`
	Type       int    `json:"type"`
	Department string `json:"department"`
}

// RoleMembers iterates over all users of a role, page by page.
//
//zoom:operation GET /roles/{roleId}/members label=medium scopes=role:read:list_members:admin
func (c *Client) RoleMembers(ctx context.Context, roleID string) iter.Seq2[*RoleMember, error] {
	return paginate(ctx, func(ctx context.Context, token string) ([]*RoleMember, string, error) {
		var answer struct {
			pageInfo
			Members []*RoleMember `json:"members"`
		}
		r := request{
			method: http.MethodGet, route: "/roles/{roleId}/members", ids: []string{roleID},
			query: pageQuery(rolePageSize, token), errorInOK: true,
		}
		err := c.do(ctx, r, &answer, func() error {
			return errors.Join(answer.check(answer.Members == nil), checkRoleMembers(answer.Members))
		})
		return answer.Members, answer.NextPageToken, err
	})
}

func checkRoleMembers(members []*RoleMember) error {
	for _, m := range members {
		if m == nil || (m.ID == "" && m.Email == "") {
			return errNoIdentity
		}
	}
	return nil
}

// AddRoleMembers gives users a role instead of the one that they have, 30 with
// each request, and returns the ids that Zoom says it took. Zoom skips unknown
// users without an error, so compare the ids. When a request fails, the ids of
// the requests before it are returned together with the error. Zoom takes
// neither the role of the owner nor that of members here, and refuses both with
// CodeInvalid.
//
//zoom:operation POST /roles/{roleId}/members label=medium scopes=role:write:member:admin
func (c *Client) AddRoleMembers(ctx context.Context, roleID string, members []Member) ([]string, error) {
	return c.addUsers(ctx, request{method: http.MethodPost, route: "/roles/{roleId}/members", ids: []string{roleID}},
		"members", members, MaxMembersPerAdd)
}

// RemoveRoleMember takes the role from a user, named by id or e-mail address,
// who falls back to the role of members.
//
//zoom:operation DELETE /roles/{roleId}/members/{memberId} label=light scopes=role:delete:member:admin
func (c *Client) RemoveRoleMember(ctx context.Context, roleID, memberID string) error {
	return c.do(ctx, request{
		method: http.MethodDelete, route: "/roles/{roleId}/members/{memberId}", ids: []string{roleID, memberID},
	}, nil, nil)
}
