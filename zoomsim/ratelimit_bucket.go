package zoomsim

import (
	"math"
	"sort"
	"time"
)

// counter counts the requests of one label against its quota. It does not
// lock: rateTable does.
type counter interface {
	// free is how many requests the quota would let through now, at least 0.
	free(now time.Time) int
	// take counts a request; free must have been positive at the same time.
	take(now time.Time)
	// limit is the most that free can be.
	limit() int
}

// newCounter makes the counter of an algorithm; burst counts in windows and
// concerns the token bucket alone.
func newCounter(algorithm RateAlgorithm, q quota, burst float64, now time.Time) counter {
	if algorithm == SlidingWindow {
		return newSlidingWindow(q)
	}
	// Less than one request of capacity would let nothing through, ever.
	capacity := max(1, q.requests*burst)
	return &tokenBucket{rate: q.requests / q.window.Seconds(), capacity: capacity, tokens: capacity, at: now}
}

// tokenBucket holds up to capacity tokens, gains rate of them a second, and
// gives one to each request.
type tokenBucket struct {
	rate, capacity, tokens float64
	at                     time.Time
}

// roundingSlack makes up for rates that binary fractions cannot express: after
// exactly the time one token takes, there is one.
const roundingSlack = 1e-9

func (b *tokenBucket) free(now time.Time) int {
	if passed := now.Sub(b.at); passed > 0 {
		b.tokens = min(b.capacity, b.tokens+passed.Seconds()*b.rate)
		b.at = now
	}
	return int(b.tokens + roundingSlack)
}

func (b *tokenBucket) take(time.Time) { b.tokens = max(0, b.tokens-1) }

func (b *tokenBucket) limit() int { return int(b.capacity + roundingSlack) }

// slidingWindow remembers when the last requests came: a request passes when
// the one as many before it as the quota allows is a window or more ago.
type slidingWindow struct {
	window time.Duration
	size   int
	times  []int64 // nanoseconds, a ring that grows up to size
	next   int     // the oldest once the ring is full
	newest int64
}

func newSlidingWindow(q quota) *slidingWindow {
	size := max(1, math.Floor(q.requests+roundingSlack))
	// A fraction of a request makes the window longer, or the quota would be
	// rounded.
	window := time.Duration(size / q.requests * float64(q.window))
	return &slidingWindow{window: window, size: int(size)}
}

func (s *slidingWindow) free(now time.Time) int {
	since := now.UnixNano() - int64(s.window)
	older := func(i int) bool { return s.times[(s.next+i)%len(s.times)] > since }
	return s.size - (len(s.times) - sort.Search(len(s.times), older))
}

func (s *slidingWindow) take(now time.Time) {
	// A clock that steps back must not put the ring out of order.
	s.newest = max(s.newest, now.UnixNano())
	if len(s.times) < s.size {
		s.times = append(s.times, s.newest)
		return
	}
	s.times[s.next] = s.newest
	s.next = (s.next + 1) % s.size
}

func (s *slidingWindow) limit() int { return s.size }

// dailyCap counts requests from midnight UTC to midnight UTC.
type dailyCap struct {
	limit, used int
	day         int64 // days since 1970
}

// left is how many requests are left of the day.
func (d *dailyCap) left(now time.Time) int {
	if day := now.Unix() / secondsPerDay; day != d.day {
		d.day, d.used = day, 0
	}
	return d.limit - d.used
}

// reset is the midnight at which the count begins anew.
func (d *dailyCap) reset() time.Time { return time.Unix((d.day+1)*secondsPerDay, 0).UTC() }
