package zoomapi

import (
	"context"
	"net/http"
)

// MaxUserNumbers is how many numbers one call may give, and how many one user
// may have.
const MaxUserNumbers = 10

// AssignPhoneNumbers gives up to MaxUserNumbers numbers of the account to a phone
// user, and returns those that Zoom says it gave. Zoom documents status 200 and
// really answers 201. The answers to a number that does not exist, or that is in
// use, are not documented for users; those for rooms have CodePhoneNotFound and
// CodePhoneConflict.
//
//zoom:operation POST /phone/users/{userId}/phone_numbers label=light scopes=phone:write:user_number:admin
func (c *Client) AssignPhoneNumbers(ctx context.Context, idOrEmail string, numbers []PhoneNumberRef) ([]PhoneNumberRef, error) {
	r := request{
		method: http.MethodPost, route: "/phone/users/{userId}/phone_numbers", ids: []string{idOrEmail},
		body: map[string][]PhoneNumberRef{"phone_numbers": numbers},
	}
	if err := checkBatch(r, len(numbers), MaxUserNumbers); err != nil {
		return nil, err
	}
	var answer struct {
		Numbers []PhoneNumberRef `json:"phone_numbers"`
	}
	err := c.do(ctx, r, &answer, func() error {
		for _, n := range answer.Numbers {
			if n.ID == "" && n.Number == "" {
				return errNoID
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return answer.Numbers, nil
}

// RemovePhoneNumber takes a number, named by id or in E.164, from a phone user;
// the account keeps it. A number that is not the user's gives an *Error with
// CodePhoneInvalid.
//
//zoom:operation DELETE /phone/users/{userId}/phone_numbers/{phoneNumberId} label=light scopes=phone:delete:user_number:admin
func (c *Client) RemovePhoneNumber(ctx context.Context, idOrEmail, idOrNumber string) error {
	return c.do(ctx, request{
		method: http.MethodDelete, route: "/phone/users/{userId}/phone_numbers/{phoneNumberId}",
		ids: []string{idOrEmail, idOrNumber},
	}, nil, nil)
}
