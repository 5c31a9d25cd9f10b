package cli_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"iter"
	"strings"
	"testing"

	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/host-example/internal/cli"
	"github.com/igaplugin/igaplugin/host-example/internal/target"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/adapter"
)

// fake is a connector whose answers a test sets.
type fake struct {
	name       string
	properties []*shared.Property
	report     *shared.TestReport
	object     *shared.Object
	rows       iter.Seq2[*shared.Object, error]
	page       shared.Page
	plan       *shared.FetchPlan
	changes    iter.Seq2[*shared.Change, error]
	token      func(io.Writer) error
	result     *shared.WriteResult
	err        error
	// created, updated and deleted are the requests that arrived.
	created *shared.CreateRequest
	updated *shared.UpdateRequest
	deleted *shared.DeleteRequest
	query   *shared.Query
	synced  *shared.SyncRequest
	config  shared.Attributes
	closed  bool
}

var (
	_ shared.Connector = (*fake)(nil)
	_ shared.Creator   = (*fake)(nil)
	_ shared.Updater   = (*fake)(nil)
	_ shared.Deleter   = (*fake)(nil)
	_ shared.Syncer    = (*fake)(nil)
)

func allOperations() []shared.Operation {
	return []shared.Operation{
		shared.OperationGet, shared.OperationSearch, shared.OperationCreate, shared.OperationUpdate, shared.OperationDelete,
		shared.OperationSync,
	}
}

func (f *fake) Info(context.Context) (*shared.Info, error) {
	name := f.name
	if name == "" {
		name = "fake"
	}
	return &shared.Info{Name: name, Version: "0.0.1", Operations: allOperations(), Properties: f.properties}, nil
}

func (f *fake) Validate(context.Context, *shared.ValidateRequest) error { return nil }

func (f *fake) Connect(_ context.Context, req *shared.ConnectRequest) (shared.Connection, error) {
	f.config = req.Config
	return f, nil
}

func (f *fake) Schema(context.Context) (*shared.Schema, error) {
	attribute := func(name string, t shared.Type, multi bool) *shared.AttributeInfo {
		return &shared.AttributeInfo{
			Name: name, Type: t, MultiValued: multi, Readable: t != shared.TypeSecret, ReturnedByDefault: t != shared.TypeSecret,
			Creatable: name != "id", Updatable: name != "id", Required: name == "email",
		}
	}
	class := &shared.ObjectClass{
		Name: "User", UIDAttribute: "id", NameAttribute: "email",
		Attributes: []*shared.AttributeInfo{
			attribute("id", shared.TypeString, false), attribute("email", shared.TypeString, false),
			attribute("seat", shared.TypeInt, false), attribute("tags", shared.TypeString, true),
			attribute("password", shared.TypeSecret, false),
		},
	}
	for _, o := range allOperations() {
		info := shared.OperationInfo{Operation: o}
		if o == shared.OperationDelete {
			info.Options = []*shared.Property{{Name: "force", Type: shared.TypeBool}}
		}
		class.Operations = append(class.Operations, info)
	}
	return &shared.Schema{Classes: []*shared.ObjectClass{class}}, nil
}

func (f *fake) Test(context.Context, *shared.TestRequest) (*shared.TestReport, error) {
	return f.report, f.err
}

func (f *fake) Get(context.Context, *shared.GetRequest) (*shared.Object, error) {
	return f.object, f.err
}

func (f *fake) Search(_ context.Context, q *shared.Query) (*shared.Results, error) {
	f.query = q
	if f.err != nil {
		return nil, f.err
	}
	results := shared.NewResults(f.rows, func() shared.Page { return f.page }, nil)
	if q.Explain != shared.ExplainNone {
		results.Plan = f.plan
	}
	return results, nil
}

func (f *fake) Create(_ context.Context, req *shared.CreateRequest) (*shared.WriteResult, error) {
	f.created = req
	return f.result, f.err
}

func (f *fake) Update(_ context.Context, req *shared.UpdateRequest) (*shared.WriteResult, error) {
	f.updated = req
	return f.result, f.err
}

func (f *fake) Delete(_ context.Context, req *shared.DeleteRequest) (*shared.WriteResult, error) {
	f.deleted = req
	return f.result, f.err
}

func (f *fake) Sync(_ context.Context, req *shared.SyncRequest) (*shared.Changes, error) {
	f.synced = req
	if f.err != nil {
		return nil, f.err
	}
	return shared.NewChanges(f.changes, f.token, func() shared.OperationStats { return f.page.Stats }, nil), nil
}

func (f *fake) Close(context.Context) error {
	f.closed = true
	return nil
}

// inProcess is a fake as a plugin.
type inProcess struct {
	*adapter.Connector
}

func (p inProcess) Connect(ctx context.Context, config shared.Attributes) (shared.FullConnection, error) {
	return p.Connector.Connect(ctx, &shared.ConnectRequest{Config: config})
}

func (inProcess) Stop(context.Context) error { return nil }

// outcome is what a command line did.
type outcome struct {
	code           int
	stdout, stderr string
}

// lastLine is the last line of standard error.
func (o outcome) lastLine() string {
	lines := strings.Split(strings.TrimSpace(o.stderr), "\n")
	return lines[len(lines)-1]
}

// world is the environment of a test.
type world struct {
	terminal  bool
	width     int
	stdin     string
	variables map[string]string
	passwords []string
}

func (w *world) environment(f *fake, stdout, stderr *bytes.Buffer) cli.Environment {
	return cli.Environment{
		Stdin: strings.NewReader(w.stdin), Stdout: stdout, Stderr: stderr, StdinTerminal: w.terminal, StderrTerminal: w.terminal,
		StderrWidth: func() int { return w.width },
		LookupEnv: func(name string) (string, bool) {
			v, ok := w.variables[name]
			return v, ok
		},
		ReadPassword: func(context.Context) (string, error) {
			if len(w.passwords) == 0 {
				return "", errors.New("no password was prepared")
			}
			p := w.passwords[0]
			w.passwords = w.passwords[1:]
			return p, nil
		},
		Executable: func() (string, error) { return "", errors.New("not in this test") },
		Launch: func(context.Context, host.Spec) (target.Plugin, error) {
			return inProcess{adapter.New(f, nil)}, nil
		},
		Version: "1.2.3",
	}
}

// run runs a command line with a fake connector.
func run(ctx context.Context, t *testing.T, f *fake, w *world, args ...string) outcome {
	t.Helper()
	if w == nil {
		w = &world{}
	}
	var stdout, stderr bytes.Buffer
	code := cli.Run(ctx, append([]string{"--plugin", "fake"}, args...), w.environment(f, &stdout, &stderr))
	return outcome{code: code, stdout: stdout.String(), stderr: stderr.String()}
}
