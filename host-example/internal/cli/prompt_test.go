package cli_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"syscall"
	"testing"

	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/host-example/internal/cli"
	"github.com/igaplugin/igaplugin/host-example/internal/target"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/adapter"
)

// interruptingReader interrupts the command that reads, and gives nothing until
// the end of the test.
type interruptingReader struct {
	interrupt func()
	until     <-chan struct{}
}

// Read waits.
func (r interruptingReader) Read([]byte) (int, error) {
	r.interrupt()
	<-r.until
	return 0, io.EOF
}

func TestInterruptAtPrompts(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		args []string
		want string
	}{
		"confirmation": {[]string{"delete", "User", "u1"}, "igahost: interrupted; nothing was deleted"},
		"secret":       {[]string{"create", "User", "email=a", "password=@prompt"}, "igahost: interrupted; nothing was changed"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, interrupt := context.WithCancel(t.Context())
			f := &fake{}
			w := &world{terminal: true}
			if name == "confirmation" {
				f, w.variables = zoomLike(), credentials()
			}
			var stdout, stderr bytes.Buffer
			env := w.environment(f, &stdout, &stderr)
			env.Stdin = interruptingReader{interrupt, t.Context().Done()}
			env.ReadPassword = func(ctx context.Context) (string, error) {
				interrupt()
				<-ctx.Done()
				return "", ctx.Err()
			}
			code := cli.Run(ctx, append([]string{"--plugin", "fake"}, tc.args...), env)
			if code != 130 || !strings.HasSuffix(stderr.String(), tc.want+"\n") || f.deleted != nil || f.created != nil {
				t.Errorf("code %d, standard error %q, want 130 and %q", code, stderr.String(), tc.want)
			}
		})
	}
}

// failingWriter fails every write.
type failingWriter struct{ err error }

// Write fails.
func (w failingWriter) Write([]byte) (int, error) { return 0, w.err }

func TestOutputThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		err    error
		args   []string
		code   int
		silent bool
	}{
		"help":           {syscall.ENOSPC, []string{"--help"}, 1, false},
		"version":        {syscall.ENOSPC, []string{"--version"}, 1, false},
		"rows":           {syscall.ENOSPC, []string{"search", "User"}, 1, false},
		"rows to a pipe": {syscall.EPIPE, []string{"search", "User"}, 141, true},
		"help to a pipe": {syscall.EPIPE, []string{"--help"}, 141, true},
		"a broken line":  {errors.New("broken"), []string{"search", "User", "--count"}, 1, false},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := &fake{rows: users(3, nil), page: shared.Page{Remaining: -1}}
			var stderr bytes.Buffer
			env := (&world{}).environment(f, nil, &stderr)
			env.Stdout = failingWriter{tc.err}
			env.Launch = func(context.Context, host.Spec) (target.Plugin, error) { return inProcess{adapter.New(f, nil)}, nil }
			code := cli.Run(t.Context(), append([]string{"--plugin", "fake", "-q"}, tc.args...), env)
			if code != tc.code || (stderr.Len() == 0) != tc.silent {
				t.Errorf("code %d, want %d; standard error %q", code, tc.code, stderr.String())
			}
		})
	}
}
