package zoomapi

import (
	"context"
	"errors"
	"net/http"
)

var errPlanNoType = errors.New("a calling plan has no type")

// CallingPlanSeats is a calling plan of the account and its seats.
type CallingPlanSeats struct {
	CallingPlan
	// Subscribed counts the seats bought, Assigned those in use, and Available
	// those left.
	Subscribed int `json:"subscribed"`
	Assigned   int `json:"assigned"`
	Available  int `json:"available"`
}

// CallingPlans returns the calling plans of the account, 200 at most; Zoom gives
// them in one answer. In accounts with several subscriptions the same plan can
// come once for each.
//
//zoom:operation GET /phone/calling_plans label=medium scopes=phone:read:list_calling_plans:admin
func (c *Client) CallingPlans(ctx context.Context) ([]CallingPlanSeats, error) {
	var answer struct {
		Plans []CallingPlanSeats `json:"calling_plans"`
	}
	err := c.do(ctx, request{method: http.MethodGet, route: "/phone/calling_plans"}, &answer, func() error {
		if answer.Plans == nil {
			return errListMissing
		}
		for _, plan := range answer.Plans {
			if plan.Type == 0 {
				return errPlanNoType
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return answer.Plans, nil
}
