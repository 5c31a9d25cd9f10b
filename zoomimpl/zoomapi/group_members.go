package zoomapi

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"slices"
	"strings"
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

// Member names a user to add to a group, as member or as admin. The id wins if both are given.
type Member struct {
	ID    string `json:"id,omitempty"`
	Email string `json:"email,omitempty"`
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
	return c.addToGroup(ctx, request{method: http.MethodPost, route: "/groups/{groupId}/members", ids: []string{groupID}},
		"members", members, MaxMembersPerAdd)
}

// addToGroup carries out r for at most that many users with each request, who
// are in the body under the key.
func (c *Client) addToGroup(ctx context.Context, r request, key string, users []Member, most int) ([]string, error) {
	for i, u := range users {
		if u.ID == "" && u.Email == "" {
			return nil, fmt.Errorf("zoom: %s %s: %s %d: %w", r.method, r.route, key, i, errNoIdentity)
		}
	}
	r.errorInOK = true
	var added []string
	for chunk := range slices.Chunk(users, most) {
		var answer struct {
			IDs string `json:"ids"`
		}
		r.body = map[string][]Member{key: chunk}
		if err := c.do(ctx, r, &answer, nil); err != nil {
			return added, err
		}
		added = append(added, splitIDs(answer.IDs)...)
	}
	return added, nil
}

// splitIDs splits the comma-joined list of ids of an answer.
func splitIDs(joined string) []string {
	var ids []string
	for id := range strings.SplitSeq(joined, ",") {
		if id = strings.TrimSpace(id); id != "" {
			ids = append(ids, id)
		}
	}
	return ids
}

// RemoveGroupMember takes a user, named by id or e-mail address, out of a group.
// A user who is not a member gives an *Error with CodeMemberNotFound.
//
//zoom:operation DELETE /groups/{groupId}/members/{memberId} label=light scopes=group:delete:member:admin
func (c *Client) RemoveGroupMember(ctx context.Context, groupID, memberID string) error {
	// The placeholder is not that of a user, and Zoom may know "me" here all the
	// same.
	if err := checkSegment("userId", memberID); err != nil {
		return fmt.Errorf("zoom: DELETE /groups/{groupId}/members/{memberId}: %w", err)
	}
	return c.do(ctx, request{
		method: http.MethodDelete, route: "/groups/{groupId}/members/{memberId}", ids: []string{groupID, memberID},
	}, nil, nil)
}
