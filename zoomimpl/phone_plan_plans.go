package zoomimpl

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// planChanges are the calling plans that a user gets, exchanges and loses.
type planChanges struct {
	assign []zoomapi.CallingPlanRef
	swap   []planSwap
	remove []zoomapi.CallingPlan
}

// planSwap is the exchange of one calling plan for another.
type planSwap struct {
	from zoomapi.CallingPlan
	to   zoomapi.CallingPlanRef
}

// planPlans decides which calling plans change. seats are faults of plans that
// have none left.
func (p *phonePlan) planPlans(ctx context.Context) (faults, seats []shared.Fault, err error) {
	d, ok := find(p.changes, attributePhonePlans)
	if !ok {
		return nil, nil, nil
	}
	var have []zoomapi.CallingPlan
	if p.before != nil {
		have = slices.Clone(p.before.CallingPlans)
	}
	slices.SortStableFunc(have, func(a, b zoomapi.CallingPlan) int { return cmp.Compare(a.Type, b.Type) })
	wanted := d.Apply(shared.NewValues(intValues(planCodes(have)...)...))
	if wanted.Len() > zoomapi.MaxUserPlans {
		return []shared.Fault{{Field: d.Name, Message: fmt.Sprintf("leads to %d plans: a user has %d at most", wanted.Len(), zoomapi.MaxUserPlans)}}, nil, nil
	}
	var gain []zoomapi.CallingPlanRef
	for _, code := range missingPlans(wanted, have) {
		all, err := p.w.lists.callingPlans(ctx)
		if err != nil {
			return nil, nil, err
		}
		ref, fault, full := p.billed(code, all, have)
		switch {
		case fault == "":
			gain = append(gain, ref)
		case full:
			seats = append(seats, shared.Fault{Field: d.Name, Message: fault})
		default:
			faults = append(faults, shared.Fault{Field: d.Name, Message: fault})
		}
	}
	lose := slices.DeleteFunc(have, func(plan zoomapi.CallingPlan) bool { return wanted.Contains(shared.IntValue(int64(plan.Type))) })
	p.plans = paired(gain, lose)
	return faults, seats, nil
}

func planCodes(plans []zoomapi.CallingPlan) []int64 {
	codes := make([]int64, len(plans))
	for i, plan := range plans {
		codes[i] = int64(plan.Type)
	}
	return codes
}

// missingPlans are the wanted codes that the user does not have, in order.
func missingPlans(wanted shared.Values, have []zoomapi.CallingPlan) []int64 {
	var codes []int64
	for v := range wanted.All() {
		if code, _ := v.AsInt(); !slices.Contains(planCodes(have), code) && !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	slices.Sort(codes)
	return codes
}

// offered are the subscriptions to a plan, each once, and those of them that have
// a seat.
func offered(code int64, all []zoomapi.CallingPlanSeats) (sold, offers []zoomapi.CallingPlanSeats) {
	for _, plan := range all {
		if int64(plan.Type) != code {
			continue
		}
		same := func(o zoomapi.CallingPlanSeats) bool { return sameBilling(o.CallingPlan, plan.CallingPlan) }
		if !slices.ContainsFunc(sold, same) {
			sold = append(sold, plan)
		}
		if plan.Available > 0 && !slices.ContainsFunc(offers, same) {
			offers = append(offers, plan)
		}
	}
	return sold, offers
}

// billed chooses the subscription from which the user gets a plan: the one that
// the caller names, else the only one that has a seat or, of several, that of
// another plan of the user. full says that the fault is a lack of seats.
func (p *phonePlan) billed(code int64, all []zoomapi.CallingPlanSeats, have []zoomapi.CallingPlan) (ref zoomapi.CallingPlanRef, fault string, full bool) {
	sold, offers := offered(code, all)
	known := len(sold) > 0
	label := "calling plan " + strconv.FormatInt(code, 10)
	if from := p.w.plansFrom; from != "" && known {
		label += " in " + from + ", which the option " + optionPlanSubscription + " names"
		other := func(o zoomapi.CallingPlanSeats) bool { return !billedBy(o.CallingPlan, from) }
		named := slices.DeleteFunc(slices.Clone(sold), other)
		if len(named) == 0 {
			return ref, "the account has no " + label + ", but in: " + billings(sold), false
		}
		offers = slices.DeleteFunc(offers, other)
	}
	if len(offers) > 1 {
		own := slices.DeleteFunc(slices.Clone(offers), func(o zoomapi.CallingPlanSeats) bool {
			return !slices.ContainsFunc(have, func(h zoomapi.CallingPlan) bool { return sameBilling(h, o.CallingPlan) })
		})
		if len(own) == 1 {
			offers = own
		}
	}
	switch {
	case !known:
		return ref, "the account has no " + label, false
	case len(offers) == 0:
		return ref, "the account has no free seat of " + label, true
	case len(offers) > 1:
		return ref, label + " is to be had from several subscriptions, and none of them is that of another plan of the user: name one in the option " +
			optionPlanSubscription + ": " + billings(offers), false
	default:
		o := offers[0]
		return zoomapi.CallingPlanRef{Type: o.Type, BillingAccountID: o.BillingAccountID, BillingSubscriptionID: o.BillingSubscriptionID}, "", false
	}
}

// firstAddOn and lastAddOn bound the codes of plans that come on top of another
// one, such as 4000, International Calling Add-On.
const firstAddOn, lastAddOn = 4000, 4999

func isAddOn(code int) bool { return code >= firstAddOn && code <= lastAddOn }

// paired makes exchanges of what is gained and lost, a plan for a plan and an
// add-on for an add-on. Zoom exchanges nothing across billing accounts. A plan
// that is held from several subscriptions is taken away once for each billing
// account: the call that does it knows no subscriptions.
func paired(gain []zoomapi.CallingPlanRef, lose []zoomapi.CallingPlan) planChanges {
	var changes planChanges
	for _, from := range lose {
		i := slices.IndexFunc(gain, func(to zoomapi.CallingPlanRef) bool {
			return isAddOn(from.Type) == isAddOn(to.Type) && from.BillingAccountID == to.BillingAccountID
		})
		if i < 0 {
			if !slices.ContainsFunc(changes.remove, func(plan zoomapi.CallingPlan) bool { return samePlan(plan, from) }) {
				changes.remove = append(changes.remove, from)
			}
			continue
		}
		changes.swap = append(changes.swap, planSwap{from: from, to: gain[i]})
		gain = slices.Delete(slices.Clone(gain), i, i+1)
	}
	changes.assign = gain
	return changes
}
