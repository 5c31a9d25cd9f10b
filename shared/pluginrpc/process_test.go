//go:build unix

package pluginrpc

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"go.uber.org/goleak"

	"github.com/igaplugin/igaplugin/shared"
)

// modeEnv makes the test binary play a connector process, or one that starts
// such a process.
const modeEnv = "PLUGINRPC_TEST_MODE"

func TestMain(m *testing.M) {
	switch os.Getenv(modeEnv) {
	case "":
		goleak.VerifyTestMain(m)
	case "noise":
		if err := Serve(ServeConfig{Connector: processConnector{}, Logger: noisyLogger()}); err != nil {
			os.Exit(exitError) //nolint:forbidigo // this is main
		}
		os.Exit(exitOK) //nolint:forbidigo // this is main
	case "write":
		os.Exit(Main(writeConnector{})) //nolint:forbidigo // this is main
	case "parent":
		os.Exit(startAndLeave()) //nolint:forbidigo // this is main
	default:
		os.Exit(Main(processConnector{}, os.Args[1:]...)) //nolint:forbidigo // this is main
	}
}

// processConnector behaves as the uid of a get says.
type processConnector struct{}

func (processConnector) Info(context.Context) (*shared.Info, error) {
	fmt.Fprintln(os.Stdout, "noise of Info")
	info := fakeInfo()
	info.Constraints = []shared.PropertyConstraint{{Kind: shared.ConstraintRequires, Properties: []string{"base_url", "page"}}}
	info.Properties = append(info.Properties, &shared.Property{
		Name: "page", Type: shared.TypeInt, Default: shared.NewValues(shared.IntValue(30)), Maximum: new(300.0),
	})
	return info, nil
}

func (processConnector) Validate(context.Context, *shared.ValidateRequest) error { return nil }

func (processConnector) Connect(context.Context, *shared.ConnectRequest) (shared.Connection, error) {
	return &fakeConnection{get: func(_ context.Context, r *shared.GetRequest) (*shared.Object, error) {
		switch r.UID {
		case "panic":
			panic("a defect")
		case "exit":
			os.Exit(3) //nolint:forbidigo,revive // the crash that the test is about
		case "print":
			return user(r.UID), printEverywhere()
		}
		return user(r.UID), nil
	}}, nil
}

// printedLine is of characters that nothing else prints.
const (
	printedLine  = "~~~~~~~~~~~~~~~~~~~~~~~~\n"
	printedLines = 20_000
)

// printEverywhere prints to standard output, standard error, and descriptor 1.
func printEverywhere() error {
	// The copy may be closed; descriptor 1 may not.
	fd, err := syscall.Dup(1)
	if err != nil {
		return err
	}
	fd1 := os.NewFile(uintptr(fd), "fd 1")
	defer fd1.Close()
	for _, f := range []*os.File{os.Stdout, os.Stderr, fd1} {
		if _, err := fmt.Fprint(f, strings.Repeat(printedLine, printedLines)); err != nil {
			return err
		}
	}
	return nil
}

// noisyLogger prints whenever go-plugin logs, which it does before, between and
// after what matters.
func noisyLogger() hclog.Logger {
	fd1 := os.Stdout
	stderr := os.Stderr
	return hclog.New(&hclog.LoggerOptions{Level: hclog.Trace, JSONFormat: true, Output: writerFunc(func(p []byte) (int, error) {
		fmt.Fprint(os.Stdout, "a line\nno end of line 1")
		fmt.Fprint(fd1, "straight to descriptor 1\n")
		return stderr.Write(p)
	})})
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// startAndLeave starts a connector process, waits for its handshake and ends.
func startAndLeave() int {
	cmd := exec.Command(os.Args[0]) //nolint:noctx // the child is meant to outlive everything here
	cmd.Env = append(os.Environ(), modeEnv+"=serve")
	cmd.ExtraFiles = []*os.File{os.NewFile(3, "lifeline")}
	out, err := cmd.StdoutPipe()
	if err != nil || cmd.Start() != nil {
		return exitError
	}
	if _, err := out.Read(make([]byte, 1)); err != nil {
		return exitError
	}
	return exitOK
}

// buffer is a bytes.Buffer for several goroutines.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

type process struct {
	client *plugin.Client
	conn   shared.FullConnection
	cmd    *exec.Cmd
	dir    string
	stderr *buffer
}

// start starts this test binary as a connector process, as hosts do.
func start(t *testing.T, mode string) *process {
	t.Helper()
	// t.TempDir is too long for a socket's path.
	dir, err := os.MkdirTemp("", "iga") //nolint:usetesting // see above
	if err != nil {
		t.Fatal(err)
	}
	p := &process{dir: dir, stderr: &buffer{}, cmd: exec.Command(os.Args[0])} //nolint:noctx // the client owns the process
	p.cmd.Env = []string{modeEnv + "=" + mode, "TMPDIR=" + dir, LogLevelEnv + "=trace"}
	p.client = plugin.NewClient(&plugin.ClientConfig{
		HandshakeConfig:  Handshake(),
		VersionedPlugins: Plugins(ClientOptions{UnaryTimeout: 20 * time.Second}),
		AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC},
		Cmd:              p.cmd,
		AutoMTLS:         true,
		SkipHostEnv:      true,
		StartTimeout:     30 * time.Second,
		GRPCDialOptions:  DialOptions(),
		Logger:           hclog.New(&hclog.LoggerOptions{Level: hclog.Off, Output: io.Discard}),
		Stderr:           p.stderr,
	})
	t.Cleanup(func() {
		p.client.Kill()
		_ = os.RemoveAll(dir)
	})
	protocol, err := p.client.Client()
	if err != nil {
		t.Fatalf("start: %v\n%s", err, p.stderr)
	}
	raw, err := protocol.Dispense(PluginName)
	if err != nil {
		t.Fatal(err)
	}
	client, ok := raw.(*Client)
	if !ok {
		t.Fatalf("dispensed a %T", raw)
	}
	config := shared.Attributes{shared.NewAttribute("base_url", shared.StringValue("x")), shared.NewAttribute("page", shared.IntValue(1))}
	if p.conn, err = client.Connect(t.Context(), &shared.ConnectRequest{Config: config}); err != nil {
		t.Fatalf("connect: %v", err)
	}
	return p
}

func (p *process) get(t *testing.T, uid string) error {
	t.Helper()
	_, err := p.conn.Get(t.Context(), &shared.GetRequest{Class: "user", UID: uid})
	return err
}

func (p *process) sockets(t *testing.T) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(p.dir, "plugin*"))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestPrintingHarmsNothing(t *testing.T) {
	t.Parallel()
	p := start(t, "noise")
	if err := p.get(t, "print"); err != nil {
		t.Fatal(err)
	}
	if err := p.get(t, "1"); err != nil {
		t.Fatal(err)
	}
	p.client.Kill()
	for _, want := range []string{"no end of line 1", "straight to descriptor 1"} {
		if !strings.Contains(p.stderr.String(), want) {
			t.Errorf("%q did not reach standard error", want)
		}
	}
	// Others print meanwhile, and may do so in the middle of a line: a pipe takes
	// only the first few kilobytes of a text in one piece.
	want := 3 * printedLines * strings.Count(printedLine, "~")
	if n := strings.Count(p.stderr.String(), "~"); n != want {
		t.Errorf("%d of %d printed characters reached standard error", n, want)
	}
}

func TestPanicLeavesTheProcessAlive(t *testing.T) {
	t.Parallel()
	p := start(t, "serve")
	if err := p.get(t, "panic"); !errors.Is(err, shared.ErrInternal) || shared.AsError(err).CorrelationID == "" {
		t.Errorf("got %v", err)
	}
	if err := p.get(t, "1"); err != nil {
		t.Errorf("afterwards: %v", err)
	}
	p.client.Kill()
	if !strings.Contains(p.stderr.String(), "a defect") || !strings.Contains(p.stderr.String(), "goroutine") {
		t.Errorf("the log has no stack:\n%s", p.stderr)
	}
}

func TestExitMidCall(t *testing.T) {
	t.Parallel()
	p := start(t, "serve")
	if err := p.get(t, "exit"); !errors.Is(err, shared.ErrPluginCrashed) {
		t.Errorf("got %v", err)
	}
	if err := p.get(t, "1"); !errors.Is(err, shared.ErrPluginCrashed) {
		t.Errorf("afterwards: %v", err)
	}
}

func TestSIGTERM(t *testing.T) {
	t.Parallel()
	p := start(t, "serve")
	if n := len(p.sockets(t)); n != 1 {
		t.Fatalf("there are %d sockets, want 1", n)
	}
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	waitUntil(t, p.client.Exited)
	if s := p.sockets(t); len(s) != 0 {
		t.Errorf("left behind: %v", s)
	}
	if code := p.cmd.ProcessState.ExitCode(); code != exitOK {
		t.Errorf("exit status %d", code)
	}
}

func waitUntil(t *testing.T, done func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	ticker := time.NewTicker(10 * time.Millisecond)
	defer ticker.Stop()
	for !done() {
		select {
		case <-ticker.C:
		case <-ctx.Done():
			t.Fatal("it did not happen within ten seconds")
		}
	}
}

// TestParentDeath has a process in between start the connector and end. The
// connector holds the writing end of a pipe, which tells when it has gone.
func TestParentDeath(t *testing.T) {
	t.Parallel()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), modeEnv+"=parent", MagicCookieKey+"="+MagicCookieValue, "PLUGIN_PROTOCOL_VERSIONS=1")
	cmd.ExtraFiles = []*os.File{w}
	err = cmd.Run()
	_ = w.Close()
	if err != nil {
		t.Fatalf("the process in between: %v", err)
	}
	started := time.Now()
	if err := r.SetReadDeadline(started.Add(15 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("the connector lives on after %s: %v", time.Since(started), err)
	}
}

// TestUsageIsAligned has a program with a long name and path say how it is used.
func TestUsageIsAligned(t *testing.T) {
	t.Parallel()
	self, err := filepath.Abs(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	name := "iga-connector-with-a-name-that-is-long"
	program := filepath.Join(t.TempDir(), name)
	if err := os.Symlink(self, program); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), program, "--help")
	cmd.Env = []string{modeEnv + "=serve"}
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	column := -1
	for _, what := range []string{"use it through", "print name", "print what", "serve without", "igahost --reattach", "print this"} {
		for line := range strings.Lines(string(out)) {
			at := strings.Index(line, what)
			if at < 0 {
				continue
			}
			if column < 0 {
				column = at
			}
			if at != column {
				t.Errorf("%q stands at column %d instead of %d:\n%s", what, at, column, out)
			}
		}
	}
	if column < 0 || strings.Contains(string(out), filepath.Dir(program)) || !strings.Contains(string(out), name) {
		t.Errorf("got:\n%s", out)
	}
}

func TestCommandLine(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		args   []string
		env    string
		code   int
		stdout string
		stderr string
	}{
		"version":       {[]string{"--version"}, "", 0, "fake 1.2.3 (contract 1.0)\n", "noise of Info"},
		"manifest":      {[]string{"--manifest"}, "", 0, wantManifest, "noise of Info"},
		"help":          {[]string{"--help"}, "", 0, "--manifest", ""},
		"help on debug": {[]string{"--help"}, "", 0, "igahost --reattach FILE", ""},
		"unknown":       {[]string{"--what"}, "", 2, "", `unknown argument "--what"`},
		"too many":      {[]string{"--version", "--help"}, "", 2, "", "too many arguments"},
		"by hand":       {nil, "", 1, "", "info\n"},
		"nowhere to be": {nil, MagicCookieKey + "=" + MagicCookieValue, 1, "", "could not be served"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := exec.CommandContext(t.Context(), os.Args[0], tc.args...)
			cmd.Env = []string{modeEnv + "=serve", "TMPDIR=/nowhere", tc.env}
			var stdout, stderr bytes.Buffer
			cmd.Stdout, cmd.Stderr = &stdout, &stderr
			err := cmd.Run()
			if cmd.ProcessState == nil || cmd.ProcessState.ExitCode() != tc.code {
				t.Errorf("exit: %v, want status %d", err, tc.code)
			}
			if (tc.stdout == "") != (stdout.Len() == 0) || !strings.Contains(stdout.String(), tc.stdout) {
				t.Errorf("stdout:\n%s\nwant:\n%s", &stdout, tc.stdout)
			}
			if !strings.Contains(stderr.String(), tc.stderr) {
				t.Errorf("stderr:\n%s\nwant:\n%s", &stderr, tc.stderr)
			}
		})
	}
}

const wantManifest = `{
  "name": "fake",
  "version": "1.2.3",
  "contract_version": "1.0",
  "operations": [
    "get",
    "search"
  ],
  "config": {
    "properties": [
      {
        "name": "base_url",
        "type": "string",
        "required": true
      },
      {
        "name": "page",
        "type": "int",
        "default": [
          30
        ],
        "maximum": 300
      }
    ],
    "constraints": [
      {
        "kind": "requires",
        "properties": [
          "base_url",
          "page"
        ]
      }
    ]
  }
}
`
