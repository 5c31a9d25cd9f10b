package pluginrpc

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
)

func TestSlogReachesTheHost(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	l := slog.New(&slogHandler{logger: newLogger(&out, "warn")})
	l.Info("too fine")
	l.With("a", 1).WithGroup("g").With("b", "two").Warn("careful",
		"err", errors.New("boom"), "secret", shared.NewSecret("hidden"), slog.Group("h", "c", true))
	var got map[string]any
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatalf("%v in %q", err, &out)
	}
	delete(got, "@timestamp")
	want := map[string]any{
		"@level": "warn", "@message": "careful", "a": 1.0, "g.b": "two", "g.err": "boom", "g.secret": "***", "g.h.c": true,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("record (-want +got):\n%s", diff)
	}
}

func TestLogLevels(t *testing.T) {
	t.Parallel()
	for level, debug := range map[string]bool{"": false, "nonsense": false, "info": false, "debug": true, "TRACE": true, "off": false} {
		var out bytes.Buffer
		if got := newLogger(&out, level).IsDebug(); got != debug {
			t.Errorf("level %q: debug is %v", level, got)
		}
		warned := strings.Count(out.String(), "unknown IGA_LOG_LEVEL; use trace,")
		if want := map[bool]int{true: 1}[level == "nonsense"]; warned != want {
			t.Errorf("level %q: %d warnings: %s", level, warned, &out)
		}
	}
	if (&slogHandler{logger: newLogger(&bytes.Buffer{}, "off")}).Enabled(t.Context(), slog.LevelError) {
		t.Error("off logs errors")
	}
}
