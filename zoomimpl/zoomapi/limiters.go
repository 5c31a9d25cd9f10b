package zoomapi

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"
)

// unusedFor is how long a limiter stays that nobody uses. It is longer than any
// window in which Zoom counts, except for the day.
const unusedFor = 2 * time.Minute

// LimiterKey names the account whose limits are shared.
type LimiterKey struct {
	// Host is the host of the service address, with its port if any.
	Host      string
	AccountID string
}

// Limiters hands out the limiters of Zoom accounts: all connections of the
// process to one account share its limits. The zero value is ready for use; it
// must not be copied. It starts no goroutine.
type Limiters struct {
	// Logger gets a warning when connections to one account disagree; nil logs
	// nothing. Set it before the first Get.
	Logger *slog.Logger

	mu       sync.Mutex
	accounts map[LimiterKey]*account
	sweptAt  time.Time
}

// AccountLimiter is one connection's hold on the limits of an account.
type AccountLimiter struct {
	account *account
	limits  limits
}

var _ Limiter = (*AccountLimiter)(nil)

// Get returns a limiter of the account, to be closed when it is no longer used.
// As long as several are open, the lowest of their limits hold for all. It
// reports options that are not valid.
func (l *Limiters) Get(key LimiterKey, o LimiterOptions) (*AccountLimiter, error) {
	wanted, err := o.resolve()
	if err != nil {
		return nil, err
	}
	key.Host = strings.ToLower(key.Host)
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	l.sweep(now)
	a, ok := l.accounts[key]
	if !ok {
		if l.accounts == nil {
			l.accounts = map[LimiterKey]*account{}
		}
		a = newAccount(now)
		l.accounts[key] = a
	}
	member := &AccountLimiter{account: a, limits: wanted}
	if a.join(member, now) && l.Logger != nil {
		l.Logger.Warn("connections to one Zoom account disagree about its rate limits: the lowest hold for all",
			slog.String("host", key.Host), slog.String("account", key.AccountID))
	}
	return member, nil
}

// Len returns how many accounts are remembered.
func (l *Limiters) Len() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.accounts)
}

// sweep forgets, from time to time, the accounts that nobody uses.
func (l *Limiters) sweep(now time.Time) {
	if now.Sub(l.sweptAt) < unusedFor {
		return
	}
	l.sweptAt = now
	for key, a := range l.accounts {
		if a.forgettable(now) {
			delete(l.accounts, key)
		}
	}
}

// Wait implements Limiter. The time waited is added to the Meter of ctx.
func (l *AccountLimiter) Wait(ctx context.Context, op Operation) error {
	return l.account.wait(ctx, op)
}

// Throttled implements Limiter. The quota of the operation pauses for all
// connections, for as long as Zoom asked for or a second; its rate is lowered
// and recovers within minutes. A daily limit closes the quota.
func (l *AccountLimiter) Throttled(op Operation, sent time.Time, t Throttling) {
	l.account.throttled(op, sent, t)
}

// Close gives the limits of this connection up. It may be called repeatedly;
// the limiter must not be used afterwards.
func (l *AccountLimiter) Close() { l.account.part(l) }

// join adds a connection and reports whether its limits differ from those that
// hold already.
func (a *account) join(member *AccountLimiter, now time.Time) (disagree bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for other := range a.members {
		disagree = disagree || !other.limits.equal(member.limits)
	}
	a.members[member] = struct{}{}
	a.lastUsed = now
	a.combine(now)
	return disagree
}

func (a *account) part(member *AccountLimiter) {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := time.Now()
	a.lastUsed = now
	delete(a.members, member)
	if len(a.members) > 0 {
		a.combine(now)
	}
}

// combine puts the lowest limits of all connections in force. The share in use
// is the lowest too.
func (a *account) combine(now time.Time) {
	a.daily, a.share = nil, 1
	for product := range a.budgets {
		for label, b := range a.budgets[product] {
			b.allowed = quota{window: time.Second}
			for member := range a.members {
				b.allowed = b.allowed.lower(member.limits.quotas[product][label])
			}
			b.adjust(now)
		}
	}
	for member := range a.members {
		a.share = min(a.share, member.limits.share)
		for _, rule := range member.limits.daily {
			if !slices.Contains(a.daily, rule) {
				a.daily = append(a.daily, rule)
			}
		}
	}
	for product := range a.budgets {
		for _, b := range a.budgets[product] {
			a.refuseLate(b, now)
		}
	}
}

func (l limits) equal(other limits) bool {
	return l.quotas == other.quotas && l.share == other.share && slices.Equal(l.daily, other.daily)
}

// forgettable reports whether nothing would be lost with the account: nobody
// uses it, no pause is on, and none of its daily limits is partly used.
func (a *account) forgettable(now time.Time) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.members) > 0 || now.Sub(a.lastUsed) < unusedFor {
		return false
	}
	today := a.day == now.Unix()/secondsPerDay
	for product := range a.budgets {
		for _, b := range a.budgets[product] {
			if b.queue.Len() > 0 || now.Before(b.pausedUntil) || now.Before(b.closedUntil) {
				return false
			}
		}
	}
	for _, rule := range a.daily {
		if today && a.used(rule) > 0 {
			return false
		}
	}
	return true
}
