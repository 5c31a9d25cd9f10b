package pluginrpc

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/adapter"
)

// The exit statuses of a connector process.
const (
	exitOK    = 0
	exitError = 1
	exitUsage = 2
)

// Main is the main function of a connector process; its result is the exit
// status. Without arguments it serves the host that has started the process.
// For people there are --version, --manifest and --help, and for authors of
// connectors --debug, which serves without a host until the process is
// interrupted, for hosts that attach to it; see [ReattachRecord].
func Main(connector shared.Connector, args ...string) int {
	if len(args) > 1 {
		return misused("too many arguments")
	}
	if len(args) == 0 {
		return serve(connector)
	}
	switch args[0] {
	case "--version":
		return describe(connector, printVersion)
	case "--manifest":
		return describe(connector, printManifest)
	case "--debug":
		return debugMain(connector)
	case "--help", "-h":
		fmt.Fprint(os.Stdout, usage())
		return exitOK
	default:
		return misused(fmt.Sprintf("unknown argument %q", args[0]))
	}
}

func serve(connector shared.Connector) int {
	err := Serve(ServeConfig{Connector: connector})
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, ErrNotStartedByHost):
		fmt.Fprintf(os.Stderr, "This is a connector plugin. A host starts it; by itself it does nothing.\nTo see what it can do:\n\n"+
			"  igahost --plugin %[1]s info\n  %[1]s --help\n", os.Args[0])
	default:
		fmt.Fprintf(os.Stderr, "%s: %v\n", os.Args[0], err)
	}
	return exitError
}

// describe prints what the connector says of itself. Standard output is for
// that alone: what the connector prints meanwhile goes to standard error.
func describe(connector shared.Connector, write func(io.Writer, *shared.Info) error) int {
	out := os.Stdout
	os.Stdout = os.Stderr
	info, err := adapter.New(connector, nil).Info(context.Background())
	os.Stdout = out
	if err == nil {
		err = write(out, info)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", os.Args[0], err)
		return exitError
	}
	return exitOK
}

func printVersion(w io.Writer, info *shared.Info) error {
	_, err := fmt.Fprintf(w, "%s %s (contract %s)\n", info.Name, info.Version, info.ContractVersion)
	return err
}

func misused(what string) int {
	fmt.Fprintf(os.Stderr, "%s: %s\n\n%s", os.Args[0], what, usage())
	return exitUsage
}

func usage() string {
	// The base name, so that the lines are not longer than needed.
	name := filepath.Base(os.Args[0])
	const first = "  igahost --plugin  info   "
	indent := strings.Repeat(" ", len(first)+len(name))
	return fmt.Sprintf(`A connector plugin. A host starts it without arguments.

Usage:
  igahost --plugin %[1]s info   use it through a host
  %[1]s --version               print name, version and contract version
  %[1]s --manifest              print what it is and how it is configured, as JSON
  %[1]s --debug                 serve without a host, for debugging: print where, and wait for
%[2]sigahost --reattach FILE; IGA_LOG_LEVEL is debug by default
  %[1]s --help                  print this text
`, name, indent)
}
