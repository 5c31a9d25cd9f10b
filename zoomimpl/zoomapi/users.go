package zoomapi

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"net/http"
)

// Page sizes of GET /users. Zoom's specification allows 2000, its pagination
// guide 300; more than 300 rows in one page have not been shown by anybody.
const (
	DefaultUserPageSize = 300
	MaxUserPageSize     = 2000
)

// Values of UserListOptions.IncludeFields.
const (
	IncludeCustomAttributes = "custom_attributes"
	IncludeHostKey          = "host_key"
)

var errNoIdentity = errors.New("the user has neither id nor e-mail address")

// UserListOptions narrows a list of users. The zero value lists active users.
type UserListOptions struct {
	// Status is one of StatusActive (which empty means), StatusInactive and
	// StatusPending. Zoom has no way to list all in one call.
	Status string
	// RoleID lists only the users of one role.
	RoleID string
	// PageSize is DefaultUserPageSize when not positive, and MaxUserPageSize at most.
	PageSize int
	// IncludeFields is IncludeCustomAttributes, IncludeHostKey or empty.
	IncludeFields string
}

// UserPage is one page of a list of users.
type UserPage struct {
	Users []*User
	// NextPageToken is empty on the last page; it is good for 15 minutes.
	NextPageToken string
	// PageCount is given on the first page only.
	PageCount int
	PageSize  int
	// TotalRecords counts all users of the list, 0 if Zoom did not say.
	TotalRecords int
	// text is what the users were read from.
	text []byte
}

// Users iterates over all users of one status, page by page. An error ends the
// iteration: what was seen until then is not the whole list. Users who change
// status while the list is read may be missed or show up twice.
//
//zoom:operation GET /users label=medium scopes=user:read:list_users:admin
func (c *Client) Users(ctx context.Context, opts UserListOptions) iter.Seq2[*User, error] {
	return paginate(ctx, func(ctx context.Context, token string) ([]*User, string, error) {
		page, err := c.UserPage(ctx, opts, token)
		if err != nil {
			return nil, "", err
		}
		return page.Users, page.NextPageToken, nil
	})
}

// UserPage returns one page of users; the empty token asks for the first. An
// expired token gives an error that matches ErrPageTokenExpired.
//
//zoom:operation GET /users label=medium scopes=user:read:list_users:admin
func (c *Client) UserPage(ctx context.Context, opts UserListOptions, token string) (*UserPage, error) {
	size := DefaultUserPageSize
	if opts.PageSize > 0 {
		size = min(opts.PageSize, MaxUserPageSize)
	}
	query := pageQuery(size, token)
	setIf(query, "status", opts.Status)
	setIf(query, "role_id", opts.RoleID)
	setIf(query, "include_fields", opts.IncludeFields)
	var answer struct {
		pageInfo
		Users json.RawMessage `json:"users"`
	}
	var users []*User
	err := c.do(ctx, request{method: http.MethodGet, route: "/users", query: query}, &answer, func() error {
		users = nil
		if answer.Users != nil {
			if err := json.Unmarshal(answer.Users, &users); err != nil {
				return err
			}
		}
		return errors.Join(answer.check(users == nil), checkUsers(users))
	})
	if err != nil {
		return nil, err
	}
	c.noteTimes(ctx, "/users", users)
	return &UserPage{
		Users: users, text: answer.Users, NextPageToken: answer.NextPageToken,
		PageCount: answer.PageCount, PageSize: answer.PageSize, TotalRecords: answer.total(),
	}, nil
}

func checkUsers(users []*User) error {
	for _, u := range users {
		if u == nil || (u.ID == "" && u.Email == "") {
			return errNoIdentity
		}
	}
	return nil
}

// User returns one user by id or e-mail address. A user who does not exist gives
// an *Error with CodeUserNotFound.
//
//zoom:operation GET /users/{userId} label=light scopes=user:read:user:admin
func (c *Client) User(ctx context.Context, idOrEmail string) (*User, error) {
	user := &User{}
	r := request{method: http.MethodGet, route: "/users/{userId}", ids: []string{idOrEmail}}
	if err := c.do(ctx, r, user, func() error { return checkUsers([]*User{user}) }); err != nil {
		return nil, err
	}
	c.noteTimes(ctx, r.route, []*User{user})
	return user, nil
}

// UserSummary holds the user counts of the account.
type UserSummary struct {
	Licensed int `json:"licensed_users_count"`
	Basic    int `json:"basic_users_count"`
	OnPrem   int `json:"on_prem_users_count"`
	Room     int `json:"room_users_count"`
	Pending  int `json:"pending_users_count"`
	JoinOnly int `json:"join_only_users_count"`
	// Total leaves pending users out.
	Total int `json:"total_users_count"`
}

// UserSummary returns the user counts of the account.
//
//zoom:operation GET /users/summary label=medium scopes=user:read:summary:admin
func (c *Client) UserSummary(ctx context.Context) (*UserSummary, error) {
	summary := &UserSummary{}
	if err := c.do(ctx, request{method: http.MethodGet, route: "/users/summary"}, summary, nil); err != nil {
		return nil, err
	}
	return summary, nil
}
