//go:build unix

package host_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"time"

	goplugin "github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"

	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/pluginrpc"
)

// runMode is the main function of the test binary as a connector process.
func runMode(mode string) int {
	switch mode {
	case "failing":
		return serveFailing()
	case "target":
		return serveTarget()
	case "bench":
		return serveBench()
	case "ok":
		return serve()
	case "exit-3":
		stderr("cannot read \x1b[31mlicence.pem")
		return 3
	case "panic-early":
		panic("boom before the handshake")
	case "garbage":
		stdout("Hello, \x1b[1mI am no connector\n")
		hang()
	case "garbage-exit-4":
		stdout("usage: tool FILE\n")
		stderr("tool: FILE is missing")
		return 4
	case "garbage-without-end":
		stdout(strings.Repeat("x", 1<<20))
		hang()
	case "closes-stdout":
		_ = os.Stdout.Close()
		hang()
	case "hang":
		stderr("waiting for Godot")
		hang()
	case "hold":
		// The file is held until the end of the process.
		hold, err := os.OpenFile(os.Getenv(fileVar), os.O_WRONLY, 0)
		if err == nil {
			_, err = io.WriteString(hold, "here\n")
		}
		if err != nil {
			stderr(err.Error())
			return 1
		}
		hang()
	case "host":
		return doomedHost()
	case "linger":
		signal.Ignore(syscall.SIGTERM)
		serve()
		hang()
	case "version-7":
		goplugin.Serve(&goplugin.ServeConfig{
			HandshakeConfig:  pluginrpc.Handshake(),
			VersionedPlugins: map[int]goplugin.PluginSet{7: {pluginrpc.PluginName: emptyPlugin{}}},
			GRPCServer:       goplugin.DefaultGRPCServer,
		})
	case "versions-1-and-7":
		goplugin.Serve(&goplugin.ServeConfig{
			HandshakeConfig: pluginrpc.Handshake(),
			VersionedPlugins: map[int]goplugin.PluginSet{
				1: {pluginrpc.PluginName: emptyPlugin{}}, 7: {pluginrpc.PluginName: emptyPlugin{}},
			},
			GRPCServer: goplugin.DefaultGRPCServer,
		})
	case "core-2":
		stdout("2|1|unix|/nowhere|grpc|\n")
		hang()
	case "netrpc":
		stdout("1|1|unix|" + os.Getenv(goplugin.EnvUnixSocketDir) + "/s|netrpc|\n")
		hang()
	case "foreign-socket":
		stdout("1|1|unix|/run/some/daemon.sock|grpc|\n")
		hang()
	case "deaf", "frozen-after-handshake":
		// Shakes hands and listens, and never takes a connection.
		path := os.Getenv(goplugin.EnvUnixSocketDir) + "/s"
		fd, err := syscall.Socket(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
		err = errors.Join(err, syscall.Bind(fd, &syscall.SockaddrUnix{Name: path}), syscall.Listen(fd, 8))
		if err != nil {
			stderr(err.Error())
			return 1
		}
		stdout("1|1|unix|" + path + "|grpc|\n")
		if mode == "deaf" {
			hang()
		}
		freeze()
	case "frozen":
		stderr("freezing")
		freeze()
	case "prints-first":
		stdout("debug: about to serve\n")
		return serve()
	case "sleeper":
		hang()
	case "orphan", "orphan-start", "orphan-host", "debug":
		return runOrphanMode(mode)
	case "without-stdin":
		return hostWithoutStdin()
	case "cycles":
		return cycles()
	}
	stderr("unknown mode " + mode)
	return 1
}

func stdout(text string) { _, _ = io.WriteString(os.Stdout, text) }
func stderr(text string) { _, _ = io.WriteString(os.Stderr, text+"\n") }

// hang waits for the end of the process, which the test brings about.
func hang() { <-time.After(time.Hour) }

// freeze stops the process, as a debugger or an operator may; only SIGKILL ends
// it then.
func freeze() {
	_ = syscall.Kill(os.Getpid(), syscall.SIGSTOP)
	hang()
}

// doomedHost starts a connector that does not come up and is killed meanwhile.
func doomedHost() int {
	self, err := os.Executable()
	if err == nil {
		_, err = host.Launch(context.Background(), host.Spec{
			Path: self, Env: []string{modeVar + "=hold", fileVar + "=" + os.Getenv(fileVar)}, StartTimeout: time.Hour,
		})
	}
	stderr(fmt.Sprint(err))
	return 1
}

type emptyPlugin struct {
	goplugin.NetRPCUnsupportedPlugin
}

func (emptyPlugin) GRPCServer(*goplugin.GRPCBroker, *grpc.Server) error { return nil }

func (emptyPlugin) GRPCClient(context.Context, *goplugin.GRPCBroker, *grpc.ClientConn) (any, error) {
	return nil, nil
}

func serve() int {
	// Serving takes descriptor 1 away from the connector; this copy stands for
	// whatever else in a process writes there.
	fd, err := syscall.Dup(1)
	if err != nil {
		stderr(err.Error())
		return 1
	}
	return pluginrpc.Main(&testConnector{stdout: os.NewFile(uintptr(fd), "stdout"), stderr: os.Stderr})
}

// testConnector does what the property "do" of a configuration says when it is
// validated.
type testConnector struct {
	stdout, stderr *os.File
}

func (*testConnector) Info(context.Context) (*shared.Info, error) {
	return &shared.Info{
		Name: "test", DisplayName: "Test", Description: "Misbehaves on request.", Vendor: "igaplugin",
		Version: "1.2.3", Licence: "Apache-2.0",
		Properties: []*shared.Property{
			{Name: "do", Description: "What to do.", Type: shared.TypeString},
			{Name: "file", Description: "A file to do it with.", Type: shared.TypeString},
		},
	}, nil
}

func (*testConnector) Connect(context.Context, *shared.ConnectRequest) (shared.Connection, error) {
	return nil, shared.NewError(shared.ErrUnsupported, "there is no target")
}

func (c *testConnector) Validate(ctx context.Context, req *shared.ValidateRequest) error {
	do, _ := req.Config.Get("do")
	action, _ := do.AsString()
	file, _ := req.Config.Get("file")
	path, _ := file.AsString()
	switch action {
	case "exit-7":
		_, _ = c.stderr.WriteString("the disk is full\n")
		os.Exit(7) //nolint:forbidigo,revive // the crash under test
	case "panic":
		panic("boom in a call")
	case "panic-elsewhere":
		go panic("boom elsewhere")
		<-ctx.Done()
	case "abort":
		_ = syscall.Kill(os.Getpid(), syscall.SIGABRT)
		<-ctx.Done()
	case "raw-stdout":
		_, err := c.stdout.Write(bytes.Repeat([]byte("x"), 1<<20))
		return err
	case "stderr-flood":
		for range 1 << 12 {
			if _, err := c.stderr.WriteString(strings.Repeat("flood ", 1<<9) + "\n"); err != nil {
				return err
			}
		}
		return nil
	case "hostile-stderr":
		_, err := c.stderr.WriteString(strings.Join([]string{
			`{"@message": 5, "@level": {"a": 1}, "@timestamp": [2], "@module": null, "n": 1e999}`,
			`{"@level": "warn", "@message": "careful\u001b[2J", "@timestamp": "2026-01-02T03:04:05.000000Z", "zebra": 1, "apple": "a\nb"}`,
			`{"@level": "error"`,
			"clear \x1b[2J the \u202e screen \xff",
			strings.Repeat("L", 200<<10),
			"",
		}, "\n"))
		return err
	case "env":
		env, err := json.Marshal(os.Environ())
		return errors.Join(err, shared.NewError(shared.ErrPreconditionFailed, "%s", env))
	case "child", "detached-child":
		return c.spawn(path, action == "detached-child")
	case "":
		return nil
	}
	return fmt.Errorf("cannot do %q", action)
}

// spawn starts a process that holds the standard output and error of the
// connector, and the file, for ever. It writes its process id to the file.
func (c *testConnector) spawn(path string, detached bool) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	hold, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	cmd := exec.Command(self) //nolint:noctx // it outlives every context here, which is the point
	cmd.Env = []string{modeVar + "=sleeper"}
	cmd.Stdout, cmd.Stderr = c.stdout, c.stderr
	cmd.ExtraFiles = []*os.File{hold}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: detached}
	if err = cmd.Start(); err == nil {
		_, err = fmt.Fprintln(hold, cmd.Process.Pid)
	}
	return errors.Join(err, hold.Close())
}
