package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/hashicorp/go-hclog"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/igaplugin/igaplugin/host-example/internal/output"
	"github.com/igaplugin/igaplugin/host-example/internal/progress"
	"github.com/igaplugin/igaplugin/host-example/internal/target"
	"github.com/igaplugin/igaplugin/shared"
)

// pluginVariable names the connector where --plugin does not.
const pluginVariable = "IGAHOST_PLUGIN"

// app is one run of the command line.
type app struct {
	env Environment
	// stdout is standard output, as env has it.
	stdout *watchedWriter
	// screen is standard error.
	screen *progress.Screen
	flags  globalFlags
	// mend says of a start that failed what the catalogue has to do with it; nil
	// when the connector is not of the catalogue.
	mend func(error) error
	// timeoutGiven tells whether --timeout stands beside --reattach.
	timeoutGiven bool
	// format is flags.output, parsed.
	format output.Format
	logger hclog.Logger
	// started is set when a command begins: errors before that are wrong usage.
	started bool
	// misplaced is the error of a request for help about what is no command.
	misplaced error
}

// globalFlags are those that every command has.
type globalFlags struct {
	plugin, checksums, sha256   string
	config                      string
	catalog, connector          string
	publicKeys                  []string
	reattach                    string
	output, logLevel, logFormat string
	timeout                     time.Duration
	noColor, quiet              bool
}

// run makes a cobra function of a command's own.
func (a *app) run(command func(cmd *cobra.Command, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		a.started = true
		return command(cmd, args)
	}
}

// prepare checks the global flags.
func (a *app) prepare(cmd *cobra.Command, _ []string) error {
	// An empty variable of a script must not turn a check off, or lead to
	// another target.
	var err error
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if f.Value.Type() == "string" && f.Value.String() == "" && err == nil {
			err = fmt.Errorf("--%s is empty; give a value or leave it out", f.Name)
		}
	})
	if err = cmp.Or(err, meaningless(cmd)); err != nil {
		return err
	}
	if a.format, err = output.ParseFormat(a.flags.output, a.env.StdoutTerminal); err != nil {
		return err
	}
	level := hclog.LevelFromString(a.flags.logLevel)
	if level == hclog.NoLevel {
		return fmt.Errorf("unknown log level %q; use trace, debug, info, warn, error or off", a.flags.logLevel)
	}
	if !slices.Contains([]string{"text", "json"}, a.flags.logFormat) {
		return fmt.Errorf("unknown log format %q; use text or json", a.flags.logFormat)
	}
	if a.flags.timeout < 0 {
		return fmt.Errorf("--timeout must not be negative; 0 means none")
	}
	if a.flags.reattach != "" {
		f := a.flags
		if f.plugin != "" || f.checksums != "" || f.sha256 != "" || f.connector != "" || len(f.publicKeys) > 0 {
			return errors.New("--reattach is for a connector that runs already, which excludes --plugin, --connector, --checksums, --sha256 and --public-key")
		}
		a.timeoutGiven = cmd.Flags().Changed("timeout")
		if !a.timeoutGiven {
			// Somebody stands at a breakpoint.
			a.flags.timeout = 0
		}
	}
	a.logger = hclog.New(&hclog.LoggerOptions{
		Name: "igahost", Level: level, Output: a.env.Stderr, JSONFormat: a.flags.logFormat == "json",
	})
	return nil
}

// notice tells the person at the terminal something that is no data.
func (a *app) notice(format string, args ...any) {
	if !a.flags.quiet {
		a.say(format, args...)
	}
}

// say writes one line to standard error, --quiet or not.
func (a *app) say(format string, args ...any) {
	fmt.Fprintln(a.env.Stderr, output.Escape(fmt.Sprintf(format, args...)))
}

// write writes a document to standard output.
func (a *app) write(d output.Document) error {
	d.Width = a.env.Width
	return d.Write(a.env.Stdout, a.format)
}

// open loads the connector.
func (a *app) open(ctx context.Context) (*target.Session, error) {
	source, err := a.chosen(ctx)
	if err != nil {
		return nil, err
	}
	session, err := target.Open(ctx, target.Options{
		Plugin: source.Path, Checksums: source.Checksums, SHA256: source.SHA256, PublicKeys: source.PublicKeys, Reattach: source.Reattach,
		Connector: source.Connector, Version: source.Version, ConfigFile: a.flags.config,
		Timeout: a.flags.timeout, TimeoutGiven: a.timeoutGiven, Logger: a.logger,
		Launch: a.env.Launch, LookupEnv: a.env.LookupEnv,
		Warn: func(text string) { a.say("igahost: warning: %s", text) },
	})
	if err != nil && a.mend != nil {
		err = a.mend(err)
	}
	return session, err
}

// connected is what most commands work with.
type connected struct {
	session *target.Session
	conn    shared.FullConnection
	schema  *shared.Schema
}

// withConnection loads the connector, connects it to its target, runs the
// command and closes both. writing tells whether the command changes something.
func (a *app) withConnection(ctx context.Context, writing bool, command func(c connected) error) (err error) {
	session, err := a.open(ctx)
	if err != nil {
		return a.interrupted(ctx, err, "nothing was changed")
	}
	defer func() { err = a.end(ctx, session, err) }()
	conn, err := session.Connect(ctx)
	if err != nil {
		return a.interrupted(ctx, err, "nothing was changed")
	}
	a.announce(session.Target, writing)
	schema, err := conn.Schema(ctx)
	if err != nil {
		return a.interrupted(ctx, err, "nothing was changed")
	}
	return a.interrupted(ctx, command(connected{session: session, conn: conn, schema: schema}), "nothing was changed")
}

// end closes a session. What went wrong before is the news: that a connector
// which has crashed could not be closed as well goes to the log.
func (a *app) end(ctx context.Context, session *target.Session, err error) error {
	closed := session.Close(ctx)
	if err == nil || closed == nil {
		return errors.Join(err, closed)
	}
	a.logger.Warn("closing after a failure", "error", closed)
	return err
}

// announce says what the target is. That real accounts are about to change is
// said even to those who want it quiet.
func (a *app) announce(t target.Target, writing bool) {
	switch text := t.Notice(writing); {
	case text == "":
	case t.Live:
		a.say("%s", text)
	default:
		a.notice("%s", text)
	}
}

// interrupted turns the error of a command that the user ended into one that
// says so. Errors that tell what was done are kept.
func (a *app) interrupted(ctx context.Context, err error, done string) error {
	var already *interruptedError
	switch {
	case err == nil, ctx.Err() == nil, exitCode(err) == exitIncomplete, errors.As(err, &already):
		return err
	case errors.Is(err, context.Canceled):
		return &interruptedError{"interrupted; " + done}
	default:
		return err
	}
}

// class finds an object class of the schema. An unknown one is wrong usage.
func (c connected) class(name string) (*shared.ObjectClass, error) {
	class, ok := c.schema.Class(name)
	if ok {
		return class, nil
	}
	known := make([]string, len(c.schema.Classes))
	for i, k := range c.schema.Classes {
		known[i] = k.Name
	}
	return nil, usagef("unknown object class %q; %s has %s", name, c.session.Info.Name, joinWords(known))
}

// operation finds a class and what it says of an operation, which it must
// support.
func (c connected) operation(name string, op shared.Operation) (*shared.ObjectClass, shared.OperationInfo, error) {
	class, err := c.class(name)
	if err != nil {
		return nil, shared.OperationInfo{}, err
	}
	info, ok := class.Operation(op)
	if !ok {
		return nil, info, shared.NewError(shared.ErrUnsupported, "object class %s does not support %s", class.Name, op)
	}
	return class, info, nil
}
