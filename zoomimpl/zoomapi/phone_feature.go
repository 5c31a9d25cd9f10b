package zoomapi

import (
	"context"
	"net/http"
	"net/url"
)

// UserFeature returns the feature section of a user's settings, of which it asks
// for zoom_phone alone: whether Zoom Phone is switched on, which is so before the
// phone user appears. Feature.ZoomPhone is nil if Zoom did not say. UserPatch
// switches it. A pending user gives an *Error with code 1000.
//
//zoom:operation GET /users/{userId}/settings label=medium scopes=user:read:settings:admin
func (c *Client) UserFeature(ctx context.Context, idOrEmail string) (*Feature, error) {
	var answer struct {
		Feature Feature `json:"feature"`
	}
	// The parameter names the field, not the section that it is in.
	err := c.do(ctx, request{
		method: http.MethodGet, route: "/users/{userId}/settings", ids: []string{idOrEmail},
		query: url.Values{"custom_query_fields": {"zoom_phone"}},
	}, &answer, nil)
	if err != nil {
		return nil, err
	}
	return &answer.Feature, nil
}
