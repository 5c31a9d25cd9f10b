package zoomsim

import "net/http"

type managedPlan struct {
	Name        string `json:"name"`
	Subscribed  int    `json:"subscribed"`
	Assigned    int    `json:"assigned"`
	Available   int    `json:"available"`
	IsUnlimited bool   `json:"is_unlimited"`
}

type managedPlanList struct {
	NextPageToken string        `json:"next_page_token"`
	PageSize      int           `json:"page_size"`
	Plans         []managedPlan `json:"plans"`
}

// listManagedPlans answers GET /number_management/plan.
func (s *Sim) listManagedPlans(c *call) (reply, *refusal) {
	q := c.r.URL.Query()
	p, refused := s.managedPageRequest(q, "managed plans", q.Get("product"))
	if refused != nil {
		return reply{}, refused
	}
	list := managedPlanList{PageSize: p.size, Plans: []managedPlan{}}
	switch q.Get("product") {
	case "":
		return reply{}, badRequest(codeNumbersProduct, "product cannot be empty")
	case "ZOOM_CONTACT_CENTER":
		return reply{http.StatusOK, list}, nil
	case productZoomPhone:
	default:
		return reply{}, badRequest(codeNumbersInvalid, "Invalid param (product)")
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	usage := s.tenant.phone.numberUsage()
	list.Plans = append(list.Plans, managedPlan{Name: usage.Name, Subscribed: usage.Subscribed, Assigned: usage.Assigned, Available: usage.Available})
	return reply{http.StatusOK, list}, nil
}
