package zoomsim

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// ResourceIntensive is the label of the operations that Zoom counts by the
// minute.
const ResourceIntensive Label = "Resource-intensive"

// Plan is the plan of the simulated account as far as rate limits go.
type Plan string

// The plans of Zoom's rate-limit table
// (https://developers.zoom.us/docs/api/rate-limits/). PlanBusiness stands for
// Business, Education, Enterprise and Partners, which share a column.
const (
	PlanUnlimited Plan = "unlimited"
	PlanFree      Plan = "free"
	PlanPro       Plan = "pro"
	PlanBusiness  Plan = "business"
)

// RateAlgorithm is how requests are counted against a rate per second. Zoom
// documents the rates and not how they are counted.
type RateAlgorithm string

const (
	// TokenBucket refills evenly and lets a burst of one second's worth
	// through, or what Options.RateBurst says. It is the default.
	TokenBucket RateAlgorithm = "token-bucket"
	// SlidingWindow allows the quota in any second, or minute for
	// resource-intensive operations, and so never more than that.
	SlidingWindow RateAlgorithm = "sliding-window"
)

// Rate is the quota of one label.
type Rate struct {
	// PerSecond is the number of requests a second, more than 0 and at most
	// 1,000,000; a fraction allows one request in several seconds.
	PerSecond float64 `json:"per_second"`
	// PerDay is the number of requests between two midnights UTC; 0 means
	// without a daily cap.
	PerDay int `json:"per_day,omitempty"`
}

// product is the part of the API whose rate-limit table an operation counts
// in.
type product string

// The products with tables of their own; an empty product of a route is core.
const (
	productCore  product = "core"
	productPhone product = "phone"
)

const (
	maxRate  = 1_000_000
	maxScale = 1_000_000
)

// labels are the labels that have quotas, in Zoom's order.
func labels() []Label { return []Label{Light, Medium, Heavy, ResourceIntensive} }

// quota is a number of requests in a window of time.
type quota struct {
	requests float64
	window   time.Duration
}

// dailyRule is a cap that labels share.
type dailyRule struct {
	labels []Label
	limit  int
}

// rateRules are the limits of one product.
type rateRules struct {
	quotas map[Label]quota
	daily  []dailyRule
}

func perSecond(light, medium, heavy, resourceIntensivePerMinute float64) map[Label]quota {
	return map[Label]quota{
		Light:             {light, time.Second},
		Medium:            {medium, time.Second},
		Heavy:             {heavy, time.Second},
		ResourceIntensive: {resourceIntensivePerMinute, time.Minute},
	}
}

// costly is the daily cap that heavy and resource-intensive requests share.
func costly(limit int) []dailyRule {
	return []dailyRule{{[]Label{Heavy, ResourceIntensive}, limit}}
}

// planRules are Zoom's quotas of 2026-02-07. There is no free row for phone;
// a free account gets the core numbers in a table of their own.
func planRules(plan Plan, of product) rateRules {
	switch plan {
	case PlanFree:
		return rateRules{perSecond(4, 2, 1, 10), []dailyRule{
			{[]Label{Light}, 6000}, {[]Label{Medium}, 2000}, {[]Label{Heavy}, 1000}, {[]Label{ResourceIntensive}, 30_000},
		}}
	case PlanPro:
		if of == productPhone {
			return rateRules{perSecond(20, 10, 5, 5), costly(15_000)}
		}
		return rateRules{perSecond(30, 20, 10, 10), costly(30_000)}
	case PlanBusiness:
		if of == productPhone {
			return rateRules{perSecond(40, 20, 10, 10), costly(30_000)}
		}
		return rateRules{perSecond(80, 60, 40, 20), costly(60_000)}
	case PlanUnlimited:
		return rateRules{}
	default: // Empty; anything else has been refused.
		return rateRules{}
	}
}

// rateRules are the limits of a product as the options set them: those of the
// plan, with the quotas replaced that have been given, and scaled.
func (o Options) rateRules(of product) rateRules {
	given := o.RateLimits
	if of == productPhone {
		given = o.PhoneRateLimits
	}
	rules := planRules(o.Plan, of)
	if rules.quotas == nil {
		rules.quotas = map[Label]quota{}
	}
	for label, rate := range given {
		for i, rule := range rules.daily {
			rules.daily[i].labels = slices.DeleteFunc(rule.labels, func(l Label) bool { return l == label })
		}
		rules.quotas[label] = quota{rate.PerSecond, time.Second}
		if rate.PerDay > 0 {
			rules.daily = append(rules.daily, dailyRule{[]Label{label}, rate.PerDay})
		}
	}
	if o.RateScale != 0 {
		for label, q := range rules.quotas {
			rules.quotas[label] = quota{q.requests * o.RateScale, q.window}
		}
	}
	return rules
}

// validateRates reports every fault of the rate-limit options.
func (o Options) validateRates() []error {
	var faults []error
	bad := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	switch o.Plan {
	case "", PlanUnlimited, PlanFree, PlanPro, PlanBusiness:
	default:
		bad("Plan is %q, allowed are unlimited, free, pro and business", o.Plan)
	}
	switch o.RateAlgorithm {
	case "", TokenBucket, SlidingWindow:
	default:
		bad("RateAlgorithm is %q, allowed are token-bucket and sliding-window", o.RateAlgorithm)
	}
	// The negated forms also refuse NaN.
	if !(o.RateScale >= 0 && o.RateScale <= maxScale) {
		bad("RateScale is %v, allowed is 0 to %d", o.RateScale, maxScale)
	}
	if !(o.RateBurst >= 0 && o.RateBurst <= time.Hour.Seconds()) {
		bad("RateBurst is %v, allowed is 0 to 3600", o.RateBurst)
	}
	for _, table := range []struct {
		name  string
		rates map[Label]Rate
	}{{"RateLimits", o.RateLimits}, {"PhoneRateLimits", o.PhoneRateLimits}} {
		for label, rate := range table.rates {
			if !slices.Contains(labels(), label) {
				bad("%s names the label %q, allowed are %v", table.name, label, labels())
			}
			if !(rate.PerSecond > 0 && rate.PerSecond <= maxRate) {
				bad("%s[%s].PerSecond is %v, allowed is more than 0 to %d", table.name, label, rate.PerSecond, maxRate)
			}
			if rate.PerDay < 0 || rate.PerDay > math.MaxInt32 {
				bad("%s[%s].PerDay is %d, allowed is 0 to %d", table.name, label, rate.PerDay, math.MaxInt32)
			}
		}
	}
	return faults
}
