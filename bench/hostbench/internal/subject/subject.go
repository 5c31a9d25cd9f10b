package subject

import (
	"context"
	"iter"
	"os"
	"os/exec"

	"github.com/igaplugin/igaplugin/bench/hostbench/internal/bare"
	"github.com/igaplugin/igaplugin/bench/hostbench/internal/usage"
	"github.com/igaplugin/igaplugin/memimpl"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/pluginrpc"
)

// Subject is one way to run a connector.
type Subject struct {
	// Name is how tables call it.
	Name string
	// Start starts a connector process. A metered one tells its CPU time.
	Start func(ctx context.Context, metered bool) (Process, error)
}

// Process is a connector process. It must be stopped.
type Process interface {
	Info(ctx context.Context) (*shared.Info, error)
	Connect(ctx context.Context, config shared.Attributes) (Connection, error)
	Stop(ctx context.Context) error
}

// Connection reads the objects of one store. It ends with its process.
type Connection interface {
	Get(ctx context.Context, class, uid string) (*shared.Object, error)
	Search(ctx context.Context, class string) iter.Seq2[*shared.Object, error]
}

// The variables that make this program a connector process.
const (
	modeVar    = "HOSTBENCH_MODE"
	meteredVar = "HOSTBENCH_METERED"

	modeProduct = "product"
	modeBare    = "bare"
)

// Serve makes this process a connector when it was started as one, until the
// host ends it; status is then its exit status.
func Serve() (status int, served bool) {
	var connector shared.Connector = memimpl.New("1.0.0")
	if os.Getenv(meteredVar) != "" {
		connector = usage.Metered{Connector: connector}
	}
	switch os.Getenv(modeVar) {
	case modeProduct:
		return pluginrpc.Main(connector), true
	case modeBare:
		bare.Serve(connector)
		return 0, true
	default:
		return 0, false
	}
}

// environment is what makes a process of this program a connector.
func environment(mode string, metered bool) []string {
	env := []string{modeVar + "=" + mode}
	if metered {
		env = append(env, meteredVar+"=1")
	}
	return env
}

// command starts this program as a connector. It ends when its host wants it to
// and not with a context.
func command(ctx context.Context, mode string, metered bool) (*exec.Cmd, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(context.WithoutCancel(ctx), self) //nolint:gosec // G204: this program itself
	cmd.Env = environment(mode, metered)
	return cmd, nil
}
