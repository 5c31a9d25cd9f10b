package zoomsim

import (
	"net/http"
	"time"
)

type overviewData struct {
	Kinds         []string
	Rows          []overviewRow
	Users, Groups int
	Licensed      int
	Seats         int // 0: without limit
	AccountID     string
	Now           time.Time
	Plan          string
	Gauges        []RateGauge
	Stats         Stats
	Requests      int64
	Routes        []routeCount
	Issued        int64 // access tokens so far
	Revoked       int64
	TokenLifetime time.Duration
}

// overviewRow counts the users of one status by type.
type overviewRow struct {
	Status string
	Counts [kindCount]int
	Total  int
}

// shownRoutes is how many of the busiest operations the overview names.
const shownRoutes = 8

func (u *ui) overview(w http.ResponseWriter, r *http.Request) {
	s := u.sim
	d := overviewData{
		Now: s.now(), Plan: string(s.opts.Plan), Gauges: s.RateGauges(), Stats: s.Stats(), Routes: s.record.routeCounts(),
		Issued: s.tokens.issued.Load(), TokenLifetime: s.opts.TokenLifetime,
	}
	d.Revoked = max(0, s.tokens.oldest.Load()-1)
	for _, kind := range userKinds() {
		d.Kinds = append(d.Kinds, kindName(kind))
	}
	for _, route := range d.Routes {
		d.Requests += route.Count
	}
	d.Routes = d.Routes[:min(len(d.Routes), shownRoutes)]
	u.countTenant(&d)
	u.show(w, r, "overview", uiPage{Title: "Overview", Data: d})
}

func (u *ui) countTenant(d *overviewData) {
	s := u.sim
	s.mu.RLock()
	defer s.mu.RUnlock()
	d.Groups, d.Licensed, d.Seats, d.AccountID = len(s.tenant.groups), s.tenant.licensed, s.tenant.seats, s.tenant.accountID
	for _, status := range [...]status{active, inactive, pending} {
		row := overviewRow{Status: status.String(), Counts: s.tenant.kinds[status], Total: len(s.tenant.users[status])}
		d.Users += row.Total
		d.Rows = append(d.Rows, row)
	}
}
