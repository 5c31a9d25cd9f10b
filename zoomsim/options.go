package zoomsim

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Limits and defaults of Options.
const (
	maxUsers             = 2_000_000
	maxGroups            = 100_000
	defaultDomain        = "example.com"
	defaultTokenLifetime = time.Hour
	defaultRecordLimit   = 10_000
	maxRecordLimit       = 1_000_000
	defaultListen        = "127.0.0.1:0"
	maxGroupPageSize     = 300
)

// Options configures a Sim. The zero value is an account that holds its owner
// alone, has unlimited licences and grants every scope.
type Options struct {
	// Seed determines users, groups, ids and credentials. Two simulators with
	// equal options hold the same tenant. Because the credentials follow from
	// the seed they protect nothing: a simulator must hold no real data.
	Seed uint64
	// Users is the number of generated users of every status, the owner
	// included; 0 means 1, the most is 2,000,000.
	Users int
	// Groups is the number of generated groups, 0 to 100,000. Zoom's own limit
	// of 5,000 groups an account holds for groups made through the API only.
	Groups int
	// PendingShare and InactiveShare are the parts of Users, each 0 to 1 and
	// together at most 1, generated as pending and as inactive. The owner and
	// the admins are always active.
	PendingShare, InactiveShare float64
	// Clock tells the time for token lives, time stamps and daily counts;
	// nil means time.Now.
	Clock func() time.Time
	// Latency delays every answer; a cancelled request ends the wait at once.
	Latency time.Duration
	// Credentials are those of the one registered app; empty fields are
	// derived from the seed.
	Credentials Credentials
	// ManagedDomains are the account's managed e-mail domains. The first is
	// the domain of the generated users; nil means example.com.
	ManagedDomains []string
	// LicensedSeats is the number of Licensed (type 2) seats, active and
	// pending users together; 0 means without limit.
	LicensedSeats int
	// PutStatusCode is the HTTP status of a successful
	// PUT /users/{userId}/status: 204 (the default) or 200. Zoom's documents
	// name both.
	PutStatusCode int
	// TokenLifetime is the life of an access token; 0 means 3600 s. It is
	// counted in whole seconds.
	TokenLifetime time.Duration
	// Scopes restricts what tokens grant, in either of Zoom's grammars, for
	// instance "user:read:list_users:admin" or "user:read:admin"; nil grants
	// every scope.
	Scopes []string
	// SingleToken makes each new token invalidate the earlier ones, as some
	// older reports say; by default several are valid at once.
	SingleToken bool
	// ListExtras adds to GET /users the keys language and phone_number, seen
	// in answers up to 2023 and never documented there.
	ListExtras bool
	// NoListLoginTypes removes login_types from GET /users, as it was before
	// 2026-06-04.
	NoListLoginTypes bool
	// ListEmptyGroupIDs shows group_ids as [] in GET /users for users without
	// a group; by default the key is omitted.
	ListEmptyGroupIDs bool
	// GroupPageSize is the page size of GET /groups when the caller sends
	// none, 1 to 300; 0 means 300. Zoom documents no default.
	GroupPageSize int
	// RefuseMe makes "me" an unknown user. By default it is the owner, as
	// observed with Server-to-Server tokens.
	RefuseMe bool
	// PasswordSpecial makes passwords need a special character, which Zoom's
	// basic requirement does not and its enhanced one may.
	PasswordSpecial bool
	// RecordLimit is the number of requests kept for Sim.Requests, the newest
	// win; 0 means 10,000, the most is 1,000,000. Counters are not limited.
	RecordLimit int
	// Listen is the address Start listens on, loopback only; empty means
	// 127.0.0.1:0, a free port.
	Listen string
	// ControlToken is the bearer token of the control side that Start serves;
	// empty means a random one.
	ControlToken string
}

// validate reports every fault of o together.
func (o Options) validate() error {
	var faults []error
	bad := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	upTo := func(name string, value, limit int) {
		if value < 0 || value > limit {
			bad("%s is %d, allowed is 0 to %d", name, value, limit)
		}
	}
	upTo("Users", o.Users, maxUsers)
	upTo("Groups", o.Groups, maxGroups)
	upTo("LicensedSeats", o.LicensedSeats, math.MaxInt32)
	upTo("GroupPageSize", o.GroupPageSize, maxGroupPageSize)
	upTo("RecordLimit", o.RecordLimit, maxRecordLimit)
	faults = append(faults, validateShares(o.PendingShare, o.InactiveShare)...)
	if o.Latency < 0 {
		bad("Latency is %s, negative", o.Latency)
	}
	if o.TokenLifetime != 0 && o.TokenLifetime < time.Second {
		bad("TokenLifetime is %s, the least is 1s", o.TokenLifetime)
	}
	if c := o.PutStatusCode; c != 0 && c != http.StatusOK && c != http.StatusNoContent {
		bad("PutStatusCode is %d, allowed are 200 and 204", c)
	}
	for _, d := range o.ManagedDomains {
		if d == "" || strings.ContainsAny(d, "@ \t\r\n") {
			bad("ManagedDomains holds %q, which is no domain", d)
		}
	}
	if o.Scopes != nil && len(o.Scopes) == 0 {
		bad("Scopes is empty; nil grants every scope")
	}
	for _, s := range o.Scopes {
		if s == "" || strings.ContainsAny(s, " \t\r\n") {
			bad("Scopes holds %q, which is no scope", s)
		}
	}
	if err := checkLoopback(cmp.Or(o.Listen, defaultListen)); err != nil {
		faults = append(faults, err)
	}
	return errors.Join(faults...)
}

func validateShares(pending, inactive float64) []error {
	var faults []error
	for _, share := range []struct {
		name  string
		value float64
	}{{"PendingShare", pending}, {"InactiveShare", inactive}} {
		// The negated form also refuses NaN.
		if !(share.value >= 0 && share.value <= 1) {
			faults = append(faults, fmt.Errorf("%s is %v, allowed is 0 to 1", share.name, share.value))
		}
	}
	if len(faults) == 0 && pending+inactive > 1 {
		faults = append(faults, fmt.Errorf("PendingShare and InactiveShare together are %v, more than 1", pending+inactive))
	}
	return faults
}

// checkLoopback refuses listen addresses that other machines could reach: the
// simulator is unencrypted and its credentials are guessable.
func checkLoopback(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("listen address %q: %w", address, err)
	}
	if !isLoopbackHost(host) {
		return fmt.Errorf("listen address %q is not loopback", address)
	}
	return nil
}

func isLoopbackHost(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// withDefaults fills what the caller left empty; o must be valid.
func (o Options) withDefaults() Options {
	o.Users = max(o.Users, 1)
	if o.Clock == nil {
		o.Clock = time.Now
	}
	o.Credentials = o.Credentials.orDerived(o.Seed)
	if len(o.ManagedDomains) == 0 {
		o.ManagedDomains = []string{defaultDomain}
	}
	o.ManagedDomains = slices.Clone(o.ManagedDomains)
	for i, d := range o.ManagedDomains {
		o.ManagedDomains[i] = strings.ToLower(d)
	}
	o.Scopes = slices.Clone(o.Scopes)
	o.PutStatusCode = cmp.Or(o.PutStatusCode, http.StatusNoContent)
	o.TokenLifetime = cmp.Or(o.TokenLifetime, defaultTokenLifetime).Truncate(time.Second)
	o.GroupPageSize = cmp.Or(o.GroupPageSize, maxGroupPageSize)
	o.RecordLimit = cmp.Or(o.RecordLimit, defaultRecordLimit)
	o.Listen = cmp.Or(o.Listen, defaultListen)
	return o
}
