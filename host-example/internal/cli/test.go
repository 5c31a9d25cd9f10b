package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/igaplugin/igaplugin/host-example/internal/output"
	"github.com/igaplugin/igaplugin/shared"
)

// testCommand tests the connection, class by class.
func (a *app) testCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "test",
		Short: "Test the connection, and what is missing for each object class",
		Args:  cobra.NoArgs,
		RunE: a.run(func(cmd *cobra.Command, _ []string) error {
			return a.withConnection(cmd.Context(), false, func(c connected) error {
				report, err := c.conn.Test(cmd.Context(), &shared.TestRequest{})
				if err != nil {
					return err
				}
				if err := a.write(output.ReportDocument(report)); err != nil {
					return err
				}
				return missing(report)
			})
		}),
	}
}

// missing is an error that counts the classes with problems.
func missing(report *shared.TestReport) error {
	if report.OK() {
		return nil
	}
	bad := 0
	for _, c := range report.Classes {
		if len(c.Problems) > 0 {
			bad++
		}
	}
	return &incompleteError{message: fmt.Sprintf("%d of %d object classes lack something", bad, len(report.Classes))}
}
