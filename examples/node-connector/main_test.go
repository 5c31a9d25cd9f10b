//go:build unix

package nodeconnector_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/shared"
)

// hostVar makes the test binary a host, which starts the connector that the
// variable names and waits for its own end; see TestHostIsKilled.
const hostVar = "NODE_CONNECTOR_TEST_HOST"

// patience bounds every test; nothing takes so long unless it hangs.
const patience = 60 * time.Second

func TestMain(m *testing.M) {
	if path := os.Getenv(hostVar); path != "" {
		os.Exit(runHost(path)) //nolint:forbidigo // here the test binary is a program of its own
	}
	goleak.VerifyTestMain(m, goleak.Cleanup(func(status int) {
		if folder := installation().temporary; folder != "" {
			_ = os.RemoveAll(folder)
		}
		os.Exit(status) //nolint:forbidigo // as above
	}))
}

// installed is the connector as it is installed, once for all tests.
type installed struct {
	launcher string
	// temporary is the folder to remove at the end; empty when there is none.
	temporary string
	err       error
}

var installation = sync.OnceValue(install)

// install uses what make node-connector has built, unless a source is newer.
func install() installed {
	const built = "../../bin/node-connector"
	if isFresh(built) {
		path, err := filepath.Abs(filepath.Join(built, "iga-connector-json"))
		return installed{launcher: path, err: err}
	}
	folder, err := os.MkdirTemp("", "node-connector")
	if err != nil {
		return installed{err: err}
	}
	target := filepath.Join(folder, "connector")
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	if out, err := exec.CommandContext(ctx, "./install.sh", target).CombinedOutput(); err != nil {
		return installed{temporary: folder, err: fmt.Errorf("%w: %s", err, out)}
	}
	return installed{launcher: filepath.Join(target, "iga-connector-json"), temporary: folder}
}

func isFresh(built string) bool {
	sums, err := os.Stat(filepath.Join(built, "SHA256SUMS"))
	if err != nil {
		return false
	}
	errStale := errors.New("stale")
	for _, source := range []string{"src", "proto", "../../proto", "package-lock.json", "iga-connector-json", "install.sh"} {
		err := filepath.WalkDir(source, func(_ string, entry fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			info, err := entry.Info()
			if err == nil && info.ModTime().After(sums.ModTime()) {
				err = errStale
			}
			return err
		})
		if err != nil {
			return false
		}
	}
	return true
}

// launcher returns the installed connector. Where Node.js is missing, or its
// packages cannot be had, the test is skipped, but not on a build machine.
func launcher(t *testing.T) string {
	t.Helper()
	in := installation()
	if in.err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(in.err)
		}
		t.Skip(in.err)
	}
	return in.launcher
}

func testContext(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	return ctx
}

// specOf is a host's description of the connector. It has one life: what becomes
// of that is under observation.
func specOf(t *testing.T) host.Spec {
	t.Helper()
	path := launcher(t)
	dir, err := os.MkdirTemp("/tmp", "n") //nolint:usetesting // its path is too long for sockets
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return host.Spec{Path: path, SocketDir: dir, Restart: host.Restart{Disabled: true}}
}

// launch starts the connector, stops it at the end of the test, and then looks
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
		wantEmpty(t, spec.SocketDir)
	})
	return p
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

// entry is a user or a group of a directory file.
type entry map[string]any

// writeDirectory writes a directory file.
func writeDirectory(t *testing.T, users, groups []entry) string {
	t.Helper()
	content, err := json.Marshal(map[string]any{"users": orEmpty(users), "groups": orEmpty(groups)})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "directory.json")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func orEmpty(entries []entry) []entry {
	if entries == nil {
		return []entry{}
	}
	return entries
}

func configOf(file string) shared.Attributes {
	return shared.Attributes{shared.NewAttribute("directory_file", shared.StringValue(file))}
}

// connect starts a connector of its own and connects it to a directory file.
func connect(t *testing.T, file string) shared.FullConnection {
	t.Helper()
	return connectTo(t, launch(t, specOf(t)), file)
}

func connectTo(t *testing.T, p *host.Plugin, file string) shared.FullConnection {
	t.Helper()
	conn, err := p.Connect(testContext(t), configOf(file))
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

// staff is a small directory in which everything occurs.
func staff(t *testing.T) string {
	t.Helper()
	return writeDirectory(t, []entry{
		{
			"uid": "u1", "userName": "ada", "givenName": "Ada", "familyName": "Lovelace", "email": "ada@example.org", "active": true,
			"logins": 42, "joined": "2024-01-02T03:04:05.5Z", "tags": []string{"maths", "Engine"},
		},
		{"uid": "u2", "userName": "Bob", "active": false, "logins": 0, "tags": []string{}, "manager": "u1"},
		{"uid": "u3", "userName": "çelik", "logins": 7, "manager": "u2"},
	}, []entry{
		{"uid": "g1", "displayName": "Staff", "description": "Everybody", "members": []string{"u1", "u2"}},
		{"uid": "g2", "displayName": "Nobody"},
	})
}
