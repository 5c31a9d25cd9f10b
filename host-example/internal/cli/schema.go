package cli

import (
	"github.com/spf13/cobra"

	"github.com/igaplugin/igaplugin/host-example/internal/output"
)

// schemaCommand lists the object classes, or the attributes of one.
func (a *app) schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "schema [CLASS]",
		Short: "Show the object classes, or the attributes of one",
		Args:  words(0, 1),
		RunE: a.run(func(cmd *cobra.Command, args []string) error {
			return a.withConnection(cmd.Context(), false, func(c connected) error {
				if len(args) == 0 {
					return a.write(output.SchemaDocument(c.schema))
				}
				class, err := c.class(args[0])
				if err != nil {
					return err
				}
				return a.write(output.ClassDocument(class))
			})
		}),
	}
}
