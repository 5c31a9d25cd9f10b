package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/igaplugin/igaplugin/host-example/internal/output"
	"github.com/igaplugin/igaplugin/host-example/internal/progress"
	"github.com/igaplugin/igaplugin/host-example/internal/target"
)

// Main runs the command line and returns the exit code. An interrupt ends the
// command cleanly; a second one ends the process.
func Main(ctx context.Context, args []string, env Environment) int {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	// With somebody to take the signal, writing to a closed pipe is an error
	// instead of the sudden end of the process, which would leave files behind.
	pipe := make(chan os.Signal, 1)
	signal.Notify(pipe, syscall.SIGPIPE)
	defer signal.Stop(pipe)
	// From the first signal on the default is back in force.
	release := context.AfterFunc(ctx, stop)
	defer release()
	return Run(ctx, args, env)
}

// Run is Main without the signals: the end of ctx is the interrupt.
func Run(ctx context.Context, args []string, env Environment) int {
	out := &watchedWriter{w: env.Stdout}
	env.Stdout = out
	screen := progress.NewScreen(env.Stderr)
	env.Stderr = screen
	a := &app{env: env, stdout: out, screen: screen}
	root := a.root()
	root.SetArgs(args)
	cmd, err := root.ExecuteContextC(ctx)
	if err == nil {
		err = a.misplaced
	}
	if err != nil && !a.started && out.err == nil {
		err = asUsage(err)
	}
	if out.err != nil && (err == nil || !a.started) {
		err = fmt.Errorf("writing to standard output: %w", out.err)
	}
	if errors.Is(out.err, syscall.EPIPE) && exitCode(err) == exitFailed {
		return exitPipe // the reader has seen enough, which is no news to anybody
	}
	a.report(err, cmd.CommandPath())
	return exitCode(err)
}

// report writes an error in one line. command is what was run.
func (a *app) report(err error, command string) {
	if err == nil {
		return
	}
	text := err.Error()
	if hint := remedy(err, command); hint != "" {
		text += "; " + hint
	}
	var usage *usageError
	if errors.As(err, &usage) && !a.started {
		text += "; see " + strings.TrimSuffix(command, " help") + " --help"
	}
	a.say("igahost: %s", strings.TrimSpace(text))
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "igahost",
		Short: "Manage identities through connectors",
		Long: "igahost loads a connector and runs its operations. Data goes to standard output, everything else to\n" +
			"standard error. Exit codes: 0 success, 1 the operation failed, 2 wrong usage, 3 the connector could not be\n" +
			"started, 4 incomplete (some, but not all, was done), 130 interrupted with nothing changed, 141 the reader of\n" +
			"standard output has gone.",
		Version:           versionText(a.env),
		SilenceErrors:     true,
		SilenceUsage:      true,
		Args:              unknownCommand,
		RunE:              a.run(func(cmd *cobra.Command, _ []string) error { return cmd.Help() }),
		PersistentPreRunE: a.prepare,
	}
	root.SetFlagErrorFunc(flagError)
	root.SetOut(a.env.Stdout)
	root.SetErr(a.env.Stderr)
	root.SetIn(a.env.Stdin)
	root.SetVersionTemplate("{{.Name}} {{.Version}}\n")
	a.globals(root)
	root.SetHelpFunc(a.help(root.HelpFunc()))
	root.SetHelpCommand(helpCommand())
	root.AddCommand(
		a.infoCommand(), a.schemaCommand(), a.testCommand(), a.searchCommand(), a.importCommand(), a.syncCommand(),
		a.getCommand(), a.createCommand(), a.updateCommand(), a.deleteCommand(), a.pluginsCommand(), a.simCommand(), a.demoCommand(),
	)
	return root
}

func (a *app) globals(root *cobra.Command) {
	f := root.PersistentFlags()
	f.StringVar(&a.flags.plugin, "plugin", "", "the connector binary to load (or "+pluginVariable+")")
	f.StringVar(&a.flags.checksums, "checksums", "", "for a connector of several files: `FILE` in its folder that lists the others with their SHA-256, as sha256sum prints them; they are compared before each start")
	f.StringVar(&a.flags.sha256, "sha256", "", "SHA-256 that the connector, or the file of --checksums, must have, in hexadecimal digits")
	f.StringVar(&a.flags.catalog, "catalog", "", "the folder with the catalogue of connectors (or "+catalogVariable+")")
	f.StringVar(&a.flags.connector, "connector", "", "NAME[@VERSION] of the connector to load from the catalogue, instead of --plugin; the newest release by default")
	f.StringArrayVar(&a.flags.publicKeys, "public-key", nil, "`KEY|FILE` with a minisign public key: what is loaded, added or verified, or its file of --checksums, must have a valid signature by it, or by another one given")
	f.StringVar(&a.flags.reattach, "reattach", "", "instead of --plugin: the file of a connector that runs with --debug; without --timeout its first answer has 15 s, and nothing else a time limit")
	f.StringVar(&a.flags.config, "config", "", "configuration of the connector, YAML or JSON; ${VARIABLE} is expanded, file:PATH reads a secret")
	f.StringVarP(&a.flags.output, "output", "o", "", strings.Join(output.Formats(), "|")+" (default table on a terminal, jsonl otherwise)")
	f.DurationVar(&a.flags.timeout, "timeout", target.DefaultTimeout, "time limit of a call, and between two rows of a search; 0 means none")
	f.StringVar(&a.flags.logLevel, "log-level", "error", "trace|debug|info|warn|error|off")
	f.StringVar(&a.flags.logFormat, "log-format", "text", "text|json")
	f.BoolVar(&a.flags.noColor, "no-color", false, "do not colour the output (also NO_COLOR)")
	f.BoolVarP(&a.flags.quiet, "quiet", "q", false, "no notices on standard error, only errors")
}

func versionText(env Environment) string {
	text := env.Version
	if text == "" {
		text = "(unknown version)"
	}
	if env.Commit != "" {
		text += " (" + env.Commit + ")"
	}
	return text
}

// someWords is a list of which a long one is cut short.
func someWords(words []string) string {
	const enough = 6
	if len(words) <= enough {
		return joinWords(words)
	}
	return fmt.Sprintf("%s and %d more", joinWords(words[:enough-1]), len(words)-enough+1)
}

// joinWords is a list for a sentence.
func joinWords(words []string) string { return strings.Join(words, ", ") }
