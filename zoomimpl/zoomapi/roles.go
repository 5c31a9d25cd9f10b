package zoomapi

import (
	"context"
	"errors"
	"net/http"
)

// CodeRoleNotFound means that the role does not exist.
const CodeRoleNotFound = 1034

var errRoleNoID = errors.New("the role has no id")

// Role is a role of the account. Every user has exactly one.
type Role struct {
	// ID is "0" for the owner, "1" for administrators, "2" for members, or an
	// opaque id of 23 characters.
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"`
	// Type is "common", or "iq" for a role of Zoom IQ for Sales.
	Type         string `json:"type"`
	TotalMembers int    `json:"total_members"`
	// Privileges are filled by Client.Role alone.
	Privileges []string `json:"privileges"`
}

func checkRoles(roles []*Role) error {
	for _, r := range roles {
		if r == nil || r.ID == "" {
			return errRoleNoID
		}
	}
	return nil
}

// Roles returns all roles of type "common": the list has no pages. Roles need a
// paid account; a free one gives an *Error, also where Zoom answers it with
// success.
//
//zoom:operation GET /roles label=medium scopes=role:read:list_roles:admin
func (c *Client) Roles(ctx context.Context) ([]*Role, error) {
	var answer struct {
		pageInfo
		Roles []*Role `json:"roles"`
	}
	err := c.do(ctx, request{method: http.MethodGet, route: "/roles", errorInOK: true}, &answer, func() error {
		return errors.Join(answer.check(answer.Roles == nil), checkRoles(answer.Roles))
	})
	if err != nil {
		return nil, err
	}
	return answer.Roles, nil
}

// Role returns one role with its privileges. A role that does not exist gives an
// *Error with CodeRoleNotFound.
//
//zoom:operation GET /roles/{roleId} label=light scopes=role:read:role:admin
func (c *Client) Role(ctx context.Context, roleID string) (*Role, error) {
	role := &Role{}
	r := request{method: http.MethodGet, route: "/roles/{roleId}", ids: []string{roleID}, errorInOK: true}
	if err := c.do(ctx, r, role, func() error { return checkRoles([]*Role{role}) }); err != nil {
		return nil, err
	}
	return role, nil
}
