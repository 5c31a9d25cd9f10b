package host

import (
	"math"
	"path/filepath"
	"runtime"
	"time"

	"github.com/hashicorp/go-hclog"
)

// noLimit is a time limit that is never reached.
const noLimit = math.MaxInt64 / 4 * time.Nanosecond

// resolveReattach checks a Spec that names a connector which runs already.
func (s *Spec) resolveReattach(fault func(field, format string, args ...any)) {
	if runtime.GOOS == "windows" {
		fault("Reattach", "does not work on Windows")
	}
	for _, f := range []struct {
		name string
		set  bool
	}{
		{"Path", s.Path != ""},
		{"Checksums", s.Checksums != ""},
		{"SHA256", s.SHA256 != ""},
		{"PublicKeys", len(s.PublicKeys) > 0},
		{"Signature", s.Signature != ""},
		{"Args", len(s.Args) > 0},
		{"Env", len(s.Env) > 0},
		{"Dir", s.Dir != ""},
		{"LogLevel", s.LogLevel != hclog.NoLevel},
		{"SocketDir", s.SocketDir != ""},
		{"StderrLines", s.StderrLines != 0},
	} {
		if f.set {
			fault(f.name, "is for a connector that is started, which Reattach is not")
		}
	}
	path, err := filepath.Abs(s.Reattach)
	if err != nil {
		fault("Reattach", "%v", err)
	}
	s.Reattach, s.Path = path, path
	// Somebody stands at a breakpoint.
	s.Restart.Disabled, s.Health.Disabled = true, true
	if s.PingTimeout == 0 {
		s.PingTimeout = noLimit
	}
	if s.CallTimeout == 0 {
		s.CallTimeout = -1
	}
	if s.StreamIdleTimeout == 0 {
		s.StreamIdleTimeout = -1
	}
}
