package cli

import (
	"github.com/spf13/cobra"

	"github.com/igaplugin/igaplugin/host-example/internal/output"
)

// infoCommand shows what a connector says of itself. It needs no configuration.
func (a *app) infoCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "info",
		Short: "Show the connector: name, version, configuration properties, operations",
		Args:  cobra.NoArgs,
		RunE: a.run(func(cmd *cobra.Command, _ []string) (err error) {
			ctx := cmd.Context()
			session, err := a.open(ctx)
			if err != nil {
				return a.interrupted(ctx, err, "nothing was changed")
			}
			defer func() { err = a.end(ctx, session, err) }()
			return a.write(output.InfoDocument(session.Info))
		}),
	}
}
