package host

import (
	"github.com/hashicorp/go-hclog"

	"github.com/igaplugin/igaplugin/host/internal/hostenv"
	"github.com/igaplugin/igaplugin/shared/pluginrpc"
)

// pluginEnv returns the environment of the connector, apart from what go-plugin
// adds.
func pluginEnv(spec *Spec, environ []string) []string {
	env, withheld := hostenv.Allowed(environ)
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
