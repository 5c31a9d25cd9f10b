package zoomimpl

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

func planClass() *shared.ObjectClass {
	return &shared.ObjectClass{
		Name: classPlan,
		Description: "A calling plan of the account with its seats, read only: what the attribute " + attributePhonePlans + " of a user can hold. " +
			"Accounts with several subscriptions to a plan have an object for each.",
		UIDAttribute: "id", NameAttribute: "name",
		Attributes: []*shared.AttributeInfo{
			exactCase(phoneAttribute("id", shared.TypeString,
				"The code of the plan, such as 200; with several subscriptions followed by a colon and the id of the subscription or the billing account.")),
			phoneAttribute("name", shared.TypeString, "Name of the plan, or its code when Zoom gives no name."),
			phoneAttribute("type", shared.TypeInt, "Code of the plan, such as 200 for US/CA Unlimited."),
			phoneAttribute("subscribed", shared.TypeInt, "Seats bought."),
			phoneAttribute("assigned", shared.TypeInt, "Seats in use."),
			phoneAttribute("available", shared.TypeInt, "Seats left."),
			exactCase(phoneAttribute("billing_account_id", shared.TypeString, "Billing account; for users in India.")),
			phoneAttribute("billing_account_name", shared.TypeString, "Name of the billing account."),
			exactCase(phoneAttribute("billing_subscription_id", shared.TypeString, "Subscription, in accounts with several.")),
			phoneAttribute("billing_subscription_name", shared.TypeString, "Name of the subscription."),
		},
		Operations: readOnlyOperations(),
	}
}

// plansClass reads calling plans, which Zoom gives in one answer.
func (c *connection) plansClass() *phoneClass[zoomapi.CallingPlanSeats] {
	return &phoneClass[zoomapi.CallingPlanSeats]{
		class: c.model.callingPlan, call: "GET /phone/calling_plans",
		page: func(ctx context.Context, _ string) ([]zoomapi.CallingPlanSeats, string, error) {
			plans, err := c.api.CallingPlans(ctx)
			return plans, "", err
		},
		uid: planUID, name: planName,
		object: func(_ context.Context, p zoomapi.CallingPlanSeats, names []string) (*shared.Object, error) {
			return planObject(p, names), nil
		},
	}
}

// planUID tells plans apart. Zoom names the subscription or the billing account
// where the code alone does not.
func planUID(p zoomapi.CallingPlanSeats) string {
	parts := []string{strconv.Itoa(p.Type), p.BillingSubscriptionID, p.BillingAccountID}
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), ":")
}

func planName(p zoomapi.CallingPlanSeats) string {
	if p.Name == "" {
		return strconv.Itoa(p.Type)
	}
	return p.Name
}

func planObject(p zoomapi.CallingPlanSeats, names []string) *shared.Object {
	b := shared.NewObject(classPlan, planUID(p), planName(p)).Grow(len(names))
	for i, name := range names {
		if slices.Contains(names[:i], name) {
			continue
		}
		switch name {
		case "id":
			b.SetString(name, planUID(p))
		case "name":
			b.SetString(name, planName(p))
		case "type":
			b.Set(name, intValues(int64(p.Type))...)
		case "subscribed":
			b.Set(name, intValues(int64(p.Subscribed))...)
		case "assigned":
			b.Set(name, intValues(int64(p.Assigned))...)
		case "available":
			b.Set(name, intValues(int64(p.Available))...)
		case "billing_account_id":
			b.Set(name, optionalText(p.BillingAccountID)...)
		case "billing_account_name":
			b.Set(name, optionalText(p.BillingAccountName)...)
		case "billing_subscription_id":
			b.Set(name, optionalText(p.BillingSubscriptionID)...)
		case "billing_subscription_name":
			b.Set(name, optionalText(p.BillingSubscriptionName)...)
		}
	}
	return b.Build()
}
