package zoomapi

import (
	"context"
	"iter"
	"net/http"
)

const (
	// MaxMembersPerAdd is how many members one request may add.
	MaxMembersPerAdd = 30
	// memberPageSize is the size that old and new documentation both allow.
	memberPageSize = 300
)

// GroupMember is a member of a group as the list of members shows it.
type GroupMember struct {
	ID        string `json:"id"`
	Email     string `json:"email"`
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name"`
	Type      int    `json:"type"`
}

// GroupMembers iterates over all members of a group, page by page.
//
//zoom:operation GET /groups/{groupId}/members label=medium scopes=group:read:list_members:admin
func (c *Client) GroupMembers(ctx context.Context, groupID string) iter.Seq2[*GroupMember, error] {
	return paginate(ctx, func(ctx context.Context, token string) ([]*GroupMember, string, error) {
		page, err := c.GroupMemberPage(ctx, groupID, token)
		if err != nil {
			return nil, "", err
		}
		return page.Members, page.NextPageToken, nil
	})
}

func checkMembers(members []*GroupMember) error {
	for _, m := range members {
		if m == nil || (m.ID == "" && m.Email == "") {
			return errNoIdentity
		}
	}
	return nil
}

// AddGroupMembers adds users to a group, 30 with each request, and returns the
// ids that Zoom says it added. Zoom skips unknown users without an error, so
// compare the ids. When a request fails, the ids added by the requests before it
// are returned together with the error.
//
//zoom:operation POST /groups/{groupId}/members label=medium scopes=group:write:member:admin
func (c *Client) AddGroupMembers(ctx context.Context, groupID string, members []Member) ([]string, error) {
	return c.addUsers(ctx, request{method: http.MethodPost, route: "/groups/{groupId}/members", ids: []string{groupID}},
		"members", members, MaxMembersPerAdd)
}

// RemoveGroupMember takes a user, named by id or e-mail address, out of a group.
// A user who is not a member gives an *Error with CodeMemberNotFound.
//
//zoom:operation DELETE /groups/{groupId}/members/{memberId} label=light scopes=group:delete:member:admin
func (c *Client) RemoveGroupMember(ctx context.Context, groupID, memberID string) error {
	return c.do(ctx, request{
		method: http.MethodDelete, route: "/groups/{groupId}/members/{memberId}", ids: []string{groupID, memberID},
	}, nil, nil)
}
