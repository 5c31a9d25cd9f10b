package zoomapi

import (
	"context"
	"errors"
	"iter"
	"net/http"
)

const (
	// MaxAdminsPerAdd is how many admins one request may add to a group.
	MaxAdminsPerAdd = 10
	// CodeNotGroupAdmin means that the user is not an admin of the group.
	CodeNotGroupAdmin = 4138
	// adminPageSize is the maximum of the list of admins.
	adminPageSize = 300
)

var errAdminNoEmail = errors.New("the admin has no e-mail address")

// GroupAdmin is an admin of a group as the list of admins shows it, which has no
// ids.
type GroupAdmin struct {
	Email string `json:"email"`
	Name  string `json:"name"`
}

// GroupAdmins iterates over all admins of a group, page by page.
//
//zoom:operation GET /groups/{groupId}/admins label=medium scopes=group:read:administrator:admin
func (c *Client) GroupAdmins(ctx context.Context, groupID string) iter.Seq2[*GroupAdmin, error] {
	return paginate(ctx, func(ctx context.Context, token string) ([]*GroupAdmin, string, error) {
		var answer struct {
			pageInfo
			Admins []*GroupAdmin `json:"admins"`
		}
		r := request{
			method: http.MethodGet, route: "/groups/{groupId}/admins", ids: []string{groupID},
			query: pageQuery(adminPageSize, token), errorInOK: true,
		}
		err := c.do(ctx, r, &answer, func() error {
			return errors.Join(answer.check(answer.Admins == nil), checkAdmins(answer.Admins))
		})
		return answer.Admins, answer.NextPageToken, err
	})
}

func checkAdmins(admins []*GroupAdmin) error {
	for _, a := range admins {
		if a == nil || a.Email == "" {
			return errAdminNoEmail
		}
	}
	return nil
}

// AddGroupAdmins makes users admins of a group, 10 with each request, and
// returns the ids that Zoom says it added. Users who are unknown or pending are
// skipped without an error, so compare the ids. When a request fails, the ids
// added by the requests before it are returned together with the error.
//
//zoom:operation POST /groups/{groupId}/admins label=medium scopes=group:write:administrator:admin
func (c *Client) AddGroupAdmins(ctx context.Context, groupID string, admins []Member) ([]string, error) {
	return c.addUsers(ctx, request{method: http.MethodPost, route: "/groups/{groupId}/admins", ids: []string{groupID}},
		"admins", admins, MaxAdminsPerAdd)
}

// RemoveGroupAdmin ends that a user, named by id or e-mail address, is an admin
// of a group. Of a user who is none it gives an *Error with CodeNotGroupAdmin.
//
//zoom:operation DELETE /groups/{groupId}/admins/{userId} label=light scopes=group:delete:administrator:admin
func (c *Client) RemoveGroupAdmin(ctx context.Context, groupID, userID string) error {
	return c.do(ctx, request{
		method: http.MethodDelete, route: "/groups/{groupId}/admins/{userId}", ids: []string{groupID, userID},
	}, nil, nil)
}
