package zoomimpl

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// Names of the configuration properties.
const (
	propServiceURL         = "service_url"
	propTokenURL           = "token_url"
	propAccountID          = "account_id"
	propClientID           = "client_id"
	propClientSecret       = "client_secret"
	propScope              = "scope"
	propRetries            = "io_error_retries"
	propDeepGet            = "deep_get"
	propDeepImport         = "deep_import"
	propBatchSize          = "import_batch_size"
	propPagination         = "pagination_enabled"
	propDuplicateReturnsID = "duplicate_record_returns_id"
	propDeactivate         = "deactivate_on_delete"
	propDisassociate       = "disassociate_on_delete"
	propImmediateLogout    = "immediate_logout_on_deactivate"
	propEntitlementDelete  = "entitlement_deletion_enabled"
	propCreateAction       = "create_action"
	propUpdateInactive     = "update_inactive"
	propPendingUID         = "pending_uid"
	propProtectedUsers     = "protected_users"
	propAllowProtected     = "allow_protected"
)

// Values of the properties that name a choice.
const (
	pendingUIDID        = "id"
	pendingUIDEmail     = "email"
	updateInactiveError = "error"
	updateInactiveSkip  = "skip"
	// updateInactiveReactivate activates the user for the time of the update.
	updateInactiveReactivate = "reactivate"
)

// Bounds of numbers.
const (
	defaultRetries = 5
	maxRetries     = 20
)

// properties are the configuration properties. Keys are matched without regard
// to case and underscores, which covers the names of connector-zoom; aliases
// stand for those that differ in more than that.
func properties() []*shared.Property {
	return slices.Concat(connectionProperties(), behaviourProperties(), transferProperties())
}

func connectionProperties() []*shared.Property {
	return []*shared.Property{
		{
			Name: propServiceURL, DisplayName: "Service URL", Type: shared.TypeString, Required: true,
			Description: "Base URL of Zoom's REST API; https, or http on a loopback host.",
			Default:     shared.Strings(zoomapi.DefaultServiceURL), Check: checkURL,
		},
		{
			Name: propTokenURL, DisplayName: "Token URL", Type: shared.TypeString, Required: true,
			Description: "URL of Zoom's OAuth token endpoint; https, or http on a loopback host.",
			Default:     shared.Strings(zoomapi.DefaultTokenURL), Check: checkURL,
		},
		{
			Name: propAccountID, DisplayName: "Account ID", Type: shared.TypeString, Required: true,
			Description: "Account ID of the Server-to-Server OAuth app.",
		},
		{
			Name: propClientID, DisplayName: "Client ID", Type: shared.TypeString, Required: true,
			Description: "Client ID of the Server-to-Server OAuth app.",
		},
		{
			Name: propClientSecret, DisplayName: "Client secret", Type: shared.TypeSecret, Required: true,
			Description: "Client secret of the Server-to-Server OAuth app.",
		},
		{
			Name: propScope, DisplayName: "Scope", Type: shared.TypeString,
			Description: "Scopes to request, separated by blanks; all scopes of the app when not set.",
		},
		{
			Name: propRetries, DisplayName: "I/O error retries", Type: shared.TypeInt,
			Description: "How often a request is repeated after an I/O error or a short rate limit, where a repeat is safe; with back-off.",
			Default:     intDefault(defaultRetries), Minimum: new(0.0), Maximum: new(float64(maxRetries)),
		},
	}
}

func flag(name, display, description string, def bool, aliases ...string) *shared.Property {
	return &shared.Property{
		Name: name, Aliases: aliases, DisplayName: display, Description: description,
		Type: shared.TypeBool, Default: shared.NewValues(shared.BoolValue(def)),
	}
}

func choice(name, display, description, def string, allowed ...string) *shared.Property {
	p := &shared.Property{
		Name: name, DisplayName: display, Description: description, Type: shared.TypeString,
		AllowedValues: stringValues(allowed...),
	}
	if def != "" {
		p.Default = shared.Strings(def)
	}
	return p
}

func intDefault(n int64) shared.Values { return shared.NewValues(shared.IntValue(n)) }

func stringValues(texts ...string) []shared.Value {
	values := make([]shared.Value, len(texts))
	for i, s := range texts {
		values[i] = shared.StringValue(s)
	}
	return values
}

// checkURL accepts https, and http on a loopback host.
func checkURL(v shared.Value) error {
	text, _ := v.AsString()
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Hostname() == "":
		return errors.New("must be a URL with a host")
	case u.User != nil:
		return errors.New("must not hold a user name or password")
	case u.RawQuery != "" || u.Fragment != "":
		return errors.New("must have neither query nor fragment")
	case u.Scheme == "https", u.Scheme == "http" && isLoopback(u.Hostname()):
		return nil
	default:
		return fmt.Errorf("must be an https URL; http is accepted on a loopback host only, not with scheme %q", u.Scheme)
	}
}

func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
