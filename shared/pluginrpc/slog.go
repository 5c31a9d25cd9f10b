package pluginrpc

import (
	"context"
	"log/slog"

	"github.com/hashicorp/go-hclog"
)

// slogHandler writes the records of log/slog to an hclog logger.
type slogHandler struct {
	logger hclog.Logger
	prefix string
}

var _ slog.Handler = (*slogHandler)(nil)

// Enabled tells whether the logger takes the level.
func (h *slogHandler) Enabled(_ context.Context, level slog.Level) bool {
	return h.logger.GetLevel() != hclog.Off && toHclog(level) >= h.logger.GetLevel()
}

// Handle writes a record.
func (h *slogHandler) Handle(_ context.Context, r slog.Record) error {
	var fields []any
	r.Attrs(func(a slog.Attr) bool {
		fields = appendAttr(fields, h.prefix, a)
		return true
	})
	h.logger.Log(toHclog(r.Level), r.Message, fields...)
	return nil
}

// WithAttrs returns a handler that adds attributes.
func (h *slogHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	var fields []any
	for _, a := range attrs {
		fields = appendAttr(fields, h.prefix, a)
	}
	return &slogHandler{logger: h.logger.With(fields...), prefix: h.prefix}
}

// WithGroup returns a handler that puts a name before the keys.
func (h *slogHandler) WithGroup(name string) slog.Handler {
	if name == "" {
		return h
	}
	return &slogHandler{logger: h.logger, prefix: h.prefix + name + "."}
}

func appendAttr(fields []any, prefix string, a slog.Attr) []any {
	v := a.Value.Resolve()
	if v.Kind() != slog.KindGroup {
		if a.Key == "" {
			return fields
		}
		return append(fields, prefix+a.Key, v.Any())
	}
	if a.Key != "" {
		prefix += a.Key + "."
	}
	for _, g := range v.Group() {
		fields = appendAttr(fields, prefix, g)
	}
	return fields
}

func toHclog(l slog.Level) hclog.Level {
	switch {
	case l < slog.LevelDebug:
		return hclog.Trace
	case l < slog.LevelInfo:
		return hclog.Debug
	case l < slog.LevelWarn:
		return hclog.Info
	case l < slog.LevelError:
		return hclog.Warn
	default:
		return hclog.Error
	}
}
