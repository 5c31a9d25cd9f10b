//go:build unix

package host_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/hashicorp/go-hclog"

	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/memimpl"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/pluginrpc"
)

const (
	// pathVar names the program that a host of these tests launches, and
	// pluginVar the mode of it; doVar says what the host has it do.
	pathVar   = "HOST_TEST_PATH"
	pluginVar = "HOST_TEST_PLUGIN"
	doVar     = "HOST_TEST_DO"
)

// runOrphanMode plays hosts that are killed, and their connectors. A connector
// holds the file of fileVar until its end.
func runOrphanMode(mode string) int {
	if mode == "orphan-host" {
		return orphaningHost()
	}
	hold, err := os.OpenFile(os.Getenv(fileVar), os.O_WRONLY, 0)
	if err != nil {
		stderr(err.Error())
		return 1
	}
	connector := &orphanConnector{Connector: memimpl.New("1.2.3"), hold: hold, stderr: os.Stderr}
	switch mode {
	case "orphan":
		return pluginrpc.Main(connector)
	case "debug":
		return pluginrpc.Main(connector, "--debug")
	}
	err = pluginrpc.Serve(pluginrpc.ServeConfig{Connector: connector, Logger: hclog.New(&hclog.LoggerOptions{
		Level: hclog.Trace, Output: stuckWriter{hold},
	})})
	stderr(fmt.Sprint(err))
	return 1
}

// stuckWriter is a log that cannot be written to, and so stops a start midway.
type stuckWriter struct{ hold io.Writer }

func (w stuckWriter) Write([]byte) (int, error) {
	_, _ = io.WriteString(w.hold, "ready\n")
	hang()
	return 0, nil
}

// orphaningHost launches a connector, has it do something and waits for its own
// death.
func orphaningHost() int {
	ctx := context.Background()
	p, err := host.Launch(ctx, host.Spec{Path: os.Getenv(pathVar), Env: []string{
		modeVar + "=" + os.Getenv(pluginVar), fileVar + "=" + os.Getenv(fileVar), raceVar,
	}})
	if err == nil {
		err = orphan(ctx, p, os.Getenv(doVar))
	}
	if err != nil {
		stderr(err.Error())
		return 1
	}
	stdout(fmt.Sprintf("%d\n", p.PID()))
	hang()
	return 0
}

// orphan brings a connector into the state in which its host is to die.
func orphan(ctx context.Context, p *host.Plugin, action string) error {
	switch action {
	case "idle":
		return nil
	case "freeze":
		return syscall.Kill(p.PID(), syscall.SIGSTOP)
	case "search":
		conn, err := p.Connect(ctx, shared.Attributes{shared.NewAttribute("users", shared.IntValue(100_000))})
		if err != nil {
			return err
		}
		rows, err := conn.Search(ctx, &shared.Query{Class: "user"})
		if err != nil {
			return err
		}
		first := make(chan error)
		go func() {
			for _, err := range rows.All() {
				first <- err
				hang()
			}
		}()
		return <-first
	default:
		conn, err := p.Connect(ctx, nil)
		if err != nil {
			return err
		}
		get := func() error {
			_, err := conn.Get(ctx, &shared.GetRequest{Class: "user", UID: action})
			return err
		}
		if action == "ignore context" {
			go func() { _ = get() }()
			return nil
		}
		return get()
	}
}

// orphanConnector is the memory connector with connections that misbehave.
type orphanConnector struct {
	shared.Connector

	hold   *os.File
	stderr *os.File
}

func (c *orphanConnector) Connect(ctx context.Context, req *shared.ConnectRequest) (shared.Connection, error) {
	conn, err := c.Connector.Connect(ctx, req)
	if err != nil {
		return nil, err
	}
	all, ok := conn.(everything)
	if !ok {
		return nil, fmt.Errorf("a %T cannot do everything", conn)
	}
	return &orphanConnection{everything: all, connector: c}, nil
}

// everything is what the connection of the memory connector can do.
type everything interface {
	shared.Connection
	shared.Creator
	shared.Updater
	shared.Deleter
	shared.Syncer
}

// orphanConnection does what the uid of a get says.
type orphanConnection struct {
	everything

	connector *orphanConnector
	// close is what Close does beyond closing.
	close func()
}

func (c *orphanConnection) Get(ctx context.Context, req *shared.GetRequest) (*shared.Object, error) {
	hold := c.connector.hold
	switch req.UID {
	case "ignore context":
		_, _ = io.WriteString(hold, "ready\n")
		hang()
	case "hang in close":
		c.close = hang
	case "print in close":
		c.close = func() {
			for range 1000 {
				_, _ = io.WriteString(c.connector.stderr, "a line for a host that is gone\n")
				_, _ = io.WriteString(os.Stdout, "another one\n")
			}
			_, _ = io.WriteString(hold, "closed\n")
		}
	case "children":
		for range 3 {
			if err := c.spawn(ctx); err != nil {
				return nil, err
			}
		}
	case "read stdin":
		for _, in := range []*os.File{os.Stdin, os.NewFile(uintptr(syscall.Stdin), "fd 0")} {
			if n, err := in.Read(make([]byte, 1)); n != 0 || !errors.Is(err, io.EOF) {
				return nil, fmt.Errorf("read %d bytes from %s: %w", n, in.Name(), err)
			}
		}
		if v := os.Getenv(pluginrpc.LifelineEnv); v != "" {
			return nil, fmt.Errorf("child processes would see %s=%s", pluginrpc.LifelineEnv, v)
		}
	default:
		return c.everything.Get(ctx, req)
	}
	return shared.NewObject("user", req.UID, req.UID).Build(), nil
}

func (c *orphanConnection) Close(ctx context.Context) error {
	if c.close != nil {
		c.close()
	}
	return c.everything.Close(ctx)
}

// spawn starts a process in the group of the connector that ends by no polite
// request.
func (c *orphanConnection) spawn(context.Context) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.Command("/bin/sh", "-c", `trap '' TERM HUP; "$0"`, self) //nolint:noctx // it outlives every context here, which is the point
	cmd.Env = []string{modeVar + "=sleeper"}
	cmd.ExtraFiles = []*os.File{c.connector.hold}
	return cmd.Start()
}

// frozen tells whether every thread of a process is stopped, where that can be
// seen.
func frozen(pid int) bool {
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", pid))
	if err != nil || len(threads) == 0 {
		<-time.After(time.Second / 2)
		return true
	}
	for _, path := range threads {
		stat, err := os.ReadFile(path)
		if err != nil {
			return false
		}
		var id int
		var name, state string
		_, _ = fmt.Sscan(string(stat), &id, &name, &state)
		if state != "T" {
			return false
		}
	}
	return true
}
