package zoomsim

import "net/http"

// callingPlan is a calling plan of the account and its seats.
type callingPlan struct {
	code                 int
	name                 string // in lists
	short                string // in POST /phone/users/batch
	subscribed, assigned int
}

// callingPlans are the plans the account has; codes and names are those of
// Zoom's page "Phone calling plans" and of its OpenAPI document.
func callingPlans(seats int) []*callingPlan {
	plans := []*callingPlan{
		{code: 100, name: "US/CA Metered Calling Plan", short: "US/CA Metered"},
		{code: 102, name: "UK/Ireland Metered Calling Plan", short: "UK/Ireland Metered"},
		{code: 200, name: "US/CA Unlimited Calling Plan", short: "US/CA Unlimited"},
		{code: 202, name: "UK/Ireland Unlimited Calling Plan", short: "UK/Ireland Unlimited"},
		{code: 1000, name: "Global Select Calling Plan", short: "Global Select"},
		{code: 3000, name: "Zoom Phone Pro", short: "Pro"},
		{code: 4000, name: "International Calling Add-On", short: "International Calling Add-On"},
		{code: 4010, name: "Zoom Phone Power Pack", short: "Power Pack"},
	}
	for _, plan := range plans {
		plan.subscribed = seats
	}
	return plans
}

func (p *phoneSystem) plan(code int) *callingPlan {
	for _, plan := range p.plans {
		if plan.code == code {
			return plan
		}
	}
	return nil
}

func (p *phoneSystem) planNamed(short string) *callingPlan {
	for _, plan := range p.plans {
		if plan.short == short {
			return plan
		}
	}
	return nil
}

func (plan *callingPlan) free() int { return plan.subscribed - plan.assigned }

type planUsage struct {
	Name       string `json:"name"`
	Type       int    `json:"type,omitempty"`
	Subscribed int    `json:"subscribed"`
	Assigned   int    `json:"assigned"`
	Available  int    `json:"available"`
}

func (p *phoneSystem) planUsage() []planUsage {
	usage := make([]planUsage, len(p.plans))
	for i, plan := range p.plans {
		usage[i] = planUsage{plan.name, plan.code, plan.subscribed, plan.assigned, plan.free()}
	}
	return usage
}

type planList struct {
	CallingPlans []planUsage `json:"calling_plans"`
}

// listCallingPlans answers GET /phone/calling_plans, which has no pages.
func (s *Sim) listCallingPlans(*call) (reply, *refusal) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return reply{http.StatusOK, planList{s.tenant.phone.planUsage()}}, nil
}

type planPackages struct {
	planList
	PhoneNumbers []planUsage `json:"phone_numbers"`
}

// listPlanPackages answers the deprecated GET /phone/plans.
func (s *Sim) listPlanPackages(*call) (reply, *refusal) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	p := &s.tenant.phone
	return reply{http.StatusOK, planPackages{planList{p.planUsage()}, []planUsage{p.numberUsage()}}}, nil
}

// numberUsage counts the numbers of the account as one package.
func (p *phoneSystem) numberUsage() planUsage {
	used := 0
	for _, n := range p.numbers {
		if n.assigned() {
			used++
		}
	}
	return planUsage{Name: "US/CA Included Phone Numbers", Subscribed: len(p.numbers), Assigned: used, Available: len(p.numbers) - used}
}
