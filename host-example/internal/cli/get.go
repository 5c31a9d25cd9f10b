package cli

import (
	"github.com/spf13/cobra"

	"github.com/igaplugin/igaplugin/host-example/internal/output"
	"github.com/igaplugin/igaplugin/shared"
)

// getCommand reads one object.
func (a *app) getCommand() *cobra.Command {
	var name string
	var attributes []string
	cmd := &cobra.Command{
		Use:   "get CLASS UID | CLASS --name NAME",
		Short: "Read one object",
		Args:  cobra.RangeArgs(1, 2),
		RunE: a.run(func(cmd *cobra.Command, args []string) error {
			req := &shared.GetRequest{Name: name}
			if len(args) == 2 {
				req.UID = args[1]
			}
			if (req.UID == "") == (req.Name == "") {
				return usagef("give either a uid or --name NAME")
			}
			return a.withConnection(cmd.Context(), false, func(c connected) error {
				class, _, err := c.operation(args[0], shared.OperationGet)
				if err != nil {
					return err
				}
				req.Class = class.Name
				if req.Attributes, err = output.ExpandAttributes(class, attributes); err != nil {
					return asUsage(err)
				}
				obj, err := c.conn.Get(cmd.Context(), req)
				if err != nil {
					return err
				}
				return a.write(output.ObjectDocument(class, obj))
			})
		}),
	}
	cmd.Flags().StringVar(&name, "name", "", "the name of the object instead of its uid")
	attributesFlag(cmd, &attributes)
	return cmd
}

// attributesFlag adds --attrs.
func attributesFlag(cmd *cobra.Command, attributes *[]string) {
	cmd.Flags().StringSliceVar(attributes, "attrs", nil, "attributes to return, separated by commas; also @list, @default and @all")
}
