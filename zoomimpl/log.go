package zoomimpl

import (
	"context"
	"log/slog"

	"github.com/hashicorp/go-hclog"
)

// newSlog passes the records of a connection on to the connector's logger, as
// far as both the logger and least want them. NoLevel sets no bound.
func newSlog(logger hclog.Logger, least hclog.Level) *slog.Logger {
	return slog.New(&hclogHandler{logger: logger, least: least})
}

// hclogHandler is a slog.Handler over hclog, which has none of its own.
type hclogHandler struct {
	logger hclog.Logger
	prefix string
	least  hclog.Level
}

// Enabled tells whether the logger wants records of the level.
func (h *hclogHandler) Enabled(_ context.Context, level slog.Level) bool {
	return hclogLevel(level) >= max(h.logger.GetLevel(), h.least)
}

// Handle logs one record.
func (h *hclogHandler) Handle(_ context.Context, r slog.Record) error {
	fields := make([]any, 0, 2*r.NumAttrs())
	r.Attrs(func(a slog.Attr) bool {
		fields = append(fields, h.prefix+a.Key, a.Value.Resolve().String())
		return true
	})
	h.logger.Log(hclogLevel(r.Level), r.Message, fields...)
	return nil
}

// WithAttrs returns a handler that adds the attributes to each record.
func (h *hclogHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	fields := make([]any, 0, 2*len(attrs))
	for _, a := range attrs {
		fields = append(fields, h.prefix+a.Key, a.Value.Resolve().String())
	}
	return &hclogHandler{logger: h.logger.With(fields...), prefix: h.prefix, least: h.least}
}

// WithGroup returns a handler that puts the name before each key.
func (h *hclogHandler) WithGroup(name string) slog.Handler {
	return &hclogHandler{logger: h.logger, prefix: h.prefix + name + ".", least: h.least}
}

func hclogLevel(level slog.Level) hclog.Level {
	switch {
	case level >= slog.LevelError:
		return hclog.Error
	case level >= slog.LevelWarn:
		return hclog.Warn
	case level >= slog.LevelInfo:
		return hclog.Info
	case level >= slog.LevelDebug:
		return hclog.Debug
	default:
		return hclog.Trace
	}
}
