package zoomsim

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// Errors of the methods that change a Sim from a test.
var (
	// ErrNoSuchUser means that no user has the given id or e-mail address.
	ErrNoSuchUser = errors.New("zoomsim: no such user")
	// ErrNotPending means that the user has no open invitation.
	ErrNotPending = errors.New("zoomsim: user is not pending")
)

// Sim is a simulated Zoom account behind an HTTP interface. It is safe for
// concurrent use.
type Sim struct {
	opts   Options
	routes routeTable
	pages  pageSigner
	tokens *tokenIssuer
	record *recorder
	clock  *Clock
	limits limiter
	faults faultEngine
	calls  atomic.Uint64

	hooks hooks
	locks writeLocks

	mu     sync.RWMutex // guards what follows
	tenant *tenant
	caps   caps
	// What the reports tell about the administration, and about Zoom Phone's.
	operations, phoneOperations operationLog
}

// New makes a Sim. The error names every invalid option.
func New(o Options) (*Sim, error) {
	if err := o.validate(); err != nil {
		return nil, fmt.Errorf("zoomsim options: %w", err)
	}
	o = o.withDefaults()
	clock := clockOver(o.Clock)
	s := &Sim{
		opts:   o,
		routes: newRouteTable(),
		pages:  pageSigner{key: derive(o.Seed, "page token")},
		tokens: newTokenIssuer(o),
		record: newRecorder(o.RecordLimit),
		tenant: generate(o),
		clock:  clock,
		limits: newLimiter(o, clock.Now()),
		caps:   newCaps(o),
		hooks:  hooks{config: o.Webhook},
	}
	s.faults.set(o.Faults)
	return s, nil
}

// Credentials are those that POST /oauth/token accepts.
func (s *Sim) Credentials() Credentials { return s.opts.Credentials }

// ActivateUser accepts the invitation of a pending user, given by id or e-mail
// address, as that person would: the user becomes active. It returns
// ErrNoSuchUser, ErrNotPending or ErrInvitationExpired.
func (s *Sim) ActivateUser(idOrEmail string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.tenant.user(idOrEmail)
	if u == nil {
		return fmt.Errorf("activate %q: %w", idOrEmail, ErrNoSuchUser)
	}
	if u.status != pending {
		return fmt.Errorf("activate %q: %w", idOrEmail, ErrNotPending)
	}
	if s.expired(u) {
		return fmt.Errorf("activate %q: %w", idOrEmail, ErrInvitationExpired)
	}
	u.nameHidden, u.verified, u.logins = false, true, loginWork
	s.tenant.move(u, active)
	s.invitationAccepted(u)
	return nil
}

// RevokeTokens makes every access token issued so far invalid.
func (s *Sim) RevokeTokens() { s.tokens.revoke() }

func (s *Sim) now() time.Time { return s.clock.Now() }

// zoomTime is a time as Zoom writes it: UTC without a fraction.
func zoomTime(unix int64) string { return time.Unix(unix, 0).UTC().Format(time.RFC3339) }
