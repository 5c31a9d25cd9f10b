package pluginrpc

import (
	"io"
	"log/slog"

	"github.com/hashicorp/go-hclog"
)

// newLogger makes the log of a connector process: lines of JSON with the keys
// that hosts understand. A level that is not known is info.
func newLogger(w io.Writer, level string) hclog.Logger {
	l := hclog.LevelFromString(level)
	if l == hclog.NoLevel {
		l = hclog.Info
	}
	return hclog.New(&hclog.LoggerOptions{Level: l, Output: w, JSONFormat: true})
}

// redirectLogs makes logger the default of log/slog and, which comes with it,
// of package log: what is written there otherwise arrives without its level.
func redirectLogs(logger hclog.Logger) {
	slog.SetDefault(slog.New(&slogHandler{logger: logger}))
}
