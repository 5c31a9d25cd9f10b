package zoomimpl

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"github.com/hashicorp/go-hclog"
)

func TestSlogReachesHclog(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	log := newSlog(hclog.New(&hclog.LoggerOptions{Level: hclog.Info, Output: &out}), hclog.NoLevel)
	log.Debug("too fine")
	log.With("account", "a1").WithGroup("zoom").Warn("slow", "status", 200)
	log.Error("broken")
	text := out.String()
	for _, want := range []string{"[WARN]  slow: account=a1 zoom.status=200", "[ERROR] broken"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q lacks %q", text, want)
		}
	}
	if strings.Contains(text, "too fine") || log.Enabled(t.Context(), slog.LevelDebug) {
		t.Error("a debug record passed")
	}
}
