package zoomimpl

import (
	"slices"

	"github.com/igaplugin/igaplugin/shared"
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
	propPlan               = "plan"
	propRateLimits         = "rate_limits"
	propRateShare          = "rate_limit_share"
	propProxy              = "proxy"
	propProxyUsername      = "proxy_username"
	propProxyPassword      = "proxy_password"
	propCACertificates     = "ca_certificates"
	propRequestTimeout     = "request_timeout"
	propConnectTimeout     = "connect_timeout"
	propLogLevel           = "log_level"
	propTransferEmail      = "transfer_email"
	propTransferMeeting    = "transfer_meeting"
	propTransferWebinar    = "transfer_webinar"
	propTransferRecording  = "transfer_recording"
	propTransferWhiteboard = "transfer_whiteboard"
	propTransferClipFiles  = "transfer_clipfiles"
	propTransferNotes      = "transfer_notes"
	propTransferVisitors   = "transfer_visitors"
	propTransferDocs       = "transfer_docs"
)

// Values of the properties that name a choice.
const (
	pendingUIDID             = "id"
	pendingUIDEmail          = "email"
	updateInactiveError      = "error"
	updateInactiveSkip       = "skip"
	updateInactiveReactivate = "reactivate"
	planFree                 = "free"
	planPro                  = "pro"
	planBusiness             = "business"
	planUnlimited            = "unlimited"
)

// properties are the configuration properties. Keys are matched without regard
// to case and underscores, which covers the names of connector-zoom; aliases
// stand for those that differ in more than that.
func properties() []*shared.Property {
	return slices.Concat(
		connectionProperties(), networkProperties(), rateProperties(),
		readProperties(), writeProperties(), deleteProperties(), loggingProperties(),
	)
}

// constraints tie properties together. That the transfer of data wants an
// address is not among them: a constraint looks at what is set, and a flag that
// is set to false wants nothing.
func constraints() []shared.PropertyConstraint {
	return []shared.PropertyConstraint{
		{Kind: shared.ConstraintTogether, Properties: []string{propProxyUsername, propProxyPassword}},
		{Kind: shared.ConstraintRequires, Properties: []string{propProxyUsername, propProxy}},
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
