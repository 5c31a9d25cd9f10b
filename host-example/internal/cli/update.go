package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/igaplugin/igaplugin/host-example/internal/values"
	"github.com/igaplugin/igaplugin/shared"
)

// updateCommand changes an object.
func (a *app) updateCommand() *cobra.Command {
	var from string
	var options []string
	cmd := &cobra.Command{
		Use:   "update CLASS UID CHANGE... | CLASS UID --from FILE",
		Short: "Change an object",
		Long: "Change an object. A change is name=value to replace, name+=value to add, name-=value to remove, or\n" +
			"name= to clear. In a file, the keys end in + or - likewise, and a key without a value clears.\n" +
			valuesHelp + "\n" + dashHelp,
		Example: `  igahost update ZoomUser KDcuGIm1QgePTO8WbOqwIQ dept=Research group_ids+=name:Engineering job_title=
  igahost update ZoomUser KDcuGIm1QgePTO8WbOqwIQ 'phone_numbers={"code":"+1","country":"US","label":"Mobile","number":"5550100"}'`,
		Args: words(2, many),
		RunE: a.run(func(cmd *cobra.Command, args []string) error {
			if err := argumentsOrFile(args[2:], from); err != nil {
				return err
			}
			return a.withConnection(cmd.Context(), true, func(c connected) error {
				class, op, err := c.operation(args[0], shared.OperationUpdate)
				if err != nil {
					return err
				}
				req, err := a.updateRequest(cmd.Context(), c, class, op, args, from, options)
				if err != nil {
					return refused(cmd.Context(), err)
				}
				w := writing{c: c, class: class, op: shared.OperationUpdate, uid: req.UID, asked: req.Deltas}
				result, err := c.conn.Update(cmd.Context(), req)
				return a.finish(cmd.Context(), w, result, err)
			})
		}),
	}
	fromFlag(cmd, &from, "")
	optionFlag(cmd, &options)
	return cmd
}

// updateRequest reads the request and resolves it against the schema. args are
// the class, the uid and the changes.
func (a *app) updateRequest(ctx context.Context, c connected, class *shared.ObjectClass, op shared.OperationInfo,
	args []string, from string, options []string,
) (req *shared.UpdateRequest, err error) {
	req = &shared.UpdateRequest{Class: class.Name, UID: args[1]}
	if from != "" {
		f, openErr := a.source(from)
		if openErr != nil {
			return nil, openErr
		}
		defer func() { err = errors.Join(err, f.Close()) }()
		req.Deltas, err = values.DeltasFrom(class, f, a.secrets(ctx))
	} else {
		req.Deltas, err = values.Deltas(class, args[2:], a.secrets(ctx))
	}
	var optionsErr error
	req.Options, optionsErr = values.Options(op, options, a.secrets(ctx))
	resolved, resolveErr := shared.ResolveUpdate(c.schema, req)
	return resolved, values.Together(err, optionsErr, resolveErr)
}
