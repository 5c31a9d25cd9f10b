package zoomapi

import (
	"context"
	"errors"
	"iter"
	"net/http"
)

// MaxGroupPageSize is the largest page of GET /groups, which documents no
// default.
const MaxGroupPageSize = 300

var errGroupNoID = errors.New("the group has no id")

// Group is a user group of the account.
type Group struct {
	ID           string `json:"id"`
	Name         string `json:"name"`
	TotalMembers int    `json:"total_members"`
}

func checkGroups(groups []*Group) error {
	for _, g := range groups {
		if g == nil || g.ID == "" {
			return errGroupNoID
		}
	}
	return nil
}

// GroupPage is one page of the list of groups.
type GroupPage struct {
	Groups []*Group
	// NextPageToken is empty on the last page; it is good for 15 minutes.
	NextPageToken string
	// TotalRecords counts all groups, 0 if Zoom did not say.
	TotalRecords int
}

// Groups iterates over all groups, page by page. On a free account Zoom answers
// with success and an error code; that is an *Error here.
//
//zoom:operation GET /groups label=medium scopes=group:read:list_groups:admin
func (c *Client) Groups(ctx context.Context) iter.Seq2[*Group, error] {
	return paginate(ctx, func(ctx context.Context, token string) ([]*Group, string, error) {
		page, err := c.GroupPage(ctx, MaxGroupPageSize, token)
		if err != nil {
			return nil, "", err
		}
		return page.Groups, page.NextPageToken, nil
	})
}

// GroupPage returns one page of at most size groups, which is MaxGroupPageSize
// when not positive; the empty token asks for the first. An expired token gives
// an error that matches ErrPageTokenExpired. Servers that do not page answer
// with all groups, whatever the size.
//
//zoom:operation GET /groups label=medium scopes=group:read:list_groups:admin
func (c *Client) GroupPage(ctx context.Context, size int, token string) (*GroupPage, error) {
	if size <= 0 {
		size = MaxGroupPageSize
	}
	var answer struct {
		pageInfo
		Groups []*Group `json:"groups"`
	}
	r := request{
		method: http.MethodGet, route: "/groups", query: pageQuery(min(size, MaxGroupPageSize), token), errorInOK: true,
	}
	err := c.do(ctx, r, &answer, func() error {
		return errors.Join(answer.check(answer.Groups == nil), checkGroups(answer.Groups))
	})
	if err != nil {
		return nil, err
	}
	return &GroupPage{Groups: answer.Groups, NextPageToken: answer.NextPageToken, TotalRecords: answer.total()}, nil
}

// Group returns one group. A group that does not exist gives an *Error with
// CodeGroupNotFound.
//
//zoom:operation GET /groups/{groupId} label=light scopes=group:read:group:admin
func (c *Client) Group(ctx context.Context, groupID string) (*Group, error) {
	return c.groupCall(ctx, request{method: http.MethodGet, route: "/groups/{groupId}", ids: []string{groupID}, errorInOK: true})
}

// CreateGroup creates an empty group. An account takes 100 new groups a day and
// 5000 in all. It is repeated only when the request certainly was not carried
// out.
//
//zoom:operation POST /groups label=light scopes=group:write:group:admin
func (c *Client) CreateGroup(ctx context.Context, name string) (*Group, error) {
	return c.groupCall(ctx, request{method: http.MethodPost, route: "/groups", body: map[string]string{"name": name}})
}

// RenameGroup changes the name of a group.
//
//zoom:operation PATCH /groups/{groupId} label=light scopes=group:update:group:admin
func (c *Client) RenameGroup(ctx context.Context, groupID, name string) error {
	return c.do(ctx, request{
		method: http.MethodPatch, route: "/groups/{groupId}", ids: []string{groupID},
		body: map[string]string{"name": name},
	}, nil, nil)
}

// DeleteGroup deletes a group; its members stay users.
//
//zoom:operation DELETE /groups/{groupId} label=light scopes=group:delete:group:admin
func (c *Client) DeleteGroup(ctx context.Context, groupID string) error {
	return c.do(ctx, request{
		method: http.MethodDelete, route: "/groups/{groupId}", ids: []string{groupID},
	}, nil, nil)
}

func (c *Client) groupCall(ctx context.Context, r request) (*Group, error) {
	group := &Group{}
	if err := c.do(ctx, r, group, func() error { return checkGroups([]*Group{group}) }); err != nil {
		return nil, err
	}
	return group, nil
}
