package zoomimpl

import (
	"strings"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// Bounds of retries.
const (
	defaultRetries = 5
	maxRetries     = 20
)

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

// checkURL accepts https, and http on a loopback host.
func checkURL(v shared.Value) error {
	text, _ := v.AsString()
	_, err := zoomapi.NormaliseEndpoint(strings.TrimSpace(text))
	return err
}
