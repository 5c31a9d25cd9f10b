package zoomsim

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"
)

type activityView struct {
	Email      string `json:"email"`
	Time       string `json:"time"`
	Type       string `json:"type"`
	IPAddress  string `json:"ip_address"`
	ClientType string `json:"client_type"`
	Version    string `json:"version"`
}

type activityList struct {
	From          string         `json:"from"`
	To            string         `json:"to"`
	NextPageToken string         `json:"next_page_token"`
	PageSize      int            `json:"page_size"`
	ActivityLogs  []activityView `json:"activity_logs"`
}

// activityMonths is how far back the report reaches.
const activityMonths = 6

// activities answers GET /report/activities. The simulator knows of each
// person's last sign-in alone, and shows these in the order in which the users
// were created; Zoom promises no order. Without a range it shows the last
// month.
func (s *Sim) activities(c *call) (reply, *refusal) {
	q := c.r.URL.Query()
	today := s.now().Truncate(24 * time.Hour)
	span := timeSpan{today.AddDate(0, -1, 0), today.AddDate(0, 0, 1)}
	if q.Get("from") != "" || q.Get("to") != "" {
		var refused *refusal
		if span, refused = readSpan(q); refused != nil {
			return reply{}, refused
		}
	}
	if span.from.Before(today.AddDate(0, -activityMonths, 0)) {
		return reply{}, invalidField("from")
	}
	q.Del("page_number") // This operation never had it.
	p, refused := s.pageRequest(q, defaultPageSize, maxReportPageSize, strings.Join([]string{"activities", q.Get("from"), q.Get("to")}, "\n"))
	if refused != nil {
		return reply{}, refused
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	seen := s.tenant.seenIn(span)
	from, to, more := p.cut(len(seen), func(i int) uint64 { return seen[i].seq })
	list := activityList{
		From: span.from.Format(time.DateOnly), To: span.to.Add(-time.Second).Format(time.DateOnly),
		PageSize: p.size, ActivityLogs: make([]activityView, 0, to-from),
	}
	var last uint64
	for _, u := range seen[from:to] {
		list.ActivityLogs = append(list.ActivityLogs, activity(u))
		last = u.seq
	}
	list.NextPageToken = s.nextToken(p, more, last)
	return reply{http.StatusOK, list}, nil
}

// seenIn gives the users who last signed in within the span, in the order of
// their creation.
func (t *tenant) seenIn(span timeSpan) roster {
	var seen roster
	for _, users := range [...]roster{t.users[active], t.users[inactive]} {
		for _, u := range users {
			if u.lastLogin >= span.from.Unix() && u.lastLogin < span.to.Unix() {
				seen = append(seen, u)
			}
		}
	}
	slices.SortFunc(seen, func(a, b *user) int { return cmp.Compare(a.seq, b.seq) })
	return seen
}

func activity(u *user) activityView {
	// The address is from the range that is reserved for documentation.
	v := activityView{
		Email: u.email, Time: zoomTime(u.lastLogin), Type: "Sign in",
		IPAddress: "192.0.2.1", ClientType: "Browser", Version: u.clientVersion.String(),
	}
	if v.Version != "" {
		v.ClientType = "Desktop"
	}
	return v
}
