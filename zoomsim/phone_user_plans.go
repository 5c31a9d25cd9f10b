package zoomsim

import (
	"net/http"
	"slices"
	"strconv"
)

// maxUserPlans is how many calling plans one user may have.
const maxUserPlans = 150

type assignPlansBody struct {
	CallingPlans *[]planRef `json:"calling_plans"`
}

// planRef names a plan. The simulated account is not in India and has one
// subscription, so that the billing ids it may hold mean nothing.
type planRef struct {
	Type *int `json:"type"`
}

// assignPlans answers POST /phone/users/{userId}/calling_plans: all plans or
// none. The specification says 200, the real answer is 201, both without a
// body.
func (s *Sim) assignPlans(c *call) (reply, *refusal) {
	var body assignPlansBody
	if refused := readBody(c.r, &body); refused != nil {
		return reply{}, refused
	}
	if body.CallingPlans == nil || len(*body.CallingPlans) == 0 {
		return reply{}, invalidFields([]fieldError{{"calling_plans", messageMissingField}})
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	u, refused := s.phoneUser(c.params[0])
	if refused != nil {
		return reply{}, refused
	}
	var plans []*callingPlan
	for _, ref := range *body.CallingPlans {
		if ref.Type == nil {
			return reply{}, invalidField("calling_plans.type")
		}
		plan := s.tenant.phone.plan(*ref.Type)
		if plan == nil || slices.Contains(plans, plan) || slices.Contains(u.phone.plans, plan) {
			return reply{}, invalidField("calling_plans.type")
		}
		if plan.free() == 0 {
			return reply{}, noPlanSeat(plan)
		}
		plans = append(plans, plan)
	}
	if len(u.phone.plans)+len(plans) > maxUserPlans {
		return reply{}, tooManyItems("calling_plans", maxUserPlans)
	}
	u.phone.subscribe(plans)
	for _, plan := range plans {
		s.logPhone(phoneLogPlan, "assign", plan.name+" to", u)
	}
	return reply{status: http.StatusCreated}, nil
}

// noPlanSeat is an assumption: no source quotes the answer.
func noPlanSeat(plan *callingPlan) *refusal {
	return badRequest(codeValidation, "No available license for the calling plan: "+strconv.Itoa(plan.code)+".")
}

// subscribe adds plans that the profile does not have.
func (profile *phoneProfile) subscribe(plans []*callingPlan) {
	for _, plan := range plans {
		plan.assigned++
	}
	profile.plans = slices.Concat(profile.plans, plans)
}

// unsubscribe takes a plan away and reports whether the profile had it.
func (profile *phoneProfile) unsubscribe(plan *callingPlan) bool {
	at := slices.Index(profile.plans, plan)
	if at < 0 {
		return false
	}
	plan.assigned--
	profile.plans = slices.Delete(slices.Clone(profile.plans), at, at+1)
	return true
}

type swapPlanBody struct {
	SourceType *int `json:"source_type"`
	TargetType *int `json:"target_type"`
}

// swapPlan answers PUT /phone/users/{userId}/calling_plans: the user is never
// without a plan.
func (s *Sim) swapPlan(c *call) (reply, *refusal) {
	var body swapPlanBody
	if refused := readBody(c.r, &body); refused != nil {
		return reply{}, refused
	}
	var f fieldCheck
	if body.SourceType == nil {
		f.missing("source_type")
	}
	if body.TargetType == nil {
		f.missing("target_type")
	}
	if refused := invalidFields(f.faults); refused != nil {
		return reply{}, refused
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	u, refused := s.phoneUser(c.params[0])
	if refused != nil {
		return reply{}, refused
	}
	source, target := s.tenant.phone.plan(*body.SourceType), s.tenant.phone.plan(*body.TargetType)
	switch {
	case source == nil || !slices.Contains(u.phone.plans, source):
		return reply{}, badRequest(codePhoneMissing, "User did not subscribe to the source plan.")
	case target == nil || slices.Contains(u.phone.plans, target):
		return reply{}, invalidField("target_type")
	case target.free() == 0:
		return reply{}, noPlanSeat(target)
	}
	u.phone.unsubscribe(source)
	u.phone.subscribe([]*callingPlan{target})
	s.logPhone(phoneLogPlan, "change", source.name+" to "+target.name+" for", u)
	return noContent()
}

// removePlan answers DELETE /phone/users/{userId}/calling_plans/{planType}.
func (s *Sim) removePlan(c *call) (reply, *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, refused := s.phoneUser(c.params[0])
	if refused != nil {
		return reply{}, refused
	}
	code, err := strconv.Atoi(c.params[1])
	if err != nil {
		return reply{}, badRequest(codePhoneInvalid, messageInvalidField)
	}
	plan := s.tenant.phone.plan(code)
	if plan == nil || !u.phone.unsubscribe(plan) {
		return reply{}, badRequest(codePhoneInvalid, messageInvalidField)
	}
	s.logPhone(phoneLogPlan, "unassign", plan.name+" from", u)
	return noContent()
}
