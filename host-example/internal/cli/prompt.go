package cli

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/term"

	"github.com/igaplugin/igaplugin/host-example/internal/output"
	"github.com/igaplugin/igaplugin/host-example/internal/values"
)

// await reads from a person until ctx is done. A read that cannot be stopped
// then ends with the process.
func await(ctx context.Context, read func() (string, error)) (string, error) {
	type answer struct {
		text string
		err  error
	}
	done := make(chan answer, 1)
	go func() {
		text, err := read()
		done <- answer{text, err}
	}()
	select {
	case a := <-done:
		return a.text, a.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// readPassword reads a line from a terminal without showing it. When ctx ends
// first, the terminal shows what is typed again.
func readPassword(ctx context.Context, terminal int) (string, error) {
	state, err := term.GetState(terminal)
	if err != nil {
		return "", err
	}
	text, err := await(ctx, func() (string, error) {
		line, err := term.ReadPassword(terminal)
		return string(line), err
	})
	if ctx.Err() != nil {
		err = errors.Join(err, term.Restore(terminal, state))
	}
	return text, err
}

// secrets finds the secrets that arguments refer to.
func (a *app) secrets(ctx context.Context) values.Secrets {
	return values.Secrets{LookupEnv: a.env.LookupEnv, Prompt: func(what string) (string, error) {
		if !a.env.StdinTerminal {
			return "", errors.New("@prompt needs a terminal; use @env:NAME or @file:PATH")
		}
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		fmt.Fprintf(a.env.Stderr, "%s: ", output.Escape(what))
		defer fmt.Fprintln(a.env.Stderr)
		text, err := a.env.ReadPassword(ctx)
		if err == nil && text == "" {
			err = errors.New("nothing was entered")
		}
		return text, err
	}}
}

// refused is the error of a request that was never sent: the user ended it, or
// it is wrong.
func refused(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return asUsage(err)
}
