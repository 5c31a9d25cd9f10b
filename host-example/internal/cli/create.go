package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/igaplugin/igaplugin/host-example/internal/output"
	"github.com/igaplugin/igaplugin/host-example/internal/values"
	"github.com/igaplugin/igaplugin/shared"
)

// createCommand makes an object.
func (a *app) createCommand() *cobra.Command {
	var from string
	var options []string
	var dryRun bool
	cmd := &cobra.Command{
		Use:   "create CLASS NAME=VALUE... | CLASS --from FILE",
		Short: "Create an object",
		Long: "Create an object. Values are converted by the schema; an attribute with several values is repeated.\n" +
			valuesHelp,
		Example: `  igahost create ZoomUser email=ada@example.com first_name=Ada type=1 group_ids=name:Engineering
  igahost create ZoomUser email=ada@example.com 'custom_attributes={"key":"cbf_1","value":"C-17"}'`,
		Args: words(1, many),
		RunE: a.run(func(cmd *cobra.Command, args []string) error {
			if err := argumentsOrFile(args[1:], from); err != nil {
				return err
			}
			return a.withConnection(cmd.Context(), !dryRun, func(c connected) error {
				class, op, err := c.operation(args[0], shared.OperationCreate)
				if err != nil {
					return err
				}
				req, err := a.createRequest(cmd.Context(), c, class, op, args[1:], from, options)
				if err != nil {
					return refused(cmd.Context(), err)
				}
				if dryRun {
					return a.write(output.PlanDocument(class, req.Attributes, req.Options))
				}
				return a.create(cmd.Context(), c, class, req)
			})
		}),
	}
	fromFlag(cmd, &from, "")
	optionFlag(cmd, &options)
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "check against the schema and print what would be sent")
	return cmd
}

// createRequest reads the request and resolves it against the schema.
func (a *app) createRequest(ctx context.Context, c connected, class *shared.ObjectClass, op shared.OperationInfo,
	args []string, from string, options []string,
) (req *shared.CreateRequest, err error) {
	req = &shared.CreateRequest{Class: class.Name}
	if from != "" {
		f, openErr := a.source(from)
		if openErr != nil {
			return nil, openErr
		}
		defer func() { err = errors.Join(err, f.Close()) }()
		req.Attributes, err = values.AttributesFrom(class, f, a.secrets(ctx))
	} else {
		req.Attributes, err = values.Attributes(class, args, a.secrets(ctx))
	}
	var optionsErr error
	req.Options, optionsErr = values.Options(op, options, a.secrets(ctx))
	resolved, resolveErr := shared.ResolveCreate(c.schema, req)
	return resolved, values.Together(err, optionsErr, resolveErr)
}

func (a *app) create(ctx context.Context, c connected, class *shared.ObjectClass, req *shared.CreateRequest) error {
	w := writing{c: c, class: class, op: shared.OperationCreate}
	for _, attr := range req.Attributes {
		v := attr.Values
		w.asked = append(w.asked, shared.AttributeDelta{Name: attr.Name, Replace: &v})
	}
	result, err := c.conn.Create(ctx, req)
	return a.finish(ctx, w, result, err)
}
