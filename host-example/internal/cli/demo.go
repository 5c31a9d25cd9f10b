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
)

// demoCommand tells the whole story against the embedded simulator.
func (a *app) demoCommand() *cobra.Command {
	var next string
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Show the Zoom connector at work against the embedded simulator",
		Long: "Show the Zoom connector at work against the embedded simulator: joiner, mover and leaver, a pending user, a\n" +
			"group, Zoom Phone, failures half-way, searches, a newer version of the connector that takes over while a search\n" +
			"is running, and the swap of the connector. Every answer is checked; the first that is wrong ends the demo.\n" +
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
	memory := filepath.Join(filepath.Dir(o.Zoom), memoryConnector+exeSuffix())
	if _, err := os.Stat(memory); err == nil {
		o.Memory = memory
	} else {
		a.notice("%s is missing, so the swap of connectors is left out", memory)
	}
	return o, nil
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
