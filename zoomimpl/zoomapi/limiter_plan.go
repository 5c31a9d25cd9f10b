package zoomapi

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"time"
)

// Plan is the plan of a Zoom account as far as rate limits go.
type Plan string

// The plans of Zoom's rate-limit table. PlanBusiness stands for Business,
// Education, Enterprise and Partner, which share a column. PlanUnlimited sets no
// limit; what Zoom refuses is obeyed all the same.
const (
	PlanFree      Plan = "free"
	PlanPro       Plan = "pro"
	PlanBusiness  Plan = "business"
	PlanUnlimited Plan = "unlimited"
)

// phonePrefix marks the keys of LimiterOptions.Rates that concern Zoom Phone.
const phonePrefix = "phone."

// LimiterOptions are the limits that a connection wants to keep to.
type LimiterOptions struct {
	// Plan is PlanPro when empty.
	Plan Plan
	// Rates replaces the rates of the plan, in requests per second. Keys are a
	// Label, or "phone." and a Label for Zoom Phone. Daily limits stay those of
	// the plan. From 1 on, a fraction of a request is cut off, so that no second
	// holds more than the rate.
	Rates map[string]float64
	// Share is the part of the account's limits to use, more than 0 and at most
	// 1; 0 means all. Other applications on the account need the rest.
	Share float64
}

// Indices of the quotas of an account.
const (
	productCore = iota
	productPhone
	products
)

const labelCount = 4

func labels() [labelCount]Label {
	return [labelCount]Label{LabelLight, LabelMedium, LabelHeavy, LabelResourceIntensive}
}

// labelIndex returns the place of a label, that of heavy for one that is unknown.
func labelIndex(label Label) int {
	switch label {
	case LabelLight:
		return 0
	case LabelMedium:
		return 1
	case LabelHeavy:
		return 2
	case LabelResourceIntensive:
		return 3
	default:
		return 2
	}
}

// quota is a number of requests in a window of time; 0 requests mean no limit.
type quota struct {
	requests float64
	window   time.Duration
}

func (q quota) perSecond() float64 { return q.requests / q.window.Seconds() }

// lower returns the quota that lets less through.
func (q quota) lower(other quota) quota {
	if q.requests == 0 || (other.requests != 0 && other.perSecond() < q.perSecond()) {
		return other
	}
	return q
}

// dailyRule is a daily limit that some labels of a product share, by index.
type dailyRule struct {
	product int
	labels  [labelCount]bool
	limit   int
}

// limits are all limits that a connection keeps to.
type limits struct {
	quotas [products][labelCount]quota
	daily  []dailyRule
	share  float64
}

// resolve turns the options into limits, or reports all faults of the options.
func (o LimiterOptions) resolve() (limits, error) {
	out, err := o.Plan.limits()
	faults := []error{err}
	for key, rate := range o.Rates {
		product, label := productCore, Label(key)
		if name, ok := strings.CutPrefix(key, phonePrefix); ok {
			product, label = productPhone, Label(name)
		}
		i := labelIndex(label)
		switch {
		case labels()[i] != label:
			faults = append(faults, fmt.Errorf("rate of %q: labels are light, medium, heavy and resource-intensive, each also with %q", key, phonePrefix))
		case math.IsNaN(rate) || rate <= 0 || rate > math.MaxInt32:
			faults = append(faults, fmt.Errorf("rate of %q: %v requests per second is not more than 0 and sensible", key, rate))
		default:
			out.quotas[product][i] = quota{rate, time.Second}
		}
	}
	out.share = orDefault(o.Share, 1)
	if math.IsNaN(out.share) || out.share <= 0 || out.share > 1 {
		faults = append(faults, fmt.Errorf("share %v is not more than 0 and at most 1", o.Share))
	}
	if err := errors.Join(faults...); err != nil {
		return limits{}, fmt.Errorf("zoomapi: rate limits: %w", err)
	}
	out.take(out.share)
	return out, nil
}

// take reduces the limits to a share of them.
func (l *limits) take(share float64) {
	for product := range l.quotas {
		for i := range l.quotas[product] {
			l.quotas[product][i].requests *= share
		}
	}
	for i := range l.daily {
		l.daily[i].limit = int(float64(l.daily[i].limit)*share + roundingSlack)
	}
}

// limits returns Zoom's limits of 2026-02-07
// (https://developers.zoom.us/docs/api/rate-limits/). There is no free row for
// Zoom Phone; free accounts get the general numbers in a table of their own.
func (p Plan) limits() (limits, error) {
	var out limits
	switch p {
	case PlanFree:
		for product := range products {
			out.quotas[product] = rates(4, 2, 1, 10)
			out.daily = append(out.daily,
				dailyRule{product, [labelCount]bool{true}, 6000}, dailyRule{product, [labelCount]bool{1: true}, 2000},
				dailyRule{product, [labelCount]bool{2: true}, 1000}, dailyRule{product, [labelCount]bool{3: true}, 30_000})
		}
	case PlanPro, "":
		out.quotas = [products][labelCount]quota{rates(30, 20, 10, 10), rates(20, 10, 5, 5)}
		out.daily = costly(30_000, 15_000)
	case PlanBusiness:
		out.quotas = [products][labelCount]quota{rates(80, 60, 40, 20), rates(40, 20, 10, 10)}
		out.daily = costly(60_000, 30_000)
	case PlanUnlimited:
		for product := range products {
			out.quotas[product] = rates(0, 0, 0, 0)
		}
	default:
		return limits{}, fmt.Errorf("plan %q is not free, pro, business or unlimited", p)
	}
	return out, nil
}

// rates are the quotas of a product: by the second, and by the minute for what
// is resource-intensive.
func rates(light, medium, heavy, resourceIntensive float64) [labelCount]quota {
	return [labelCount]quota{
		{light, time.Second}, {medium, time.Second}, {heavy, time.Second}, {resourceIntensive, time.Minute},
	}
}

// costly are the daily limits that heavy and resource-intensive requests share.
func costly(core, phone int) []dailyRule {
	both := [labelCount]bool{2: true, 3: true}
	return []dailyRule{{productCore, both, core}, {productPhone, both, phone}}
}
