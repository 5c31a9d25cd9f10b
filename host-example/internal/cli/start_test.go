package cli_test

import (
	"bytes"
	"context"
	"math"
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
		args []string
		want time.Duration
	}{
		"shorter": {[]string{"--plugin", "fake", "--timeout", "300ms"}, 300 * time.Millisecond},
		"longer":  {[]string{"--plugin", "fake", "--timeout", "1h"}, host.DefaultStartTimeout},
		"none":    {[]string{"--plugin", "fake", "--timeout", "0"}, host.DefaultStartTimeout},
		// The first answer of a connector that runs already.
		"reattach":          {[]string{"--reattach", "fake"}, host.DefaultStartTimeout},
		"reattach, shorter": {[]string{"--reattach", "fake", "--timeout", "300ms"}, 300 * time.Millisecond},
		"reattach, longer":  {[]string{"--reattach", "fake", "--timeout", "1h"}, time.Hour},
		"reattach, none":    {[]string{"--reattach", "fake", "--timeout", "0"}, math.MaxInt64 / 4 * time.Nanosecond},
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
			if code := cli.Run(t.Context(), append(tc.args, "info"), env); code != 0 {
				t.Fatalf("code %d: %s", code, stderr.String())
			}
			if got != tc.want {
				t.Errorf("start timeout %v, want %v", got, tc.want)
			}
		})
	}
}
