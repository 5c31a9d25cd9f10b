package zoomapi

import (
	"context"
	"net/http"
)

// MaxPhoneBatch is how many users one batch call takes. The list in Zoom's
// document has up to ten; the text of its error says "less than 10".
const MaxPhoneBatch = 10

// PhoneUserPatch holds the changes to a phone user. Nil leaves a value alone.
type PhoneUserPatch struct {
	// ExtensionNumber is complete, the code of the site and the short extension.
	// Zoom reads it as a string and shows it as an integer.
	ExtensionNumber *string `json:"extension_number,omitempty"`
	// SiteID moves the user. The extension may change with the site.
	SiteID             *string `json:"site_id,omitempty"`
	EmergencyAddressID *string `json:"emergency_address_id,omitempty"`
	// TemplateID names a settings template that belongs to the site.
	TemplateID *string `json:"template_id,omitempty"`
}

// UpdatePhoneUser changes a phone user. Who has no Zoom Phone gives an *Error
// that is PhoneUserMissing. The answer to an extension that is taken is not
// documented.
//
//zoom:operation PATCH /phone/users/{userId} label=light scopes=phone:update:user:admin
func (c *Client) UpdatePhoneUser(ctx context.Context, idOrEmail string, patch PhoneUserPatch) error {
	return c.do(ctx, request{
		method: http.MethodPatch, route: "/phone/users/{userId}", ids: []string{idOrEmail}, body: patch,
	}, nil, nil)
}

// phoneBatch is the body of PUT /phone/users/batch.
type phoneBatch struct {
	BatchType        string   `json:"batch_type"`
	UserIDs          []string `json:"user_ids"`
	SiteID           string   `json:"site_id,omitempty"`
	ActivationStatus string   `json:"activation_status,omitempty"`
}

// SetPhoneStatus sets PhoneUser.Status of up to MaxPhoneBatch users: activate
// lets them make and receive calls, and the opposite stops that but leaves them
// their numbers, plans and licence. It is the only way to change the status. The
// type of the batch is "activate" in both directions. When the call fails, some
// users may have been changed.
//
//zoom:operation PUT /phone/users/batch label=light scopes=phone:update:batch_users:admin
func (c *Client) SetPhoneStatus(ctx context.Context, userIDs []string, activate bool) error {
	status := PhoneDeactivate
	if activate {
		status = PhoneActivate
	}
	return c.phoneBatch(ctx, phoneBatch{BatchType: "activate", UserIDs: userIDs, ActivationStatus: status})
}

// MovePhoneUsers moves up to MaxPhoneBatch users to a site. Their extensions may
// change with it. When the call fails, some users may have been moved.
//
//zoom:operation PUT /phone/users/batch label=light scopes=phone:update:batch_users:admin
func (c *Client) MovePhoneUsers(ctx context.Context, userIDs []string, siteID string) error {
	return c.phoneBatch(ctx, phoneBatch{BatchType: "move_site", UserIDs: userIDs, SiteID: siteID})
}

func (c *Client) phoneBatch(ctx context.Context, batch phoneBatch) error {
	r := request{method: http.MethodPut, route: "/phone/users/batch", body: batch}
	if err := checkBatch(r, len(batch.UserIDs), MaxPhoneBatch); err != nil {
		return err
	}
	return c.do(ctx, r, nil, nil)
}
