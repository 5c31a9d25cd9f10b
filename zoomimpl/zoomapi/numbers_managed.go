package zoomapi

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
)

// managedNumberPageSize is the maximum of GET /number_management/numbers.
const managedNumberPageSize = 200

// Words of number management, as values of ManagedNumberOptions, ManagedNumber
// and NumberHolder.
const (
	ProductZoomPhone        = "ZOOM_PHONE"
	NumberNormal            = "Normal"
	NumberPending           = "Pending"
	HolderUser              = "User"
	HolderNone              = "PhoneUnassigned"
	HolderAutoReceptionist  = "AutoReceptionist"
	HolderCallQueue         = "CallQueue"
	HolderCommonArea        = "CommonArea"
	NumberSourceZoom        = "Zoom"
	NumberSourceBYOCCloud   = "BYOCCloud"
	NumberSourceBYOCPremise = "BYOCPremises"
)

// ManagedNumberOptions narrows the list of number management. The zero value
// lists the numbers of all products.
type ManagedNumberOptions struct {
	// Product is ProductZoomPhone, another product, or empty.
	Product string
	// Status is NumberNormal, NumberPending or empty.
	Status string
	// AssignedToType is HolderNone, HolderUser and the like, or empty.
	AssignedToType string
	// SiteID lists only the numbers of one site.
	SiteID string
	// Keyword is the beginning of the numbers to list.
	Keyword string
}

// ManagedNumber is a number of the account as number management shows it.
type ManagedNumber struct {
	ID string `json:"id"`
	// Number is in E.164.
	Number           string   `json:"number"`
	AllocatedProduct string   `json:"allocated_product,omitempty"`
	NumberType       string   `json:"number_type,omitempty"`
	DisplayName      string   `json:"display_name,omitempty"`
	Capability       []string `json:"capability,omitempty"`
	Source           string   `json:"source,omitempty"`
	// Status is NumberNormal, or NumberPending while the number is being ported.
	Status string `json:"status,omitempty"`
	// Site is nil for a number without one.
	Site *ManagedSite `json:"site,omitempty"`
	// AssignedList is empty for a number that nobody has.
	AssignedList []NumberHolder `json:"assigned_list,omitempty"`
}

// ManagedSite is the site of a ManagedNumber.
type ManagedSite struct {
	SiteID string `json:"site_id"`
	Name   string `json:"name"`
}

// NumberHolder is who has a ManagedNumber.
type NumberHolder struct {
	ID   string `json:"assigned_to_id"`
	Name string `json:"assigned_to_name"`
	// Type is HolderUser, HolderAutoReceptionist and others.
	Type string `json:"assigned_to_type"`
	// ExtensionNumber is a string in this list, and an integer everywhere else.
	ExtensionNumber string `json:"extension_number"`
}

// ManagedNumbers iterates over the numbers of the account, page by page. It
// replaces AccountNumbers, and needs a scope that older applications lack: see
// Error.MissingScope and Error.EndpointGone. An expired page token gives an error
// that matches ErrPageTokenExpired, and an unknown site an *Error that is
// SiteMissing.
//
//zoom:operation GET /number_management/numbers label=light scopes=number_management:read:list_numbers:admin
func (c *Client) ManagedNumbers(ctx context.Context, opts ManagedNumberOptions) iter.Seq2[*ManagedNumber, error] {
	return paginate(ctx, func(ctx context.Context, token string) ([]*ManagedNumber, string, error) {
		return c.ManagedNumberPage(ctx, opts, token)
	})
}

// ManagedNumberPage returns one page of the numbers and the token of the next,
// which is empty on the last page; the empty token asks for the first. Its errors
// are those of ManagedNumbers.
//
//zoom:operation GET /number_management/numbers label=light scopes=number_management:read:list_numbers:admin
func (c *Client) ManagedNumberPage(ctx context.Context, opts ManagedNumberOptions, token string) ([]*ManagedNumber, string, error) {
	query := pageQuery(managedNumberPageSize, token)
	setIf(query, "allocated_product", opts.Product)
	setIf(query, "number_status", opts.Status)
	setIf(query, "assigned_to_type", opts.AssignedToType)
	setIf(query, "site_id", opts.SiteID)
	setIf(query, "keyword", opts.Keyword)
	var answer struct {
		pageInfo
		Numbers []*ManagedNumber `json:"numbers"`
	}
	r := request{method: http.MethodGet, route: "/number_management/numbers", query: query}
	err := c.do(ctx, r, &answer, func() error {
		return errors.Join(answer.check(answer.Numbers == nil),
			checkIDs(answer.Numbers, func(n *ManagedNumber) string { return n.ID }))
	})
	return answer.Numbers, answer.NextPageToken, withPageToken(err)
}

// withPageToken makes the error of number management about a page token match
// ErrPageTokenExpired: it has a code and a text of its own.
func withPageToken(err error) error {
	if refusal, ok := errors.AsType[*Error](err); ok && refusal.Code == CodeNumbersPageToken {
		return fmt.Errorf("%w: %w", ErrPageTokenExpired, err)
	}
	return err
}
