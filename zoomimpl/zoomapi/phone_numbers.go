package zoomapi

import (
	"context"
	"errors"
	"iter"
	"net/http"
)

// accountNumberPageSize is the maximum of GET /phone/numbers.
const accountNumberPageSize = 100

// Values of AccountNumberOptions.Type.
const (
	NumberAssigned   = "assigned"
	NumberUnassigned = "unassigned"
	NumberBYOC       = "byoc"
	NumberAll        = "all"
)

// AccountNumberOptions narrows the deprecated list of numbers. The zero value
// leaves the choice to Zoom, whose default is not documented.
type AccountNumberOptions struct {
	// Type is NumberAssigned, NumberUnassigned, NumberBYOC, NumberAll or empty.
	Type string
	// SiteID lists only the numbers of one site.
	SiteID string
	// Number lists only this number, in E.164.
	Number string
}

// AccountNumber is a number of the account as the deprecated GET /phone/numbers
// shows it.
type AccountNumber struct {
	ID          string `json:"id"`
	Number      string `json:"number"`
	DisplayName string `json:"display_name,omitempty"`
	// Status is "available", or "pending" while the number is being ported.
	Status string `json:"status,omitempty"`
	// NumberType is "toll" or "tollfree".
	NumberType string `json:"number_type,omitempty"`
	// Source is "internal" or "external".
	Source string `json:"source,omitempty"`
	// Capability holds "incoming", "outgoing" or both.
	Capability []string `json:"capability,omitempty"`
	Location   string   `json:"location,omitempty"`
	// Site is nil for a number without one.
	Site *PhoneSiteRef `json:"site,omitempty"`
	// Assignee is nil for a number that nobody has.
	Assignee *NumberAssignee `json:"assignee,omitempty"`
}

// NumberAssignee is who has a number.
type NumberAssignee struct {
	ID              string `json:"id"`
	Name            string `json:"name"`
	ExtensionNumber int64  `json:"extension_number"`
	// Type is "user", "autoReceptionist", "callQueue", "commonArea" and others.
	Type string `json:"type"`
}

// AccountNumbers iterates over the numbers of the account, page by page. Zoom has
// announced to switch this list off in December 2026, in favour of
// ManagedNumbers: it is for applications that lack the scope of that one, and
// Error.EndpointGone tells when it is over.
//
//zoom:operation GET /phone/numbers label=medium scopes=phone:read:list_numbers:admin
func (c *Client) AccountNumbers(ctx context.Context, opts AccountNumberOptions) iter.Seq2[*AccountNumber, error] {
	return paginate(ctx, func(ctx context.Context, token string) ([]*AccountNumber, string, error) {
		return c.AccountNumberPage(ctx, opts, token)
	})
}

// AccountNumberPage returns one page of the numbers and the token of the next,
// which is empty on the last page; the empty token asks for the first. An expired
// token gives an error that matches ErrPageTokenExpired.
//
//zoom:operation GET /phone/numbers label=medium scopes=phone:read:list_numbers:admin
func (c *Client) AccountNumberPage(ctx context.Context, opts AccountNumberOptions, token string) ([]*AccountNumber, string, error) {
	query := pageQuery(accountNumberPageSize, token)
	setIf(query, "type", opts.Type)
	setIf(query, "site_id", opts.SiteID)
	setIf(query, "phone_number", opts.Number)
	var answer struct {
		pageInfo
		Numbers []*AccountNumber `json:"phone_numbers"`
	}
	err := c.do(ctx, request{method: http.MethodGet, route: "/phone/numbers", query: query}, &answer, func() error {
		return errors.Join(answer.check(answer.Numbers == nil),
			checkIDs(answer.Numbers, func(n *AccountNumber) string { return n.ID }))
	})
	return answer.Numbers, answer.NextPageToken, err
}
