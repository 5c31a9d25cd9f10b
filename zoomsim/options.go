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
	// Clock tells the time for token lives, time stamps, rate limits and daily
	// counts; nil means time.Now. Sim.Clock moves ahead of it. Latency and the
	// delays of faults pass by the machine's clock.
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
	// Plan is the account's plan, which decides the rate limits: PlanUnlimited
	// (the default), PlanFree, PlanPro or PlanBusiness. PlanFree has neither
	// groups nor roles, and makes no users; see PaidOnlyStatus.
	Plan Plan
	// PaidOnlyStatus is the HTTP status with which PlanFree refuses what needs a
	// paid account, with code 200: 400 (the default) or 200, as Zoom documents for
	// some of the operations; a negative value permits them.
	PaidOnlyStatus int
	// RateLimits replaces the plan's quotas of the labels it names, their daily
	// caps included; PhoneRateLimits does so for the phone operations, which
	// have a table of their own.
	RateLimits, PhoneRateLimits map[Label]Rate
	// RateScale multiplies every quota except the daily caps; 0 means 1.
	RateScale float64
	// RateBurst is the capacity of the token buckets, in seconds' worth of
	// requests (minutes' worth for resource-intensive ones); 0 means 1.
	RateBurst float64
	// RateAlgorithm is how requests are counted: TokenBucket (the default) or
	// SlidingWindow.
	RateAlgorithm RateAlgorithm
	// SparseRateHeaders leaves x-ratelimit-category as the only header about
	// rate limits, on throttled answers too, as seen in practice; by default
	// there are those that Zoom documented.
	SparseRateHeaders bool
	// SpecErrorStatus answers invalid tokens and unknown paths with HTTP status
	// 400 as the specification says; by default it is 401 and 404, as observed.
	SpecErrorStatus bool
	// ScopeErrorCode is the code for a missing scope: 104, 4700 or 4711; 0
	// means 104 for phone, 4700 for roles and 4711 for the rest.
	ScopeErrorCode int
	// AppDisabled refuses tokens to the registered app, as when its developer
	// has deactivated it.
	AppDisabled bool
	// WrongAccountReason is the reason the token endpoint gives for a wrong
	// account id; empty means "Bad Request". "Account does not exist" has been
	// seen as well.
	WrongAccountReason string
	// WrongClientStatus is the HTTP status for a wrong client id or secret: 400
	// (the default, observed) or 401, also reported.
	WrongClientStatus int
	// Faults are in force from the start; see Fault.
	Faults []Fault
	// TLS makes Start serve https, with a certificate made for this run.
	TLS bool
	// PhoneShare is the part of the active users, 0 to 1, generated with a Zoom
	// Phone profile.
	PhoneShare float64
	// Sites is the number of sites of Zoom Phone, up to 900; 0 means 3.
	Sites int
	// PhoneSeats is the number of Zoom Phone licences; 0 means without limit.
	PhoneSeats int
	// CallingPlanSeats is the number of seats of each calling plan; 0 means
	// twice Users, at least 1,000.
	CallingPlanSeats int
	// ProfileDelay is the time, by the simulator's clock, from the phone feature
	// being switched on to the profile being there; 0 means 2 s, a negative
	// value at once.
	ProfileDelay time.Duration
	// NoPhone makes an account without Zoom Phone.
	NoPhone bool
	// PlainPhoneNumbers shows the numbers of phone users without the plus sign,
	// as in the examples of Zoom's specification.
	PlainPhoneNumbers bool
	// PhoneListRepeats makes each page of GET /phone/users start with the last
	// user of the page before, as was reported of large accounts.
	PhoneListRepeats bool
	// NumbersNeedPlan refuses phone numbers to users without a calling plan, as
	// Zoom documents for rooms.
	NumbersNeedPlan bool
	// UnlinkedEmails are addresses of people who have a Zoom account outside the
	// simulated one: an invitation to them is answered without an id, and the
	// other ways to make a user are refused.
	UnlinkedEmails []string
	// CreateDailyCap is how many POST /users with action create a day (UTC) may
	// have; 0 means that of Plan (none when it is unlimited), a negative value
	// none.
	CreateDailyCap int
	// GroupDailyCap is how many groups may be made a day (UTC); 0 means 100, or
	// none with an unlimited Plan, a negative value none.
	GroupDailyCap int
	// BasicSeats, UnassignedSeats and PlanSeats are the numbers of users who may
	// be Basic (type 1), without a meetings licence (types 4 and 99), and have a
	// Zoom Workplace or Zoom United plan; 0 means without limit. Active and
	// pending users count.
	BasicSeats, UnassignedSeats, PlanSeats int
	// InvitationLife is how long an invitation can be accepted; 0 means for
	// ever. Zoom documents the expiry, not the time.
	InvitationLife time.Duration
	// PasswordChanges is how often the password of one user may change within 24
	// hours; 0 means without limit. Zoom documents the refusal, not the number.
	PasswordChanges int
	// FeaturesInterval is the least time between two POST /users/features; 0
	// means 10 s as documented, a negative value none.
	FeaturesInterval time.Duration
	// WriteLock is what a write in work keeps others from; empty means
	// LockDelete.
	WriteLock LockScope
	// ObservedLogWording writes the operation log as published logs show it,
	// "Deactivate User a@example.com"; by default it is in the words of the
	// specification's example, "deactivate user - a@example.com".
	ObservedLogWording bool
	// Webhook is where events go; see Sim.ValidateWebhook.
	Webhook Webhook
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
	faults = append(faults, o.validateRates()...)
	faults = append(faults, o.validatePhone()...)
	faults = append(faults, o.validateAuth()...)
	if err := validateFaults(o.Faults); err != nil {
		faults = append(faults, err)
	}
	faults = append(faults, o.validateIdentity()...)
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
	if c := o.PaidOnlyStatus; c > 0 && c != http.StatusOK && c != http.StatusBadRequest {
		bad("PaidOnlyStatus is %d, allowed are 200, 400 and negative values", c)
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
	o.UnlinkedEmails = slices.Clone(o.UnlinkedEmails)
	o.Webhook = o.Webhook.withDefaults()
	o.WriteLock = cmp.Or(o.WriteLock, LockDelete)
	o.WrongAccountReason = cmp.Or(o.WrongAccountReason, "Bad Request")
	o.WrongClientStatus = cmp.Or(o.WrongClientStatus, http.StatusBadRequest)
	o.PutStatusCode = cmp.Or(o.PutStatusCode, http.StatusNoContent)
	o.PaidOnlyStatus = cmp.Or(o.PaidOnlyStatus, http.StatusBadRequest)
	o.TokenLifetime = cmp.Or(o.TokenLifetime, defaultTokenLifetime).Truncate(time.Second)
	o.GroupPageSize = cmp.Or(o.GroupPageSize, maxGroupPageSize)
	o.RecordLimit = cmp.Or(o.RecordLimit, defaultRecordLimit)
	o.Listen = cmp.Or(o.Listen, defaultListen)
	o.phoneDefaults()
	return o
}
