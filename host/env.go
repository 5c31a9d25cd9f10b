package host

import (
	"strings"

	"github.com/hashicorp/go-hclog"

	"github.com/igaplugin/igaplugin/shared/pluginrpc"
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

// hostEnv returns the part of the host's environment that a connector sees, and
// the names of the variables withheld because of credentials.
func hostEnv(environ []string) (env, withheld []string) {
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

// pluginEnv returns the environment of the connector, apart from what go-plugin
// adds.
func pluginEnv(spec *Spec, environ []string) []string {
	env, withheld := hostEnv(environ)
	for _, name := range withheld {
		spec.Logger.Warn("a proxy variable is not passed to the connector because it holds credentials", "variable", name)
	}
	env = append(env, pluginrpc.LogLevelEnv+"="+spec.level().String())
	return append(env, spec.Env...)
}

// level is the level that the connector is asked for.
func (s *Spec) level() hclog.Level {
	if s.LogLevel != hclog.NoLevel {
		return s.LogLevel
	}
	if level := s.Logger.GetLevel(); level != hclog.NoLevel {
		return level
	}
	// A logger that does not say: its last lines are still of use in errors.
	return hclog.Info
}
