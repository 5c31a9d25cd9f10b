package zoomapi

import (
	"net/http"
	"time"
)

const secondsPerDay = 24 * 60 * 60

// begin starts the counts anew after midnight UTC.
func (a *account) begin(now time.Time) {
	a.lastUsed = now
	day := now.Unix() / secondsPerDay
	if day == a.day {
		return
	}
	a.day = day
	for product := range a.budgets {
		for _, b := range a.budgets[product] {
			b.usedToday = 0
		}
	}
}

// closed returns for how long the daily limit of a budget is used up.
func (a *account) closed(b *budget, now time.Time) time.Duration {
	wait := max(0, b.closedUntil.Sub(now))
	for _, rule := range a.daily {
		if rule.covers(b) && a.used(rule) >= rule.limit {
			wait = max(wait, time.Unix((a.day+1)*secondsPerDay, 0).Sub(now))
		}
	}
	return wait
}

func (r dailyRule) covers(b *budget) bool { return r.product == b.product && r.labels[b.label] }

// used counts today's requests under a daily limit.
func (a *account) used(rule dailyRule) int {
	used := 0
	for label, covered := range rule.labels {
		if covered {
			used += a.budgets[rule.product][label].usedToday
		}
	}
	return used
}

// close ends the day of a budget and of those it shares a daily limit with. A
// write may have met a limit of its own instead, such as that on creating users
// or groups, unless the answer names a limit as high as the label's.
func (a *account) close(b *budget, op Operation, now time.Time, t Throttling) {
	closing := [labelCount]bool{}
	closing[b.label] = op.Method == http.MethodGet
	for _, rule := range a.daily {
		if !rule.covers(b) || (op.Method != http.MethodGet && float64(t.Limit)*a.share < float64(rule.limit)) {
			continue
		}
		for label, covered := range rule.labels {
			closing[label] = closing[label] || covered
		}
	}
	until := now.Add(t.RetryAfter)
	for label, b := range a.budgets[b.product] {
		if closing[label] && until.After(b.closedUntil) {
			b.closedUntil = until
		}
		if closing[label] {
			a.refuseLate(b, now)
		}
	}
}
