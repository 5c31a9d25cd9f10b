package cli

import (
	"bufio"
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/igaplugin/igaplugin/host-example/internal/output"
	"github.com/igaplugin/igaplugin/host-example/internal/target"
	"github.com/igaplugin/igaplugin/host-example/internal/values"
	"github.com/igaplugin/igaplugin/shared"
)

// deleteCommand removes an object.
func (a *app) deleteCommand() *cobra.Command {
	var options []string
	var yes bool
	cmd := &cobra.Command{
		Use:   "delete CLASS UID",
		Short: "Delete an object, in the way that the configuration says",
		Long: "Delete an object, in the way that the configuration says. `igahost schema CLASS` lists the options of the\n" +
			"operation. " + dashHelp,
		Args: words(2, 2),
		RunE: a.run(func(cmd *cobra.Command, args []string) error {
			return a.withConnection(cmd.Context(), true, func(c connected) error {
				class, op, err := c.operation(args[0], shared.OperationDelete)
				if err != nil {
					return err
				}
				req := &shared.DeleteRequest{Class: class.Name, UID: args[1]}
				if req.Options, err = values.Options(op, options, a.secrets(cmd.Context())); err != nil {
					return refused(cmd.Context(), err)
				}
				if req, err = shared.ResolveDelete(c.schema, req); err != nil {
					return asUsage(err)
				}
				if err := a.confirm(cmd.Context(), c.session.Target, req, yes); err != nil {
					return err
				}
				result, err := c.conn.Delete(cmd.Context(), req)
				w := writing{c: c, class: class, op: shared.OperationDelete, uid: req.UID}
				return a.finish(cmd.Context(), w, result, err)
			})
		}),
	}
	optionFlag(cmd, &options)
	cmd.Flags().BoolVar(&yes, "yes", false, "do not ask; needed where real accounts are deleted and there is no terminal")
	return cmd
}

// confirm asks before something real is deleted.
func (a *app) confirm(ctx context.Context, t target.Target, req *shared.DeleteRequest, yes bool) error {
	if !t.Live || yes {
		return nil
	}
	what := fmt.Sprintf("%s %s of Zoom account %s", req.Class, req.UID, t.Account)
	if !a.env.StdinTerminal {
		return usagef("deleting %s needs --yes where there is no terminal to ask", what)
	}
	fmt.Fprintf(a.env.Stderr, "delete %s? [y/N] ", output.Escape(what))
	// A line that ends early, or not at all, is a no.
	answer, err := await(ctx, func() (string, error) { return bufio.NewReader(a.env.Stdin).ReadString('\n') })
	if ctx.Err() != nil && err != nil {
		fmt.Fprintln(a.env.Stderr)
		return &interruptedError{"interrupted; nothing was deleted"}
	}
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "y", "yes":
		return nil
	default:
		return &interruptedError{"not confirmed; nothing was deleted"}
	}
}
