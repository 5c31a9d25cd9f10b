package zoomapi

import (
	"container/list"
	"math"
	"time"

	"golang.org/x/time/rate"
)

// How a quota is kept to.
//
// Zoom counts by the second, and does not say which kind of second. Requests are
// therefore spaced out evenly: a token bucket of b tokens that gains r a second
// lets at most b + r requests through in any second, wherever it begins, so that
// b = 1 and r just below the quota never exceed it. r stays 3 % below, so that a
// request that travels faster than the one before it does not exceed it at
// Zoom's end either. Timers fire late, and a bucket of one token loses what they
// are late by; where requests are close together, b is 2 % of the quota, which
// makes up for it and keeps b + r below the quota plus one.
const (
	paceShare  = 0.97
	burstShare = 0.02
	// roundingSlack keeps products of shares from losing a whole request.
	roundingSlack = 1e-9
)

// What follows a 429 although the quota was kept to.
const (
	// slowDown is what the rate is multiplied with, down to slowest.
	slowDown = 0.7
	slowest  = 0.05
	// recoverAfter is how long the lower rate stays as it is; then it grows by
	// recoverPerSecond of the full rate each second.
	recoverAfter     = 30 * time.Second
	recoverPerSecond = 0.01
	// learntFor is how long a lower quota holds that an answer named.
	learntFor = time.Hour
)

// budget is one quota of the account. The lock of the account guards it.
type budget struct {
	product, label int

	allowed     quota     // by plan, share and connections
	learnt      quota     // by an answer of Zoom, until learntUntil
	learntUntil time.Time // zero when nothing was learnt
	slowed      float64   // factor since throttledAt; 0 means 1
	throttledAt time.Time // when the last 429 became known
	pausedUntil time.Time
	closedUntil time.Time // end of a daily limit that Zoom reported

	pace    *rate.Limiter
	applied quota // what pace was set to

	usedToday int
	queue     list.List // of *waiter, the first waits for the pace
}

func newBudget(product, label int, now time.Time) *budget {
	b := &budget{product: product, label: label, pace: rate.NewLimiter(rate.Inf, 1), allowed: quota{window: time.Second}}
	b.applied = b.allowed
	b.adjust(now)
	return b
}

// adjust sets the pace to what holds now.
func (b *budget) adjust(now time.Time) {
	want := b.full(now)
	if want.requests >= 1 {
		want.requests = math.Floor(want.requests + roundingSlack)
	}
	want.requests *= b.factor(now)
	if want == b.applied {
		return
	}
	b.applied = want
	perSecond, burst := rate.Inf, 1
	if want.requests > 0 {
		perSecond = rate.Limit(want.perSecond() * paceShare)
		burst = max(1, int(math.Ceil(want.requests*burstShare-roundingSlack)))
	}
	b.pace.SetLimitAt(now, perSecond)
	b.pace.SetBurstAt(now, burst)
}

// full returns the quota that holds while nothing is slowed down.
func (b *budget) full(now time.Time) quota {
	if now.Before(b.learntUntil) {
		return b.allowed.lower(b.learnt)
	}
	return b.allowed
}

// factor returns the part of the rate that is used after a 429. It grows in
// steps, so that the pace is not set anew for each request.
func (b *budget) factor(now time.Time) float64 {
	if b.slowed == 0 {
		return 1
	}
	recovering := now.Sub(b.throttledAt) - recoverAfter
	if recovering <= 0 {
		return b.slowed
	}
	part := b.slowed + math.Floor(recovering.Seconds())*recoverPerSecond
	if part >= 1 {
		b.slowed = 0
		return 1
	}
	return part
}

// ready returns how long the next request has to wait.
func (b *budget) ready(now time.Time) time.Duration {
	b.adjust(now)
	wait := max(0, b.pausedUntil.Sub(now))
	if missing := 1 - b.pace.TokensAt(now); missing > 0 && b.pace.Limit() != rate.Inf {
		wait = max(wait, seconds(missing/float64(b.pace.Limit())))
	}
	return wait
}

// readyAfter estimates how long a request waits that has others before it.
func (b *budget) readyAfter(now time.Time, others int) time.Duration {
	wait := b.ready(now)
	if b.pace.Limit() != rate.Inf {
		wait += seconds(float64(others) / float64(b.pace.Limit()))
	}
	return wait
}

// seconds rounds up, so that who waits so long does not wake too early.
func seconds(s float64) time.Duration {
	return time.Duration(min(math.Ceil(s*float64(time.Second)), float64(math.MaxInt64/2)))
}

// spend counts a request; ready must have been 0 at the same time.
func (b *budget) spend(now time.Time) {
	b.pace.ReserveN(now, 1)
	b.usedToday++
}

// throttled takes over what a 429 by the second says. One about a request that
// was sent before the last one was known brings nothing new.
func (b *budget) throttled(now, sent time.Time, t Throttling, share float64) {
	if until := now.Add(max(t.RetryAfter, throttleWait)); until.After(b.pausedUntil) {
		b.pausedUntil = until
	}
	if !sent.After(b.throttledAt) {
		return
	}
	told := quota{float64(t.Limit) * share, time.Second}
	if labels()[b.label] == LabelResourceIntensive {
		told.window = time.Minute
	}
	if full := b.full(now); told.requests > 0 && full.lower(told) != full {
		b.learnt, b.learntUntil = told, now.Add(learntFor)
	} else {
		b.slowed = max(slowest, b.factor(now)*slowDown)
	}
	b.throttledAt = now
}
