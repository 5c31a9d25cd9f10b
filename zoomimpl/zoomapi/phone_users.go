package zoomapi

import (
	"context"
	"errors"
	"iter"
	"net/http"
)

// MaxPhoneUserPageSize is the maximum and the default of
// PhoneUserListOptions.PageSize.
const MaxPhoneUserPageSize = 100

var errNoID = errors.New("an element has no id")

// PhoneUserListOptions narrows a list of phone users. The zero value lists all
// who have Zoom Phone, PhoneDeactivate included.
type PhoneUserListOptions struct {
	// Status is PhoneActivate, PhoneDeactivate, PhonePending or empty.
	Status string
	// SiteID lists only the users of one site.
	SiteID string
	// PageSize is MaxPhoneUserPageSize when not positive or larger than that.
	PageSize int
}

// PhoneUserPage is one page of a list of phone users.
type PhoneUserPage struct {
	Users []*PhoneUser
	// NextPageToken is empty on the last page; it is good for 15 minutes.
	NextPageToken string
	PageSize      int
	// TotalRecords counts all users of the list, 0 if Zoom did not say.
	TotalRecords int
}

// PhoneUsers iterates over all phone users, page by page. Zoom may show a user on
// two pages; leaving out the second is up to the caller, by PhoneUser.ID. An
// error ends the iteration: what was seen until then is not the whole list.
//
//zoom:operation GET /phone/users label=medium scopes=phone:read:list_users:admin
func (c *Client) PhoneUsers(ctx context.Context, opts PhoneUserListOptions) iter.Seq2[*PhoneUser, error] {
	return paginate(ctx, func(ctx context.Context, token string) ([]*PhoneUser, string, error) {
		page, err := c.PhoneUserPage(ctx, opts, token)
		if err != nil {
			return nil, "", err
		}
		return page.Users, page.NextPageToken, nil
	})
}

// PhoneUserPage returns one page of phone users; the empty token asks for the
// first. Users of the page before may come again. An expired token gives an error
// that matches ErrPageTokenExpired, an account without Zoom Phone an *Error that
// is PhoneUnavailable.
//
//zoom:operation GET /phone/users label=medium scopes=phone:read:list_users:admin
func (c *Client) PhoneUserPage(ctx context.Context, opts PhoneUserListOptions, token string) (*PhoneUserPage, error) {
	size := MaxPhoneUserPageSize
	if opts.PageSize > 0 {
		size = min(opts.PageSize, MaxPhoneUserPageSize)
	}
	query := pageQuery(size, token)
	setIf(query, "status", opts.Status)
	setIf(query, "site_id", opts.SiteID)
	var answer struct {
		pageInfo
		Users []*PhoneUser `json:"users"`
	}
	err := c.do(ctx, request{method: http.MethodGet, route: "/phone/users", query: query}, &answer, func() error {
		return errors.Join(answer.check(answer.Users == nil), checkIDs(answer.Users, phoneUserID))
	})
	if err != nil {
		return nil, err
	}
	return &PhoneUserPage{
		Users: answer.Users, NextPageToken: answer.NextPageToken, PageSize: answer.PageSize, TotalRecords: answer.total(),
	}, nil
}

// PhoneUser returns one phone user by the id or e-mail address of the Zoom user.
// Who has no Zoom Phone gives an *Error that is PhoneUserMissing.
//
//zoom:operation GET /phone/users/{userId} label=light scopes=phone:read:user:admin
func (c *Client) PhoneUser(ctx context.Context, idOrEmail string) (*PhoneUser, error) {
	user := &PhoneUser{}
	r := request{method: http.MethodGet, route: "/phone/users/{userId}", ids: []string{idOrEmail}}
	if err := c.do(ctx, r, user, func() error { return checkIDs([]*PhoneUser{user}, phoneUserID) }); err != nil {
		return nil, err
	}
	return user, nil
}

func phoneUserID(u *PhoneUser) string { return u.ID }

// checkIDs refuses a list with an element that is null or has no id.
func checkIDs[T any](list []*T, id func(*T) string) error {
	for _, element := range list {
		if element == nil || id(element) == "" {
			return errNoID
		}
	}
	return nil
}
