package zoomimpl

import (
	"slices"
	"strings"

	"github.com/hashicorp/go-hclog"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// config is a resolved configuration.
type config struct {
	serviceURL, tokenURL       string
	accountID, clientID, scope string
	clientSecret               shared.Secret
	ioErrorRetries             int
	// plan names the table of rates; rates, in requests per second, replace some
	// of them, and share is the part of them all that may be used.
	plan                     string
	rates                    map[string]float64
	share                    float64
	batchSize                int
	deepGet, deepImport      bool
	pagination               bool
	duplicateReturnsID       bool
	deactivate, disassociate bool
	immediateLogout          bool
	entitlementDelete        bool
	createAction             zoomapi.CreateAction
	updateInactive           string
	pendingUID               string
	protectedUsers           []string
	allowProtected           bool
	// transfer has no action.
	transfer zoomapi.DeleteOptions
	// logLevel is NoLevel when the connection sets no bound of its own.
	logLevel hclog.Level
	networkConfig
}

// newConfig reads a configuration that was checked against the properties. The
// ErrInvalidConfiguration names all that is wrong beyond that.
func newConfig(a shared.Attributes) (config, error) {
	r := &configReader{attributes: a}
	cfg := config{
		serviceURL: strings.TrimRight(r.endpoint(propServiceURL), "/"), tokenURL: r.endpoint(propTokenURL),
		accountID: r.text(propAccountID), clientID: r.text(propClientID), scope: r.text(propScope),
		clientSecret:       r.secret(propClientSecret),
		ioErrorRetries:     r.number(propRetries),
		plan:               r.text(propPlan),
		rates:              r.rates(),
		share:              r.share(),
		batchSize:          r.number(propBatchSize),
		deepGet:            r.flag(propDeepGet),
		deepImport:         r.flag(propDeepImport),
		pagination:         r.flag(propPagination),
		duplicateReturnsID: r.flag(propDuplicateReturnsID),
		deactivate:         r.flag(propDeactivate),
		disassociate:       r.flag(propDisassociate),
		immediateLogout:    r.flag(propImmediateLogout),
		entitlementDelete:  r.flag(propEntitlementDelete),
		createAction:       zoomapi.CreateAction(r.text(propCreateAction)),
		updateInactive:     r.text(propUpdateInactive),
		pendingUID:         r.text(propPendingUID),
		protectedUsers:     r.texts(propProtectedUsers),
		allowProtected:     r.flag(propAllowProtected),
		transfer:           r.transfer(),
		logLevel:           hclog.LevelFromString(r.text(propLogLevel)),
		networkConfig:      r.network(),
	}
	return cfg, r.err()
}

// limits are the rate limits that the connection keeps to.
func (c config) limits() zoomapi.LimiterOptions {
	return zoomapi.LimiterOptions{Plan: zoomapi.Plan(c.plan), Rates: c.rates, Share: c.share}
}

// protects tells whether the user must not be locked out.
func (c config) protects(u *zoomapi.User) bool {
	if c.allowProtected {
		return false
	}
	return u.RoleID == ownerRole || slices.ContainsFunc(c.protectedUsers, func(p string) bool {
		return p == u.ID || strings.EqualFold(p, u.Email)
	})
}

// protectsAddress tells whether the user is protected under the present e-mail
// address alone.
func (c config) protectsAddress(u *zoomapi.User) bool {
	return !c.allowProtected && !slices.Contains(c.protectedUsers, u.ID) &&
		slices.ContainsFunc(c.protectedUsers, func(p string) bool { return strings.EqualFold(p, u.Email) })
}

// ownerRole is the role of the account owner.
const ownerRole = "0"
