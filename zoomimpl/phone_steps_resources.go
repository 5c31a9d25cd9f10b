package zoomimpl

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// hasPlan tells whether a phone user has a calling plan.
func hasPlan(u *zoomapi.PhoneUser, code int) bool {
	return slices.ContainsFunc(u.CallingPlans, func(plan zoomapi.CallingPlan) bool { return plan.Type == code })
}

// gainPlanSteps give calling plans: the new ones first, then each exchange by the
// call that leaves the user with a plan all the time.
func (p *phonePlan) gainPlanSteps() []step {
	var steps []step
	if len(p.plans.assign) > 0 {
		steps = append(steps, p.assignPlansStep(p.plans.assign))
	}
	for _, swap := range p.plans.swap {
		steps = append(steps, p.swapPlanStep(swap))
	}
	return steps
}

func (p *phonePlan) assignPlansStep(plans []zoomapi.CallingPlanRef) step {
	codes := make([]int64, len(plans))
	for i, plan := range plans {
		codes[i] = int64(plan.Type)
	}
	return step{
		name: "assign calling plans " + shared.NewValues(intValues(codes...)...).String(), endpoint: endpointAssignPlans,
		settles: []shared.AttributeDelta{shared.AddDelta(attributePhonePlans, intValues(codes...)...)},
		run: func(ctx context.Context) ([]shared.NotApplied, error) {
			return nil, phoneRefusal(p.c.api.AssignCallingPlans(ctx, target(p.u), plans), attributePhonePlans)
		},
		settled: p.shows(func(now *zoomapi.PhoneUser) bool {
			return !slices.ContainsFunc(plans, func(plan zoomapi.CallingPlanRef) bool { return !hasPlan(now, plan.Type) })
		}),
	}
}

func (p *phonePlan) swapPlanStep(swap planSwap) step {
	return step{
		name: fmt.Sprintf("swap calling plan %d for %d", swap.from.Type, swap.to.Type), endpoint: endpointSwapPlan,
		settles: []shared.AttributeDelta{{
			Name: attributePhonePlans, Add: shared.NewValues(intValues(int64(swap.to.Type))...),
			Remove: shared.NewValues(intValues(int64(swap.from.Type))...),
		}},
		run: func(ctx context.Context) ([]shared.NotApplied, error) {
			err := p.c.api.SwapCallingPlan(ctx, target(p.u), zoomapi.CallingPlanSwap{
				SourceType: swap.from.Type, SourceBillingSubscriptionID: swap.from.BillingSubscriptionID,
				TargetType: swap.to.Type, TargetBillingSubscriptionID: swap.to.BillingSubscriptionID,
			})
			return nil, phoneRefusal(err, attributePhonePlans)
		},
		settled: p.shows(func(now *zoomapi.PhoneUser) bool {
			// The plan may be held from another subscription, too.
			from := func(plan zoomapi.CallingPlan) bool {
				return plan.Type == swap.from.Type && sameBilling(plan, swap.from)
			}
			return hasPlan(now, swap.to.Type) && heldPlans(now, from) < heldPlans(p.before, from)
		}),
	}
}

// losePlanSteps take calling plans away, after the numbers that need them.
func (p *phonePlan) losePlanSteps() []step {
	steps := make([]step, len(p.plans.remove))
	for i, plan := range p.plans.remove {
		steps[i] = step{
			name: "remove calling plan " + strconv.Itoa(plan.Type), endpoint: endpointRemovePlan,
			settles: []shared.AttributeDelta{shared.RemoveDelta(attributePhonePlans, shared.IntValue(int64(plan.Type)))},
			run: func(ctx context.Context) ([]shared.NotApplied, error) {
				return nil, p.takePlan(ctx, plan)
			},
			settled: p.shows(func(now *zoomapi.PhoneUser) bool {
				return heldPlans(now, func(have zoomapi.CallingPlan) bool { return samePlan(have, plan) }) == 0
			}),
		}
	}
	return steps
}

// takePlan takes a calling plan away. Zoom does not say whether the call takes
// that of one subscription or of all, so that a plan that was held several times
// is looked at after each; so is one that Zoom refuses to take, which may have
// gone before.
func (p *phonePlan) takePlan(ctx context.Context, plan zoomapi.CallingPlan) error {
	same := func(have zoomapi.CallingPlan) bool { return samePlan(have, plan) }
	for held := heldPlans(p.before, same); ; held-- {
		refusal := p.c.api.RemoveCallingPlan(ctx, target(p.u), plan.Type, plan.BillingAccountID)
		switch {
		case refusal == nil && held <= 1:
			return nil
		case refusal != nil && !notThere(refusal):
			return phoneRefusal(refusal, attributePhonePlans)
		}
		now, err := p.c.api.PhoneUser(ctx, target(p.u))
		switch {
		case err == nil && heldPlans(now, same) == 0:
			return nil
		case refusal != nil:
			return phoneRefusal(refusal, attributePhonePlans)
		case err != nil:
			return unverified{phoneRefusal(err, attributePhonePlans)}
		}
	}
}

// notThere tells whether what a call was to take away may not be there.
func notThere(err error) bool {
	refusal, ok := errors.AsType[*zoomapi.Error](err)
	return ok && (refusal.Status == http.StatusBadRequest || refusal.Status == http.StatusNotFound)
}

// hasNumber tells whether a phone user has a number.
func hasNumber(u *zoomapi.PhoneUser, number string) bool {
	return slices.ContainsFunc(u.PhoneNumbers, func(ref zoomapi.PhoneNumberRef) bool { return canonicalNumber(ref.Number) == number })
}

// numberSteps assign numbers in batches and remove them one by one.
func (p *phonePlan) numberSteps() []step {
	var steps []step
	for _, b := range p.numbers.batches() {
		if len(b.assign) > 0 {
			steps = append(steps, p.assignNumbersStep(b.assign))
		}
		for _, ref := range b.remove {
			steps = append(steps, p.removeNumberStep(ref))
		}
	}
	return steps
}

func (p *phonePlan) assignNumbersStep(numbers []string) step {
	refs := make([]zoomapi.PhoneNumberRef, len(numbers))
	for i, number := range numbers {
		refs[i].Number = number
	}
	return step{
		name: "assign numbers " + strings.Join(numbers, ", "), endpoint: endpointAssignPhones,
		settles: []shared.AttributeDelta{shared.AddDelta(attributePhoneNumbers, stringValues(numbers...)...)},
		run: func(ctx context.Context) ([]shared.NotApplied, error) {
			_, err := p.c.api.AssignPhoneNumbers(ctx, target(p.u), refs)
			return nil, phoneRefusal(err, attributePhoneNumbers)
		},
		settled: p.shows(func(now *zoomapi.PhoneUser) bool {
			return !slices.ContainsFunc(numbers, func(number string) bool { return !hasNumber(now, number) })
		}),
	}
}

func (p *phonePlan) removeNumberStep(ref zoomapi.PhoneNumberRef) step {
	number := canonicalNumber(ref.Number)
	name := ref.ID
	if name == "" {
		name = number
	}
	return step{
		name: "remove number " + number, endpoint: endpointRemovePhone,
		settles: []shared.AttributeDelta{shared.RemoveDelta(attributePhoneNumbers, shared.StringValue(number))},
		run: func(ctx context.Context) ([]shared.NotApplied, error) {
			return nil, phoneRefusal(p.c.api.RemovePhoneNumber(ctx, target(p.u), name), attributePhoneNumbers)
		},
		settled: p.shows(func(now *zoomapi.PhoneUser) bool { return !hasNumber(now, number) }),
	}
}
