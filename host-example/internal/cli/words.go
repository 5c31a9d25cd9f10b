package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// dashHelp says what to do with uids that look like flags; Zoom has some.
const dashHelp = "A uid that begins with - goes after two dashes: igahost get -- CLASS -UID"

// words checks the number of arguments; many is no upper limit.
func words(least, most int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) >= least && len(args) <= most {
			return nil
		}
		given := "not enough is given"
		if len(args) > most {
			given = fmt.Sprintf("%q is too much", args[most])
		}
		_, arguments, _ := strings.Cut(cmd.Use, " ")
		return fmt.Errorf("%s; write: %s", given, strings.TrimSpace(cmd.CommandPath()+" "+arguments))
	}
}

// many is no upper limit of words.
const many = int(^uint(0) >> 1)

// flagError explains flags that do not exist.
func flagError(cmd *cobra.Command, err error) error {
	if strings.HasPrefix(err.Error(), "unknown shorthand flag") && strings.Contains(cmd.Use, "UID") {
		return fmt.Errorf("%w; a uid that begins with - goes after two dashes: igahost %s -- CLASS -UID", err, cmd.Name())
	}
	return err
}

// dashed puts two dashes before words of which one would be taken for a flag.
func dashed(words ...string) []string {
	for _, w := range words {
		if strings.HasPrefix(w, "-") {
			return append([]string{"--"}, words...)
		}
	}
	return words
}
