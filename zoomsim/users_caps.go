package zoomsim

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Documented caps by day and interval.
const (
	createsFree      = 50
	createsPro       = 1500
	createsBusiness  = 10_000
	groupsPerDay     = 100
	featuresInterval = 10 * time.Second
)

// createCap is how many requests to create users with action create a day may
// have; 0 is without limit.
func (o Options) createCap() int {
	switch {
	case o.CreateDailyCap > 0:
		return o.CreateDailyCap
	case o.CreateDailyCap < 0:
		return 0
	}
	switch o.Plan {
	case PlanFree:
		return createsFree
	case PlanPro:
		return createsPro
	case PlanBusiness:
		return createsBusiness
	default:
		return 0
	}
}

// groupCap is how many groups may be made a day; 0 is without limit.
func (o Options) groupCap() int {
	switch {
	case o.GroupDailyCap > 0:
		return o.GroupDailyCap
	case o.GroupDailyCap < 0 || o.Plan == "" || o.Plan == PlanUnlimited:
		return 0
	default:
		return groupsPerDay
	}
}

// caps counts what is limited by day. The lock of the tenant guards it.
type caps struct {
	creates, groups *dailyCap // nil: without limit
	features        time.Time // of the latest bulk call
}

func newCaps(o Options) caps {
	made := func(limit int) *dailyCap {
		if limit == 0 {
			return nil
		}
		return &dailyCap{limit: limit}
	}
	return caps{creates: made(o.createCap()), groups: made(o.groupCap())}
}

// spend takes one from a daily cap, or answers as for a daily limit: with 429
// and, in the headers, when the day ends.
func (s *Sim) spend(c *call, daily *dailyCap) *refusal {
	if daily == nil {
		return nil
	}
	now := s.now()
	if daily.left(now) <= 0 {
		c.rate = verdict{refused: true, kind: limitDaily, counted: true, limit: daily.limit, reset: daily.reset()}
		return refuse(http.StatusTooManyRequests, codeTooMany, messageDaily)
	}
	daily.used++
	return nil
}

// isUnlinked tells whether an address has a Zoom account outside this one.
func (s *Sim) isUnlinked(email string) bool {
	for _, have := range s.opts.UnlinkedEmails {
		if strings.EqualFold(have, email) {
			return true
		}
	}
	return false
}

func activeElsewhere(email string) *refusal {
	return badRequest(codeActiveElsewhere, fmt.Sprintf("The user %s already holds an active account.", email))
}
