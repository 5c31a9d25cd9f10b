package hostenv

import (
	"strings"
)

// allowedVars are the variables of the host that a connector may see on every
// system; systemVars adds those of this one. Everything else stays with the
// host: its environment often holds credentials that are no business of a
// connector, such as ZOOM_CLIENT_SECRET, which reaches it as configuration.
var allowedVars = []string{
	"PATH", "HOME", "TMPDIR", "LANG", "TZ",
	"SSL_CERT_FILE", "SSL_CERT_DIR",
	"GODEBUG", "GOMEMLIMIT", "GOGC",
}

// proxyVars are passed on when they hold no credentials.
var proxyVars = []string{"HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"}

// Allowed returns the part of the host's environment that a connector sees, and
// the names of the variables withheld because of credentials.
func Allowed(environ []string) (env, withheld []string) {
	for _, entry := range environ {
		name, value, ok := strings.Cut(entry, "=")
		switch {
		case !ok:
		case isVar(name, allowedVars), isVar(name, systemVars), strings.HasPrefix(name, "LC_"):
			env = append(env, entry)
		case !isVar(strings.ToUpper(name), proxyVars):
		case strings.Contains(value, "@"):
			// Also where there is no scheme, as in user:password@proxy:3128.
			withheld = append(withheld, name)
		default:
			env = append(env, entry)
		}
	}
	return env, withheld
}
