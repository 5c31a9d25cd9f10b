package zoomapi

import (
	"context"
	"net/http"
)

// SetUserStatus activates or deactivates a user. Deactivation takes every
// licence away and blocks the login. Any success status counts, since Zoom has
// been documented to answer 200 as well as 204.
//
//zoom:operation PUT /users/{userId}/status label=light scopes=user:update:status:admin
func (c *Client) SetUserStatus(ctx context.Context, idOrEmail string, activate bool) error {
	action := "deactivate"
	if activate {
		action = "activate"
	}
	return c.do(ctx, request{
		method: http.MethodPut, route: "/users/{userId}/status", ids: []string{idOrEmail},
		body: map[string]string{"action": action},
	}, nil, nil)
}

// SetUserEmail changes the e-mail address of a user of a managed domain. Zoom
// allows three changes per user in 24 hours.
//
//zoom:operation PUT /users/{userId}/email label=light scopes=user:update:email:admin
func (c *Client) SetUserEmail(ctx context.Context, idOrEmail, email string) error {
	return c.do(ctx, request{
		method: http.MethodPut, route: "/users/{userId}/email", ids: []string{idOrEmail},
		body: map[string]string{"email": email},
	}, nil, nil)
}

// SetUserPassword changes the password of a user who logs in with one. Zoom
// sends the user a mail about it.
//
//zoom:operation PUT /users/{userId}/password label=medium scopes=user:update:password:admin
func (c *Client) SetUserPassword(ctx context.Context, idOrEmail string, password Secret) error {
	return c.do(ctx, request{
		method: http.MethodPut, route: "/users/{userId}/password", ids: []string{idOrEmail},
		body:    map[string]string{"password": password.Reveal()},
		secrets: []string{password.Reveal()},
	}, nil, nil)
}

// RevokeUserTokens logs a single sign-on user out everywhere.
//
//zoom:operation DELETE /users/{userId}/token label=light scopes=user:delete:token:admin
func (c *Client) RevokeUserTokens(ctx context.Context, idOrEmail string) error {
	return c.do(ctx, request{
		method: http.MethodDelete, route: "/users/{userId}/token", ids: []string{idOrEmail},
	}, nil, nil)
}
