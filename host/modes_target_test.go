//go:build unix

package host_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/pluginrpc"
)

// Variables of the mode "target".
const (
	// versionVar is the version that the connector says it is.
	versionVar = "HOST_TEST_VERSION"
	// changeVar changes what the connector says of itself; see targetConnector.
	changeVar = "HOST_TEST_CHANGE"
)

// target is a connector process with a target of things that misbehave on
// request. What they did is in a folder, which outlives the process.
func serveTarget() int {
	// A file of this name keeps every process from starting.
	if dir := os.Getenv(fileVar); dir != "" && exists(filepath.Join(dir, "no-start")) {
		stderr("there is no disk")
		return 3
	}
	if os.Getenv(changeVar) == "slow-info" {
		<-time.After(2 * time.Second)
	}
	return pluginrpc.Main(targetConnector{version: os.Getenv(versionVar), change: os.Getenv(changeVar)})
}

type targetConnector struct{ version, change string }

func (c targetConnector) Info(context.Context) (*shared.Info, error) {
	info := &shared.Info{
		Name: "things", DisplayName: "Things", Vendor: "igaplugin", Version: c.version, Licence: "Apache-2.0",
		Operations: []shared.Operation{
			shared.OperationGet, shared.OperationSearch, shared.OperationUpdate,
		},
		Properties: []*shared.Property{
			{Name: "dir", Description: "The folder.", Type: shared.TypeString, Required: true},
			{Name: "rows", Description: "Rows of a search.", Type: shared.TypeInt, Default: shared.NewValues(shared.IntValue(10))},
		},
	}
	switch c.change {
	case "other-connector":
		info.Name = "stuff"
	case "required-property":
		info.Properties = append(info.Properties, &shared.Property{Name: "key", Type: shared.TypeString, Required: true})
	case "no-info":
		return nil, errors.New("who am I")
	case "slow-info":
		<-time.After(time.Hour)
	}
	return info, nil
}

func (targetConnector) Validate(context.Context, *shared.ValidateRequest) error { return nil }

func (c targetConnector) Connect(_ context.Context, req *shared.ConnectRequest) (shared.Connection, error) {
	if c.change == "no-connect" {
		return nil, shared.NewError(shared.ErrInvalidConfiguration, "this version wants another folder")
	}
	dir, _ := req.Config.Get("dir")
	rows, _ := req.Config.Get("rows")
	conn := &targetConnection{connector: c}
	conn.dir, _ = dir.AsString()
	conn.rows, _ = rows.AsInt()
	return conn, nil
}

type targetConnection struct {
	connector targetConnector
	dir       string
	rows      int64
}

func (c *targetConnection) Schema(context.Context) (*shared.Schema, error) {
	note := &shared.AttributeInfo{
		Name: "note", Type: shared.TypeString, Readable: true, ReturnedByDefault: true, Updatable: true, Source: "get",
	}
	class := &shared.ObjectClass{
		Name: "Thing", UIDAttribute: "id", NameAttribute: "name",
		Attributes: []*shared.AttributeInfo{
			{Name: "id", Type: shared.TypeString, Readable: true, ReturnedByDefault: true, CaseExact: true},
			{Name: "name", Type: shared.TypeString, Readable: true, ReturnedByDefault: true},
			{Name: "version", Type: shared.TypeString, Readable: true, ReturnedByDefault: true},
			note,
		},
		Operations: []shared.OperationInfo{
			{Operation: shared.OperationGet}, {Operation: shared.OperationSearch}, {Operation: shared.OperationUpdate},
		},
	}
	switch c.connector.change {
	case "slow-schema":
		_ = os.WriteFile(filepath.Join(c.dir, "schema.begun"), nil, 0o600)
		<-time.After(time.Second)
	case "additive":
		class.Attributes = append(class.Attributes, &shared.AttributeInfo{Name: "size", Type: shared.TypeInt, Readable: true})
	case "narrowing":
		note.Updatable = false
	case "breaking":
		note.Type = shared.TypeInt
	}
	return &shared.Schema{Classes: []*shared.ObjectClass{class}}, nil
}

func (*targetConnection) Test(context.Context, *shared.TestRequest) (*shared.TestReport, error) {
	return &shared.TestReport{Target: "things", Classes: []shared.ClassReport{{Class: "Thing"}}}, nil
}

func (c *targetConnection) object(uid, note string) *shared.Object {
	return shared.NewObject("Thing", uid, "thing "+uid).
		Set("version", shared.StringValue(c.connector.version)).
		Set("note", shared.StringValue(note)).Build()
}

// Get does what the uid says.
func (c *targetConnection) Get(ctx context.Context, req *shared.GetRequest) (*shared.Object, error) {
	note, err := c.act(ctx, req.UID)
	if err != nil {
		return nil, err
	}
	return c.object(req.UID, note), nil
}

// Update does what the uid says.
func (c *targetConnection) Update(ctx context.Context, req *shared.UpdateRequest) (*shared.WriteResult, error) {
	bytes := 0
	for _, d := range req.Deltas {
		if d.Replace != nil {
			s, _ := d.Replace.AsString()
			bytes += len(s)
		}
	}
	if _, err := c.act(ctx, req.UID); err != nil {
		return nil, err
	}
	return &shared.WriteResult{UID: req.UID, Name: fmt.Sprintf("%s %d", c.connector.version, bytes), Outcome: shared.OutcomeUpdated}, nil
}

// Search yields rows, and crashes in the middle when a file says so.
func (c *targetConnection) Search(ctx context.Context, _ *shared.Query) (*shared.Results, error) {
	if err := c.crashOnce("crash-search"); err != nil {
		return nil, err
	}
	return shared.NewResults(func(yield func(*shared.Object, error) bool) {
		for i := range c.rows {
			if err := c.crashOnce("crash-row-" + strconv.FormatInt(i, 10)); err != nil {
				yield(nil, err)
				return
			}
			// So that a search can be held in the middle.
			if i == 1 && exists(filepath.Join(c.dir, "hold-search")) {
				if err := c.hold(ctx, "search"); err != nil {
					yield(nil, err)
					return
				}
			}
			if !yield(c.object(strconv.FormatInt(i, 10), ""), nil) {
				return
			}
		}
	}, nil, nil), nil
}

// Close leaves a trace; in the change "slow-close" it takes its time first.
func (c *targetConnection) Close(context.Context) error {
	if c.connector.change == "slow-close" {
		<-time.After(1400 * time.Millisecond)
	}
	return os.WriteFile(filepath.Join(c.dir, "closed-in-"+c.connector.version), nil, 0o600)
}

// act does what a uid asks for, and returns a note.
func (c *targetConnection) act(ctx context.Context, uid string) (string, error) {
	action, argument, _ := strings.Cut(uid, ":")
	switch action {
	case "crash":
		return "", crash()
	case "crash-once":
		return "", c.crashOnce(uid)
	case "freeze", "freeze-once":
		if action == "freeze-once" && exists(filepath.Join(c.dir, uid)) {
			return "", nil
		}
		_ = os.WriteFile(filepath.Join(c.dir, uid), nil, 0o600)
		_ = syscall.Kill(os.Getpid(), syscall.SIGSTOP)
		<-ctx.Done()
		return "", ctx.Err()
	case "hold":
		return "", c.hold(ctx, argument)
	case "deaf":
		// Pays no attention to its context.
		<-time.After(time.Hour)
	case "late":
		// Begins, pays no attention to its context, and has its effect later.
		_ = os.WriteFile(filepath.Join(c.dir, argument+".begun"), nil, 0o600)
		<-time.After(2 * time.Second)
		return "", os.WriteFile(filepath.Join(c.dir, argument+".late"), nil, 0o600)
	case "child":
		// A child that leaves the process group and holds the output.
		cmd := exec.Command("sleep", "3") //nolint:noctx // it outlives every context here
		cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
		cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
		return action, cmd.Start()
	case "effect":
		// Exactly one line for each time that the write was done.
		f, err := os.OpenFile(filepath.Join(c.dir, "effects"), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
		if err != nil {
			return "", err
		}
		_, err = f.WriteString(argument + "\n")
		return action, errors.Join(err, f.Close())
	case "mib":
		n, err := strconv.Atoi(argument)
		return strings.Repeat("x", n<<20), err
	}
	return action, nil
}

// crashOnce ends the process when the folder holds a file of that name, or, for
// a uid, when it does not hold one yet.
func (c *targetConnection) crashOnce(name string) error {
	path := filepath.Join(c.dir, name)
	if strings.HasPrefix(name, "crash-once") {
		if exists(path) {
			return nil
		}
		return errors.Join(os.WriteFile(path, nil, 0o600), crash())
	}
	if os.Remove(path) == nil {
		return crash()
	}
	return nil
}

func crash() error {
	stderr("the disk is full")
	os.Exit(7) //nolint:forbidigo,revive // the crash under test
	return nil
}

// hold says that it is there, by a file NAME.held, and waits for a file
// NAME.free.
func (c *targetConnection) hold(ctx context.Context, name string) error {
	if err := os.WriteFile(filepath.Join(c.dir, name+".held"), nil, 0o600); err != nil {
		return err
	}
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !exists(filepath.Join(c.dir, name+".free")) {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, fs.ErrNotExist)
}
