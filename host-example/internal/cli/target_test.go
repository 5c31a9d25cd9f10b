package cli_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/host-example/internal/cli"
	"github.com/igaplugin/igaplugin/host-example/internal/target"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/adapter"
)

// interrupting is a fake whose update is interrupted by the user.
type interrupting struct {
	*fake
	interrupt func()
}

func (f *interrupting) Connect(context.Context, *shared.ConnectRequest) (shared.Connection, error) {
	return f, nil
}

func (f *interrupting) Update(ctx context.Context, req *shared.UpdateRequest) (*shared.WriteResult, error) {
	f.interrupt()
	return f.fake.Update(ctx, req)
}

// runConnector is run for any connector.
func runConnector(ctx context.Context, t *testing.T, c shared.Connector, w *world, args ...string) outcome {
	t.Helper()
	if w == nil {
		w = &world{}
	}
	var stdout, stderr bytes.Buffer
	env := w.environment(nil, &stdout, &stderr)
	env.Launch = func(context.Context, host.Spec) (target.Plugin, error) { return inProcess{adapter.New(c, nil)}, nil }
	code := cli.Run(ctx, append([]string{"--plugin", "fake"}, args...), env)
	return outcome{code: code, stdout: stdout.String(), stderr: stderr.String()}
}

// zoomLike is a fake that looks like the Zoom connector.
func zoomLike() *fake {
	text := func(name, fallback string) *shared.Property {
		p := &shared.Property{Name: name, Type: shared.TypeString, Required: true}
		if fallback != "" {
			p.Default = shared.Strings(fallback)
		}
		return p
	}
	return &fake{
		name: "zoom",
		properties: []*shared.Property{
			text("service_url", "https://api.zoom.us/v2"), text("token_url", "https://zoom.us/oauth/token"),
			text("account_id", ""), text("client_id", ""),
			{Name: "client_secret", Type: shared.TypeSecret, Required: true},
			text("plan", "pro"),
		},
		rows:   users(1, nil),
		result: &shared.WriteResult{UID: "u1", Name: "a@b", Outcome: shared.OutcomeDeleted},
	}
}

func credentials() map[string]string {
	return map[string]string{"ZOOM_ACCOUNT_ID": "acc", "ZOOM_CLIENT_ID": "cli", "ZOOM_CLIENT_SECRET": "hunter2"}
}

func TestTargets(t *testing.T) {
	t.Parallel()
	config := filepath.Join(t.TempDir(), "config.yaml")
	const text = "service_url: http://127.0.0.1:1/v2\naccount_id: local\nclient_id: x\nclient_secret: y\n"
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	some := credentials()
	delete(some, "ZOOM_CLIENT_SECRET")
	const (
		memory   = "target: the memory of the connector (changes are lost when the command ends)\n"
		live     = "target: Zoom account acc at api.zoom.us\n"
		embedded = "target: embedded Zoom simulator (changes are lost when the command ends); run `igahost sim` and pass --config to keep one\n"
	)
	tests := map[string]struct {
		fake    *fake
		world   world
		args    []string
		code    int
		stderr  string
		deleted bool
	}{
		"simulator":              {zoomLike(), world{}, []string{"search", "User"}, 0, embedded + "1 row, 0 remaining\n", false},
		"simulator, quiet":       {zoomLike(), world{}, []string{"-q", "search", "User"}, 0, "", false},
		"simulator, delete":      {zoomLike(), world{}, []string{"delete", "User", "u1"}, 0, embedded, true},
		"live, reading":          {zoomLike(), world{variables: credentials()}, []string{"-q", "search", "User"}, 0, "", false},
		"live, delete, yes":      {zoomLike(), world{variables: credentials()}, []string{"-q", "delete", "User", "u1", "--yes"}, 0, live, true},
		"live, delete, no ask":   {zoomLike(), world{variables: credentials()}, []string{"delete", "User", "u1"}, 2, live + "igahost: deleting User u1 of Zoom account acc needs --yes where there is no terminal to ask\n", false},
		"live, delete, answered": {zoomLike(), world{variables: credentials(), terminal: true, stdin: "y\n"}, []string{"delete", "User", "u1"}, 0, live + "delete User u1 of Zoom account acc? [y/N] ", true},
		"live, delete, refused":  {zoomLike(), world{variables: credentials(), terminal: true, stdin: "\n"}, []string{"delete", "User", "u1"}, 130, live + "delete User u1 of Zoom account acc? [y/N] igahost: not confirmed; nothing was deleted\n", false},
		"some credentials":       {zoomLike(), world{variables: some}, []string{"search", "User"}, 2, "igahost: invalid configuration: some credentials of Zoom are in the environment, but not ZOOM_CLIENT_SECRET; set all three, none, or pass --config\n", false},
		"configuration":          {zoomLike(), world{variables: credentials()}, []string{"-q", "--config", config, "delete", "User", "u1"}, 0, "", true},
		"memory":                 {&fake{name: "memory", rows: users(0, nil)}, world{}, []string{"search", "User"}, 0, memory + "0 rows, 0 remaining\n", false},
		"memory, quiet":          {&fake{name: "memory", rows: users(0, nil)}, world{}, []string{"-q", "search", "User"}, 0, "", false},
		"another connector":      {&fake{rows: users(0, nil)}, world{variables: credentials()}, []string{"search", "User"}, 0, "0 rows, 0 remaining\n", false},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := run(t.Context(), t, tc.fake, &tc.world, tc.args...)
			if got.code != tc.code || got.stderr != tc.stderr {
				t.Errorf("code %d, want %d; standard error:\n%s\nwant:\n%s", got.code, tc.code, got.stderr, tc.stderr)
			}
			if (tc.fake.deleted != nil) != tc.deleted {
				t.Errorf("deleted: %t, want %t", tc.fake.deleted != nil, tc.deleted)
			}
			if strings.Contains(got.stderr+got.stdout, "hunter2") {
				t.Error("the secret is shown")
			}
		})
	}
}

func TestNoPlugin(t *testing.T) {
	t.Parallel()
	var stdout, stderr bytes.Buffer
	env := (&world{}).environment(&fake{}, &stdout, &stderr)
	code := cli.Run(t.Context(), []string{"info"}, env)
	if code != 2 || stderr.String() != "igahost: no connector named; use --plugin PATH, --connector NAME, or set IGAHOST_PLUGIN\n" {
		t.Errorf("code %d, standard error %q", code, stderr.String())
	}
}

// The connector keeps to the rates of the plan that the simulator has, which are
// none unless asked for, and not to those of its own default.
func TestSimulatorHasItsPlan(t *testing.T) {
	t.Parallel()
	f := zoomLike()
	if got := run(t.Context(), t, f, nil, "-q", "search", "User"); got.code != 0 {
		t.Fatalf("code %d: %s", got.code, got.stderr)
	}
	if plan, _ := f.config.Get("plan"); plan.String() != "unlimited" {
		t.Errorf("plan %s", plan)
	}
}
