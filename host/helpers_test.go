//go:build unix

package host_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/go-hclog"

	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/shared"
)

// patience bounds every test; nothing takes so long unless it hangs.
const patience = 60 * time.Second

func testContext(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	return ctx
}

// specFor makes the test binary a connector process in a mode. It has one life:
// what becomes of that is under observation.
func specFor(t *testing.T, mode string) host.Spec {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return host.Spec{Path: self, Env: []string{modeVar + "=" + mode, raceVar}, SocketDir: shortDir(t), Restart: host.Restart{Disabled: true}}
}

// self is the test binary, and its SHA-256.
func self(t *testing.T) (path, sum string) {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	digest := sha256.Sum256(content)
	return path, hex.EncodeToString(digest[:])
}

// shortDir is t.TempDir with a path that is short enough for sockets.
func shortDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "h") //nolint:usetesting // its path is too long for sockets
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// launch starts a connector, stops it at the end of the test, and then looks
// for what it has left behind.
func launch(t *testing.T, spec host.Spec) *host.Plugin {
	t.Helper()
	p, err := host.Launch(testContext(t), spec)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), patience)
		defer cancel()
		if err := p.Stop(ctx); err != nil {
			t.Errorf("Stop: %v", err)
		}
		wantNothingLeft(t, p, spec)
	})
	return p
}

func wantNothingLeft(t *testing.T, p *host.Plugin, spec host.Spec) {
	t.Helper()
	select {
	case <-p.Done():
	default:
		t.Error("after Stop the process is not done")
	}
	wantEmpty(t, spec.SocketDir)
}

func wantEmpty(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		t.Errorf("left behind in the folder for sockets: %s", e.Name())
	}
}

// do has the connector do something; file may be empty.
func do(ctx context.Context, p *host.Plugin, action, file string) error {
	config := shared.Attributes{shared.NewAttribute("do", shared.StringValue(action))}
	if file != "" {
		config = append(config, shared.NewAttribute("file", shared.StringValue(file)))
	}
	return p.Validate(ctx, config)
}

func wantContains(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("no %q in:\n%s", part, text)
		}
	}
}

// logBuffer is a logger that remembers.
type logBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

func (b *logBuffer) logger() hclog.Logger {
	return hclog.New(&hclog.LoggerOptions{Name: "host", Level: hclog.Trace, Output: b, DisableTime: true})
}
