package zoomimpl

import (
	"context"
	"log/slog"

	"github.com/hashicorp/go-hclog"
)

// newSlog passes the records of the REST client on to the connector's logger.
func newSlog(logger hclog.Logger) *slog.Logger { return slog.New(&hclogHandler{logger: logger}) }

// hclogHandler is a slog.Handler over hclog, which has none of its own.
type hclogHandler struct {
	logger hclog.Logger
	prefix string
}

// Enabled tells whether the logger wants records of the level.
func (h *hclogHandler) Enabled(_ context.Context, level slog.Level) bool {
	return hclogLevel(level) >= h.logger.GetLevel()
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
	return &hclogHandler{logger: h.logger.With(fields...), prefix: h.prefix}
}

// WithGroup returns a handler that puts the name before each key.
func (h *hclogHandler) WithGroup(name string) slog.Handler {
	return &hclogHandler{logger: h.logger, prefix: h.prefix + name + "."}
}

func hclogLevel(level slog.Level) hclog.Level {
	switch {
	case level >= slog.LevelError:
		return hclog.Error
	case level >= slog.LevelWarn:
		return hclog.Warn
	case level >= slog.LevelInfo:
		return hclog.Info
	default:
		return hclog.Debug
	}
}
