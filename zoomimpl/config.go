package zoomimpl

import (
	"slices"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// config is a resolved configuration.
type config struct {
	serviceURL, tokenURL       string
	accountID, clientID, scope string
	clientSecret               shared.Secret
	ioErrorRetries             int
	batchSize                  int
	deepGet, deepImport        bool
	pagination                 bool
	duplicateReturnsID         bool
	deactivate, disassociate   bool
	immediateLogout            bool
	entitlementDelete          bool
	createAction               zoomapi.CreateAction
	updateInactive             string
	pendingUID                 string
	protectedUsers             []string
	allowProtected             bool
	// transfer says who gets the data of a deleted user.
	transfer zoomapi.DeleteOptions
}

// newConfig reads a configuration that was checked against the properties.
func newConfig(a shared.Attributes) config {
	r := configReader{a}
	return config{
		serviceURL: r.text(propServiceURL), tokenURL: r.text(propTokenURL),
		accountID: r.text(propAccountID), clientID: r.text(propClientID), scope: r.text(propScope),
		clientSecret:       r.secret(propClientSecret),
		ioErrorRetries:     r.number(propRetries),
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
	}
}

// transfer reads who gets the data of a deleted user.
func (r configReader) transfer() zoomapi.DeleteOptions {
	o := zoomapi.DeleteOptions{TransferEmail: r.text(propTransferEmail)}
	for _, t := range transfers() {
		*t.field(&o) = r.flag(t.property)
	}
	return o
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

// ownerRole is the role of the account owner.
const ownerRole = "0"

// configReader reads values whose types were checked before.
type configReader struct{ attributes shared.Attributes }

func (r configReader) values(name string) shared.Values {
	v, _ := r.attributes.Get(name)
	return v
}

func (r configReader) text(name string) string {
	s, _ := r.values(name).AsString()
	return strings.TrimSpace(s)
}

func (r configReader) texts(name string) []string {
	var out []string
	for v := range r.values(name).All() {
		if s, ok := v.AsString(); ok && strings.TrimSpace(s) != "" {
			out = append(out, strings.TrimSpace(s))
		}
	}
	return out
}

func (r configReader) secret(name string) shared.Secret {
	s, _ := r.values(name).AsSecret()
	return s
}

func (r configReader) number(name string) int {
	n, _ := r.values(name).AsInt()
	return int(n)
}

func (r configReader) flag(name string) bool {
	b, _ := r.values(name).AsBool()
	return b
}
