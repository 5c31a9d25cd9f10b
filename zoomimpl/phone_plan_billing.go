package zoomimpl

import (
	"cmp"
	"slices"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// optionPlanSubscription is the option of create and update that says from which
// subscription new calling plans are taken.
const optionPlanSubscription = "calling_plan_subscription"

func planSubscriptionOption() *shared.Property {
	return &shared.Property{
		Name: optionPlanSubscription, DisplayName: "Calling plan subscription", Type: shared.TypeString,
		Description: "Id of the billing subscription, or in India of the billing account, from which the user gets the calling plans that it does not have yet; the class " + classPlan +
			" shows them. For accounts that have several subscriptions to a plan. When it is not given, the only one with a free seat or, of several, that of another plan of the user is taken. Needs " + attributePhonePlans + ".",
	}
}

// planSubscription returns what the option says; empty when it is not given. It
// returns ErrInvalidRequest when the write is not about calling plans, so that
// the option could not take effect.
func planSubscription(uid string, options shared.Attributes, deltas []shared.AttributeDelta) (string, error) {
	v, given := options.Get(optionPlanSubscription)
	if _, plans := find(deltas, attributePhonePlans); given && !plans {
		return "", &shared.Error{
			Kind: shared.ErrInvalidRequest, Class: classUser, UID: uid,
			Faults: []shared.Fault{{Field: optionPlanSubscription, Message: "needs " + attributePhonePlans}},
		}
	}
	text, _ := v.AsString()
	return text, nil
}

func sameBilling(a, b zoomapi.CallingPlan) bool {
	return a.BillingAccountID == b.BillingAccountID && a.BillingSubscriptionID == b.BillingSubscriptionID
}

// samePlan tells whether two plans are one to the call that takes plans away.
func samePlan(a, b zoomapi.CallingPlan) bool {
	return a.Type == b.Type && a.BillingAccountID == b.BillingAccountID
}

// billedBy tells whether a plan comes from a subscription or a billing account.
func billedBy(plan zoomapi.CallingPlan, id string) bool {
	return plan.BillingSubscriptionID == id || plan.BillingAccountID == id
}

// billings name subscriptions as the option does.
func billings(offers []zoomapi.CallingPlanSeats) string {
	var names []string
	for _, o := range offers {
		name := cmp.Or(o.BillingSubscriptionID, o.BillingAccountID)
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return "one without an id"
	}
	return strings.Join(names, ", ")
}

// heldPlans counts the plans of a phone user that are the same.
func heldPlans(u *zoomapi.PhoneUser, same func(zoomapi.CallingPlan) bool) int {
	count := 0
	for _, plan := range u.CallingPlans {
		if same(plan) {
			count++
		}
	}
	return count
}
