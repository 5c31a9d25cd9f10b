package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/igaplugin/igaplugin/host-example/internal/output"
	"github.com/igaplugin/igaplugin/host-example/internal/progress"
	"github.com/igaplugin/igaplugin/host-example/internal/syncer"
	"github.com/igaplugin/igaplugin/shared"
)

// syncFlags are those of the sync command.
type syncFlags struct {
	tokenFile, attributes              string
	reset, adopt, keepToken, sinceThen bool
}

const syncHelp = `Print what has changed in an object class since the token in FILE, and put the new token into its place. A change is
upsert (created or updated, with the object as it is now) or delete (of which the identifiers alone are known). Without
FILE it is the first sync: every object is told, as upsert. --from-now tells none, and begins with what comes after it.

FILE gets the new token in one step, after all changes were written to standard output and the connector has ended well.
Whatever ends the command before, FILE stays as it is, and the next sync tells the same changes again: a change may be
told twice, and none is lost. With any exit code but 0 FILE is as it was, so what came may be thrown away; where the
command was killed, or the machine failed, keep it: FILE may have the new token already. In a pipe, the token is in its
place once the reader has taken the changes, whatever becomes of them; it is safer to write to a file first:

  igahost sync User --token-file user.token > changes.jsonl && load changes.jsonl

--keep-token shows the changes and leaves FILE alone.

FILE can be read by its owner alone. It also says whose token it is: it is refused (exit code 2) for another connector,
target or object class, and after a change of the configuration other than of secrets, unless --adopt takes it over.
A damaged FILE, and a token that the target knows no more, end with exit code 1; --reset then begins anew with a first
sync, which tells no deletion since the last one. Two syncs with one FILE at once are refused. While a sync runs,
FILE.igahost-new and FILE.igahost-lock lie beside FILE; when it is killed they may stay, and do no harm.

Where standard output is no terminal, standard error shows how far it is: a line that is redrawn on a terminal, a line
every ten seconds elsewhere, none with -q.`

// syncCommand prints changes.
func (a *app) syncCommand() *cobra.Command {
	var flags syncFlags
	cmd := &cobra.Command{
		Use:   "sync CLASS --token-file FILE",
		Short: "Print what has changed since the last sync",
		Long:  syncHelp + "\n\n" + attributesHelp,
		Example: `  igahost sync User --token-file user.token -o jsonl > changes.jsonl
  igahost sync User --token-file user.token --from-now
  igahost sync User --token-file user.token --attrs email,department --keep-token`,
		Args: words(1, 1),
		RunE: a.run(func(cmd *cobra.Command, args []string) error {
			if err := flags.check(); err != nil {
				return err
			}
			return a.syncClass(cmd.Context(), args[0], flags)
		}),
	}
	f := cmd.Flags()
	f.StringVar(&flags.tokenFile, "token-file", "", "the file with the token; made by the first sync")
	f.BoolVar(&flags.sinceThen, "from-now", false, "tell no changes, and let the next sync tell those after this moment; FILE must not exist")
	f.BoolVar(&flags.keepToken, "keep-token", false, "leave FILE as it is: the next sync tells the same changes again")
	f.BoolVar(&flags.adopt, "adopt", false, "use the token although the configuration has changed: it leads to the same target")
	f.BoolVar(&flags.reset, "reset", false, "begin anew with a first sync, and replace the token in FILE")
	attributesFlag(cmd, &flags.attributes)
	return cmd
}

// check refuses what can be seen to be wrong before anything is started.
func (f syncFlags) check() error {
	switch {
	case f.tokenFile == "":
		return usagef("name the file for the token with --token-file FILE")
	case f.tokenFile == "-":
		return usagef("--token-file needs a file, which is replaced at the end")
	case f.sinceThen && f.keepToken:
		return usagef("--from-now tells nothing and --keep-token keeps nothing; leave one out")
	case f.reset && f.adopt:
		return usagef("--reset uses no token that --adopt could take over; leave one out")
	}
	if err := syncer.CheckPath(f.tokenFile); err != nil {
		return usagef("--token-file: %w", err)
	}
	return nil
}

// syncClass runs a sync. The token is put into its place last of all, when nothing
// can fail any more, so that who sees the command fail may discard what it has
// written.
func (a *app) syncClass(ctx context.Context, className string, flags syncFlags) (err error) {
	var file *syncer.File
	var report syncer.Report
	defer func() {
		if file != nil {
			err = a.leave(file, err)
		}
	}()
	err = a.withConnection(ctx, false, func(c connected) error {
		class, _, err := c.operation(className, shared.OperationSync)
		if err != nil {
			return err
		}
		attributes, err := attributeNames(class, flags.attributes)
		if err != nil {
			return err
		}
		req := shared.SyncRequest{Class: class.Name, Attributes: attributes, LatestTokenOnly: flags.sinceThen}
		if file, err = a.openToken(c, class, flags); err != nil {
			return err
		}
		report, err = a.changes(ctx, c, class, req, file, flags)
		return err
	})
	if err == nil && ctx.Err() != nil {
		err = context.Canceled // after the last change
	}
	if err == nil && !flags.keepToken {
		err = a.commit(file)
	}
	if err != nil {
		return a.syncEnded(ctx, report, err)
	}
	a.synced(report, flags)
	return nil
}

// openToken opens the token file and says what is about to be told.
func (a *app) openToken(c connected, class *shared.ObjectClass, flags syncFlags) (*syncer.File, error) {
	file, err := syncer.Open(flags.tokenFile, syncer.Options{
		Header: syncHeader(c, class), Reset: flags.reset, Adopt: flags.adopt, ReadOnly: flags.keepToken,
	})
	if err != nil {
		return nil, asTokenError(err)
	}
	switch {
	case flags.sinceThen && !file.First():
		return file, usagef("%s has a token, and --from-now would lose the changes since it; leave --from-now out, or add --reset", flags.tokenFile)
	case flags.sinceThen:
		a.notice("no changes are told; the next sync tells those from now on")
	case file.First():
		a.notice("first sync: every %s is told as changed", class.Name)
	}
	return file, nil
}

// resetHelp is what --reset does.
const resetHelp = "begins anew: every object is then told as changed, and no deletion since the last sync"

// asTokenError says of an error of a token file what to do about it.
func asTokenError(err error) error {
	var path *syncer.PathError
	var mismatch *syncer.MismatchError
	var damaged *syncer.DamagedError
	switch {
	case errors.As(err, &path):
		return usagef("--token-file: %w", err)
	case errors.As(err, &mismatch) && mismatch.Adoptable:
		return usagef("--token-file: %w; if it leads to the same target as before, --adopt takes the token over; otherwise name another file", err)
	case errors.As(err, &mismatch):
		return usagef("--token-file: %w; name another file", err)
	case errors.As(err, &damaged):
		return fmt.Errorf("%w; put an older copy of it back, which makes changes come once more, or give --reset, which %s", err, resetHelp)
	default:
		return err
	}
}

// syncHeader says whose a token is.
func syncHeader(c connected, class *shared.ObjectClass) syncer.Header {
	t := c.session.Target
	h := syncer.Header{Connector: c.session.Info.Name, Class: class.Name, Configuration: t.Configuration()}
	if t.Named() {
		h.Target = t.Identity()
	}
	return h
}

// changes asks for the changes and writes them.
func (a *app) changes(ctx context.Context, c connected, class *shared.ObjectClass, req shared.SyncRequest, file *syncer.File, flags syncFlags) (syncer.Report, error) {
	meter := &progress.Meter{}
	stop := func() {}
	if !a.env.StdoutTerminal { // Otherwise the changes themselves are seen to arrive.
		stop = a.follow("sync", class.Name, meter)
	}
	defer func() { stop() }()
	layout := a.layout(class, req.Attributes, output.ChangeColumns(class, req.Attributes))
	return syncer.Run(ctx, syncer.Job{
		File: file, Request: req, Sync: c.conn.Sync, Rows: output.NewChangeRows(a.env.Stdout, a.format, layout),
		Flush: a.stdout.Sync, Keep: flags.keepToken, Meter: meter,
	})
}

// commit puts the new token into its place.
func (a *app) commit(file *syncer.File) error {
	err := file.Commit()
	if errors.Is(err, syncer.ErrMayNotLast) {
		a.say("igahost: warning: %v", err)
		return nil
	}
	return err
}

// leave closes the token file. What fails then does not change what was done.
func (a *app) leave(file *syncer.File, err error) error {
	if closed := file.Close(); closed != nil {
		a.logger.Warn("closing the token file", "error", closed)
	}
	return err
}

// synced says what was told and where the next sync goes on.
func (a *app) synced(report syncer.Report, flags syncFlags) {
	if !flags.sinceThen {
		text := changeCounts(report)
		if report.Stats.Requests > 0 {
			text += ", " + counted(report.Stats.Requests, "request")
		}
		a.notice("%s", text)
	}
	if flags.keepToken {
		a.notice("no token written: the next sync tells the same changes again")
		return
	}
	a.notice("token written to %s", flags.tokenFile)
}

func changeCounts(r syncer.Report) string {
	return fmt.Sprintf("%s created or updated, %s deleted", output.Grouped(r.Upserts), output.Grouped(r.Deletes))
}

// syncEnded says of a sync that ended early what was told.
func (a *app) syncEnded(ctx context.Context, report syncer.Report, err error) error {
	if report.Changes() == 0 {
		return a.interrupted(ctx, err, "no token was written")
	}
	const again = "the next sync tells them again"
	told := changeCounts(report)
	var already *interruptedError
	if errors.As(err, &already) || ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return &interruptedError{"interrupted after " + told + "; no token was written: " + again}
	}
	return fmt.Errorf("after %s: %w; no token was written: %s", told, err, again)
}
