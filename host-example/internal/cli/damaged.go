package cli

import (
	"context"
	"runtime"

	"github.com/igaplugin/igaplugin/host-example/internal/values"
	"github.com/igaplugin/igaplugin/host/catalog"
	"github.com/igaplugin/igaplugin/shared"
)

// damagedError is a connector of the catalogue that is not there as it was added.
type damagedError struct {
	text string
	// hint, when not empty, is what mends it.
	hint  string
	cause error
}

func (e *damagedError) Error() string { return e.text }
func (e *damagedError) Unwrap() error { return e.cause }

// damaged looks, after a connector of the catalogue could not be started, whether
// that is because of the catalogue: then it is told in words of the catalogue,
// because what else is said of a file is of no use there. Version may be empty.
func (a *app) damaged(ctx context.Context, c *catalog.Catalog, name, version string, err error) error {
	keys, keysErr := a.publicKeys()
	if err == nil || keysErr != nil || ctx.Err() != nil {
		return err
	}
	report, verifyErr := c.Verify(ctx, catalog.VerifyOptions{Name: name, Version: version, PublicKeys: keys})
	if verifyErr != nil {
		// What was wrong first is the news.
		return err
	}
	for _, f := range report.Findings {
		if f.State == catalog.StateOK || f.Entry.OS != runtime.GOOS || f.Entry.Arch != runtime.GOARCH {
			continue
		}
		out := &damagedError{text: shared.AsError(err).Kind.Error() + ": " + f.Entry.String() + " in the catalogue: " + f.Problem, cause: err}
		if f.State != catalog.StateSignature {
			out.hint = a.mending(name)
		}
		return out
	}
	return err
}

// mending says how to look at a connector of the catalogue, and to repair it.
func (a *app) mending(name string) string {
	words := []string{"igahost"}
	if a.flags.catalog != "" {
		words = append(words, "--catalog", a.flags.catalog)
	}
	command := values.CommandLine(append(words, "plugins")...)
	return "`" + command + " verify " + name + "` shows what is damaged; `" + command + " add` of the same file repairs it"
}
