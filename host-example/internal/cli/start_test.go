package cli_test

import (
	"bytes"
	"context"
	"testing"
	"time"

	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/host-example/internal/cli"
	"github.com/igaplugin/igaplugin/host-example/internal/target"
	"github.com/igaplugin/igaplugin/shared/adapter"
)

func TestTimeoutBoundsTheStart(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		timeout string
		want    time.Duration
	}{
		"shorter": {"300ms", 300 * time.Millisecond},
		"longer":  {"1h", host.DefaultStartTimeout},
		"none":    {"0", host.DefaultStartTimeout},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := &fake{}
			var stdout, stderr bytes.Buffer
			env := (&world{}).environment(f, &stdout, &stderr)
			var got time.Duration
			env.Launch = func(_ context.Context, spec host.Spec) (target.Plugin, error) {
				got = spec.StartTimeout
				return inProcess{adapter.New(f, nil)}, nil
			}
			if code := cli.Run(t.Context(), []string{"--plugin", "fake", "--timeout", tc.timeout, "info"}, env); code != 0 {
				t.Fatalf("code %d: %s", code, stderr.String())
			}
			if got != tc.want {
				t.Errorf("start timeout %v, want %v", got, tc.want)
			}
		})
	}
}
