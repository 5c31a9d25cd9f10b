package zoomapi

import (
	"context"
	"errors"
	"net/http"
)

// GroupMemberPage is one page of the members of a group.
type GroupMemberPage struct {
	Members []*GroupMember
	// NextPageToken is empty on the last page; it is good for 15 minutes.
	NextPageToken string
}

// GroupMemberPage returns one page of 300 members of a group; the empty token
// asks for the first. An expired token gives an error that matches
// ErrPageTokenExpired.
//
//zoom:operation GET /groups/{groupId}/members label=medium scopes=group:read:list_members:admin
func (c *Client) GroupMemberPage(ctx context.Context, groupID, token string) (*GroupMemberPage, error) {
	var answer struct {
		pageInfo
		Members []*GroupMember `json:"members"`
	}
	r := request{
		method: http.MethodGet, route: "/groups/{groupId}/members", ids: []string{groupID},
		query: pageQuery(memberPageSize, token), errorInOK: true,
	}
	err := c.do(ctx, r, &answer, func() error {
		return errors.Join(answer.check(answer.Members == nil), checkMembers(answer.Members))
	})
	if err != nil {
		return nil, err
	}
	return &GroupMemberPage{Members: answer.Members, NextPageToken: answer.NextPageToken}, nil
}
