package zoomsim

import "net/http"

// messagePaidOnly is documented in several spellings, most of which name the
// account as well.
const messagePaidOnly = "Only available for Paid account."

// needsPaidPlan tells which operations Zoom documents as those of paid
// accounts: groups, roles and the creation of users.
func (r *route) needsPaidPlan() bool {
	switch r.segments[0] {
	case "groups", "roles":
		return true
	default:
		return r.method == http.MethodPost && r.template == "/users"
	}
}

// paidOnly refuses the operations of paid accounts to a free one.
func (s *Sim) paidOnly(r *route) *refusal {
	if !r.paid || s.opts.Plan != PlanFree || s.opts.PaidOnlyStatus < 0 {
		return nil
	}
	return refuse(s.opts.PaidOnlyStatus, codeNoPermission, messagePaidOnly)
}
