package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/igaplugin/igaplugin/host-example/internal/demo"
)

// Names of the connectors that the demo loads.
const (
	zoomConnector   = "iga-connector-zoom"
	memoryConnector = "iga-connector-memory"
	csvConnector    = "iga-connector-csv"
	// nodeConnector is a launcher in a folder of its own.
	nodeConnector = "node-connector/iga-connector-json"
)

// demoCommand tells the whole story against the embedded simulator.
func (a *app) demoCommand() *cobra.Command {
	var next string
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Show the Zoom connector at work against the embedded simulator",
		Long: "Show the Zoom connector at work against the embedded simulator: joiner, mover and leaver, a pending user, a\n" +
			"group, Zoom Phone, failures half-way, searches, and a newer version of the connector that takes over while a\n" +
			"search is running. Then the same with CSV files, and with a connector in Node.js. Every answer is checked; the\n" +
			"first that is wrong ends the demo.\n" +
			"Without --plugin the connectors next to igahost are loaded.",
		Args:        cobra.NoArgs,
		Annotations: ownFlags("plugin", "no-color", "quiet"),
		RunE: a.run(func(cmd *cobra.Command, _ []string) error {
			options, err := a.demoOptions()
			if err != nil {
				return err
			}
			options.Next = next
			return a.interrupted(cmd.Context(), demo.Run(cmd.Context(), options), "nothing outside of the demo was changed")
		}),
	}
	cmd.Flags().StringVar(&next, "next", "", "the newer version of the Zoom connector that takes over (default: the same file again)")
	return cmd
}

func (a *app) demoOptions() (demo.Options, error) {
	o := demo.Options{Out: a.env.Stdout, Color: a.color(), Width: a.env.Width, Zoom: a.flags.plugin}
	if o.Zoom == "" {
		o.Zoom, _ = a.env.LookupEnv(pluginVariable)
	}
	if o.Zoom == "" {
		self, err := a.env.Executable()
		if err != nil {
			return o, fmt.Errorf("looking for the connectors next to igahost: %w", err)
		}
		o.Zoom = filepath.Join(filepath.Dir(self), zoomConnector+exeSuffix())
	}
	folder := filepath.Dir(o.Zoom)
	o.Memory = a.besides(filepath.Join(folder, memoryConnector+exeSuffix()), "a refused version")
	o.CSV = a.besides(filepath.Join(folder, csvConnector+exeSuffix()), "the CSV connector")
	if runtime.GOOS != "windows" { // where its launcher does not run
		o.Node = a.besides(filepath.Join(folder, nodeConnector), "the connector in Node.js (make node-connector)")
	}
	return o, nil
}

// besides returns the path of a further connector, or nothing when it is missing,
// and says so.
func (a *app) besides(path, what string) string {
	if _, err := os.Stat(path); err != nil {
		a.notice("%s is missing, so the demo goes without %s", path, what)
		return ""
	}
	return path
}

// color tells whether colours are wanted: on a terminal, unless somebody said
// no (https://no-color.org).
func (a *app) color() bool {
	value, _ := a.env.LookupEnv("NO_COLOR")
	return a.env.StdoutTerminal && !a.flags.noColor && value == ""
}

// exeSuffix is what executables of this system end in.
func exeSuffix() string {
	if runtime.GOOS == "windows" {
		return ".exe"
	}
	return ""
}
