package cli

import (
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"github.com/igaplugin/igaplugin/host-example/internal/output"
	"github.com/igaplugin/igaplugin/shared"
)

// getCommand reads one object.
func (a *app) getCommand() *cobra.Command {
	var name, attributes string
	cmd := &cobra.Command{
		Use:   "get CLASS UID | CLASS --name NAME",
		Short: "Read one object",
		Long:  "Read one object. " + dashHelp + "\n" + attributesHelp,
		Args:  words(1, 2),
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
				if req.Attributes, err = attributeNames(class, attributes); err != nil {
					return err
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
func attributesFlag(cmd *cobra.Command, attributes *string) {
	cmd.Flags().StringVar(attributes, "attrs", "", "attributes to return, separated by commas; also @list, @default and @all")
}

// attributesHelp explains the sets of attributes.
const attributesHelp = "Of --attrs, @list stands for what the target's lists carry and costs least, @default for what is returned\n" +
	"without --attrs when one object is read, and @all for everything readable."

// attributeNames reads --attrs.
func attributeNames(class *shared.ObjectClass, list string) ([]string, error) {
	names, err := splitNames("attrs", list)
	if err != nil {
		return nil, err
	}
	names, err = output.ExpandAttributes(class, names)
	return names, asUsage(err)
}

// splitNames reads names separated by commas; blanks around them are not part
// of them.
func splitNames(flag, list string) ([]string, error) {
	if list == "" {
		return nil, nil
	}
	names := strings.Split(list, ",")
	for i, name := range names {
		names[i] = strings.TrimSpace(name)
		switch {
		case names[i] == "":
			return nil, usagef("--%s: a name between commas is empty", flag)
		case strings.ContainsFunc(names[i], unicode.IsSpace):
			return nil, usagef("--%s: separate names by commas alone, not %q", flag, names[i])
		}
	}
	return names, nil
}
