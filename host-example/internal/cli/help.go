package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// flagsAnnotation holds the global flags that a command takes, separated by
// commas. A command without it takes all of them.
const flagsAnnotation = "global flags"

// ownFlags is the annotation of a command that takes a few global flags only.
func ownFlags(names ...string) map[string]string {
	return map[string]string{flagsAnnotation: strings.Join(names, ",")}
}

// takes tells whether a command takes a global flag.
func takes(cmd *cobra.Command, flag string) bool {
	names, limited := cmd.Annotations[flagsAnnotation]
	return !limited || slices.Contains(strings.Split(names, ","), flag)
}

// meaningless refuses global flags that were given and that the command does not
// take: who gives one expects it to do something. Those that are about messages
// alone stand in aliases and scripts, and do no harm.
func meaningless(cmd *cobra.Command) error {
	harmless := []string{"log-level", "log-format", "no-color", "quiet"}
	var err error
	cmd.InheritedFlags().VisitAll(func(f *pflag.Flag) {
		if f.Changed && err == nil && !takes(cmd, f.Name) && !slices.Contains(harmless, f.Name) {
			err = fmt.Errorf("--%s means nothing to %s; leave it out", f.Name, cmd.CommandPath())
		}
	})
	return err
}

// help prints the help text of a command without the global flags that mean
// nothing to it. A word that is no command gets an error instead.
func (a *app) help(show func(*cobra.Command, []string)) func(*cobra.Command, []string) {
	return func(cmd *cobra.Command, args []string) {
		if cmd.HasSubCommands() {
			if a.misplaced = unknownCommand(cmd, cmd.Flags().Args()); a.misplaced != nil {
				return
			}
		}
		// One help text is all that this run prints: nobody misses the flags.
		cmd.InheritedFlags().VisitAll(func(f *pflag.Flag) { f.Hidden = f.Hidden || !takes(cmd, f.Name) })
		show(cmd, args)
	}
}

// helpCommand takes the place of cobra's, which knows no wrong words.
func helpCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "Help about any command",
		ValidArgsFunction: func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			var names []string
			if len(args) == 0 {
				for _, c := range cmd.Root().Commands() {
					if c.IsAvailableCommand() {
						names = append(names, c.Name())
					}
				}
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			found, _, err := cmd.Root().Find(args)
			if err != nil {
				return err
			}
			if !found.HasParent() {
				if err := unknownCommand(found, args); err != nil {
					return err
				}
			}
			return found.Help()
		},
	}
}

// unknownCommand refuses words that are no command. Cobra's own refusal takes
// several lines.
func unknownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	text := fmt.Sprintf("unknown command %q", args[0])
	cmd.SuggestionsMinimumDistance = 2
	if known := cmd.SuggestionsFor(args[0]); len(known) > 0 {
		text += "; did you mean " + strings.Join(known, " or ") + "?"
	}
	return errors.New(text)
}
