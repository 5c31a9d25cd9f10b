package pluginrpc

import (
	"io"
	"log/slog"
	"strings"

	"github.com/hashicorp/go-hclog"
)

// newLogger makes the log of a connector process: lines of JSON with the keys
// that hosts understand. A level that is not known is info.
func newLogger(w io.Writer, level string) hclog.Logger {
	return loggerAt(level, hclog.Info, &hclog.LoggerOptions{Output: w, JSONFormat: true})
}

// loggerAt makes a log at a level, or at otherwise where none is said. One that
// is not known is complained about.
func loggerAt(level string, otherwise hclog.Level, o *hclog.LoggerOptions) hclog.Logger {
	o.Level = hclog.LevelFromString(level)
	unknown := o.Level == hclog.NoLevel
	if unknown {
		o.Level = otherwise
	}
	logger := hclog.New(o)
	if unknown && level != "" {
		logger.Warn("unknown "+LogLevelEnv+"; use trace, debug, info, warn, error or off", "value", clip(level), "used", otherwise.String())
	}
	return logger
}

// clip shortens what is quoted of the environment.
func clip(text string) string {
	const enough = 40
	if len(text) <= enough {
		return text
	}
	return strings.ToValidUTF8(text[:enough], "") + "..."
}

// redirectLogs makes logger the default of log/slog and, which comes with it,
// of package log: what is written there otherwise arrives without its level.
func redirectLogs(logger hclog.Logger) {
	slog.SetDefault(slog.New(&slogHandler{logger: logger}))
}
