package zoomapi

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
)

// MaxUserPlans is how many calling plans one call may give.
const MaxUserPlans = 150

// CallingPlanRef names a calling plan to give to a user.
type CallingPlanRef struct {
	Type int `json:"type"`
	// BillingAccountID is required for users in India.
	BillingAccountID string `json:"billing_account_id,omitempty"`
	// BillingSubscriptionID tells subscriptions to the same plan apart.
	BillingSubscriptionID string `json:"billing_subscription_id,omitempty"`
}

// AssignCallingPlans gives up to MaxUserPlans calling plans to a phone user. Zoom
// documents status 200 and really answers 201. The answers to a plan that the
// user has already, and to one without a free seat, are not documented.
//
//zoom:operation POST /phone/users/{userId}/calling_plans label=light scopes=phone:write:calling_plan:admin
func (c *Client) AssignCallingPlans(ctx context.Context, idOrEmail string, plans []CallingPlanRef) error {
	r := request{
		method: http.MethodPost, route: "/phone/users/{userId}/calling_plans", ids: []string{idOrEmail},
		body: map[string][]CallingPlanRef{"calling_plans": plans},
	}
	if err := checkBatch(r, len(plans), MaxUserPlans); err != nil {
		return err
	}
	return c.do(ctx, r, nil, nil)
}

// CallingPlanSwap replaces one calling plan of a user by another. The
// subscriptions are required in accounts that have several to that plan.
type CallingPlanSwap struct {
	SourceType                  int    `json:"source_type"`
	TargetType                  int    `json:"target_type"`
	SourceBillingSubscriptionID string `json:"source_billing_subscription_id,omitempty"`
	TargetBillingSubscriptionID string `json:"target_billing_subscription_id,omitempty"`
}

// SwapCallingPlan replaces a calling plan, so that the user is never without
// one. A user who does not have the source plan gives an *Error with
// CodePhoneNotFound.
//
//zoom:operation PUT /phone/users/{userId}/calling_plans label=light scopes=phone:update:calling_plan:admin
func (c *Client) SwapCallingPlan(ctx context.Context, idOrEmail string, swap CallingPlanSwap) error {
	return c.do(ctx, request{
		method: http.MethodPut, route: "/phone/users/{userId}/calling_plans", ids: []string{idOrEmail}, body: swap,
	}, nil, nil)
}

// RemoveCallingPlan takes a calling plan from a user. The billing account is
// required for users in India, and otherwise empty. A user who does not have the
// plan gives an *Error with CodePhoneInvalid.
//
//zoom:operation DELETE /phone/users/{userId}/calling_plans/{planType} label=light scopes=phone:delete:users_calling_plan:admin
func (c *Client) RemoveCallingPlan(ctx context.Context, idOrEmail string, planType int, billingAccountID string) error {
	query := url.Values{}
	setIf(query, "billing_account_id", billingAccountID)
	return c.do(ctx, request{
		method: http.MethodDelete, route: "/phone/users/{userId}/calling_plans/{planType}",
		ids: []string{idOrEmail, strconv.Itoa(planType)}, query: query,
	}, nil, nil)
}
