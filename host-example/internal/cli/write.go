package cli

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/host-example/internal/output"
	"github.com/igaplugin/igaplugin/host-example/internal/values"
	"github.com/igaplugin/igaplugin/shared"
)

// writing is one write, as far as its report needs it.
type writing struct {
	c     connected
	class *shared.ObjectClass
	op    shared.Operation
	uid   string
	// asked are the changes asked for, in the form of an update.
	asked []shared.AttributeDelta
}

// finish reports a write: what it did on standard output, and how to go on with
// what is left on standard error.
func (a *app) finish(ctx context.Context, w writing, result *shared.WriteResult, err error) error {
	if partial, ok := errors.AsType[*shared.WriteError](err); ok {
		d := output.WriteDocument(partial.Kind.Error(), &partial.Result, partial.Cause)
		err = errors.Join(err, a.write(d))
		a.continuation(w, partial.Result.UID, partial.Result.Name, partial.Remaining)
		return err
	}
	if err != nil {
		return a.interrupted(ctx, err, "nothing was changed")
	}
	if err := a.write(output.WriteDocument(result.Outcome.String(), result, nil)); err != nil {
		return fmt.Errorf("%s of %s %s: %s; but this could not be told: %w", w.op, w.class.Name, result.UID, result.Outcome, err)
	}
	if len(result.NotApplied) == 0 {
		return nil
	}
	names := make([]string, len(result.NotApplied))
	for i, n := range result.NotApplied {
		names[i] = n.Attribute
	}
	if result.Outcome == shared.OutcomePending {
		a.afterInvitation(w, result.UID, w.left(names))
	} else {
		a.continuation(w, result.UID, result.Name, w.left(names))
	}
	return &incompleteError{message: fmt.Sprintf("%s of %s %s left out %s", w.op, w.class.Name, result.UID, joinWords(names))}
}

// name is the name that was asked for, if any.
func (w writing) name() string {
	for _, d := range w.asked {
		if info, ok := w.class.Attribute(d.Name); ok && info.Name == w.class.NameAttribute && d.Replace != nil {
			text, _ := d.Replace.AsString()
			return text
		}
	}
	return ""
}

// left are the changes asked for to some attributes.
func (w writing) left(names []string) []shared.AttributeDelta {
	var out []shared.AttributeDelta
	for _, name := range names {
		info, ok := w.class.Attribute(name)
		if !ok || !info.Updatable {
			continue
		}
		for _, d := range w.asked {
			if same, ok := w.class.Attribute(d.Name); ok && same == info {
				out = append(out, d)
			}
		}
	}
	return out
}

// continuation says how to go on with a write that is incomplete. With the
// embedded simulator there is nothing to go on with.
func (a *app) continuation(w writing, uid, name string, remaining []shared.AttributeDelta) {
	if w.c.session.Target.Ephemeral() {
		return
	}
	if uid == "" {
		uid = w.uid
	}
	if name == "" {
		name = w.name()
	}
	switch {
	case uid == "":
		a.say("to go on, see whether it exists: %s", a.command("get", w.class.Name, "--name", name))
	case w.op == shared.OperationDelete:
		a.say("to go on: %s", a.command("delete", dashed(w.class.Name, uid)...))
	case len(remaining) > 0:
		a.say("to go on: %s", a.command("update", dashed(append([]string{w.class.Name, uid}, values.Arguments(remaining)...)...)...))
	default:
		a.say("nothing is left to send; look at it: %s", a.command("get", dashed(w.class.Name, uid)...))
	}
}

// afterInvitation says how to go on with an object that is pending. To repeat
// the command at once would be refused again.
func (a *app) afterInvitation(w writing, uid string, left []shared.AttributeDelta) {
	if w.c.session.Target.Ephemeral() || len(left) == 0 {
		return
	}
	a.say("to repeat once the invitation is accepted: %s",
		a.command("update", dashed(append([]string{w.class.Name, uid}, values.Arguments(left)...)...)...))
}

// command is a command line for the same connector and target.
func (a *app) command(verb string, words ...string) string {
	out := []string{"igahost"}
	for _, f := range []struct{ name, value string }{
		{"--plugin", a.flags.plugin},
		{"--checksums", a.flags.checksums},
		{"--sha256", a.flags.sha256},
		{"--catalog", a.flags.catalog},
		{"--connector", a.flags.connector},
		{"--reattach", a.flags.reattach},
		{"--config", a.flags.config},
	} {
		if f.value != "" {
			out = append(out, f.name, f.value)
		}
	}
	for _, key := range a.flags.publicKeys {
		out = append(out, "--public-key", key)
	}
	return values.CommandLine(append(append(out, verb), words...)...)
}

// source opens the file of --from; - is standard input.
func (a *app) source(path string) (io.ReadCloser, error) {
	if path == "-" {
		return io.NopCloser(a.env.Stdin), nil
	}
	f, err := host.OpenInput(path)
	if err != nil {
		return nil, usagef("--from: %w", err)
	}
	return f, nil
}

// valuesHelp explains the values that are not written as they are.
const valuesHelp = "Secrets are written @env:NAME, @file:PATH or @prompt. A reference to another object is its uid or name:NAME.\n" +
	`A value of type object is JSON, attr={"key":"value"}; in a file it is a mapping.`

// fromFlag adds --from.
func fromFlag(cmd *cobra.Command, from *string, extra string) {
	cmd.Flags().StringVar(from, "from", "", "YAML or JSON file with the attributes instead of arguments; - is standard input"+extra)
}

// optionFlag adds --option. Its values may hold commas.
func optionFlag(cmd *cobra.Command, options *[]string) {
	cmd.Flags().StringArrayVar(options, "option", nil, "option of the operation as name=value, may be repeated; the schema of the class lists them")
}

// argumentsOrFile checks that attributes come from one place.
func argumentsOrFile(arguments []string, from string) error {
	if (len(arguments) > 0) == (from != "") {
		return usagef("give attributes either as name=value or with --from FILE")
	}
	return nil
}
