//go:build unix

package pluginrpc

import (
	"bufio"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// served is a connector process without a client: what it does by itself at its
// end is under test.
type served struct {
	cmd   *exec.Cmd
	dir   string
	ended chan struct{}
}

// serveBare starts a connector process with a standard input and waits for its
// handshake. Its standard error has a reader until the handshake alone.
func serveBare(t *testing.T, stdin *os.File, lifeline string) *served {
	t.Helper()
	base, err := os.MkdirTemp("", "iga") //nolint:usetesting // t.TempDir is too long for a socket's path
	if err != nil {
		t.Fatal(err)
	}
	s := &served{dir: filepath.Join(base, socketDirPrefix+"1"), cmd: exec.CommandContext(t.Context(), os.Args[0]), ended: make(chan struct{})}
	if err := os.Mkdir(s.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	s.cmd.Env = []string{
		modeEnv + "=serve", LogLevelEnv + "=trace", LifelineEnv + "=" + lifeline, "PLUGIN_UNIX_SOCKET_DIR=" + s.dir,
		MagicCookieKey + "=" + MagicCookieValue, "PLUGIN_PROTOCOL_VERSIONS=1", "GORACE=atexit_sleep_ms=0",
	}
	s.cmd.Stdin = stdin
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	log, err := s.cmd.StderrPipe()
	if err == nil {
		err = s.cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = syscall.Kill(-s.cmd.Process.Pid, syscall.SIGKILL)
		<-s.ended
		_ = os.RemoveAll(base)
	})
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || !strings.HasPrefix(line, "1|1|unix|"+s.dir) {
		t.Errorf("handshake %q, %v", line, err)
	}
	// From here on the log is a broken pipe.
	_ = log.Close()
	go func() {
		defer close(s.ended)
		_ = s.cmd.Wait()
	}()
	return s
}

func (s *served) endsWithin(limit time.Duration) bool {
	select {
	case <-s.ended:
		return true
	case <-time.After(limit):
		return false
	}
}

func (s *served) exists() bool {
	_, err := os.Lstat(s.dir)
	return err == nil
}

func pipe(t *testing.T) (r, w *os.File) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = r.Close()
		_ = w.Close()
	})
	return r, w
}

func TestLifeline(t *testing.T) {
	t.Parallel()
	const still = 300 * time.Millisecond
	t.Run("ends", func(t *testing.T) {
		t.Parallel()
		r, w := pipe(t)
		s := serveBare(t, r, LifelineStdin)
		if _, err := w.Write(make([]byte, 256<<10)); err != nil {
			t.Errorf("what comes is not discarded: %v", err)
		}
		if s.endsWithin(still) {
			t.Fatal("it ended while the lifeline was held")
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if !s.endsWithin(20 * time.Second) {
			t.Fatal("it lives on")
		}
		if s.exists() {
			t.Error("the folder of the socket is left")
		}
	})
	t.Run("not asked for", func(t *testing.T) {
		t.Parallel()
		r, w := pipe(t)
		s := serveBare(t, r, "")
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if s.endsWithin(still) {
			t.Error("it ended with a standard input that is no lifeline")
		}
	})
	t.Run("no pipe", func(t *testing.T) {
		t.Parallel()
		s := serveBare(t, nil, LifelineStdin)
		if s.endsWithin(still) {
			t.Error("it took /dev/null for the end of its host")
		}
	})
}

// TestSignals sends what asks for the end while the host lives on and reads no
// log.
func TestSignals(t *testing.T) {
	t.Parallel()
	for _, sig := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(sig.String(), func(t *testing.T) {
			t.Parallel()
			r, _ := pipe(t)
			s := serveBare(t, r, LifelineStdin)
			if err := s.cmd.Process.Signal(sig); err != nil {
				t.Fatal(err)
			}
			if !s.endsWithin(20 * time.Second) {
				t.Fatal("it lives on")
			}
			if code := s.cmd.ProcessState.ExitCode(); code != exitOK {
				t.Errorf("exit status %d (%v)", code, s.cmd.ProcessState)
			}
			if !s.exists() {
				t.Error("the folder is gone, which is the host's")
			}
			if left, _ := filepath.Glob(filepath.Join(s.dir, "*")); len(left) != 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

func TestRemoveSocketDir(t *testing.T) {
	tests := map[string]struct {
		name string
		mode os.FileMode
		file string
		gone bool
	}{
		"of an igaplugin host": {socketDirPrefix + "1", 0o700, "", true},
		"of another host":      {"plugin-dir1", 0o700, "", false},
		"open to others":       {socketDirPrefix + "1", 0o750, "", false},
		"in use":               {socketDirPrefix + "1", 0o700, "notes.txt", false},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			base, err := os.MkdirTemp("", "iga") //nolint:usetesting // t.TempDir is too long for a socket's path
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = os.RemoveAll(base) }()
			dir := filepath.Join(base, tc.name)
			err = errors.Join(os.Mkdir(dir, tc.mode), os.Mkdir(filepath.Join(dir, "plugin-dir2"), 0o700))
			if tc.file != "" {
				err = errors.Join(err, os.WriteFile(filepath.Join(dir, tc.file), nil, 0o600))
			}
			listener, listenErr := (&net.ListenConfig{}).Listen(t.Context(), "unix", filepath.Join(dir, "plugin3"))
			if err = errors.Join(err, listenErr); err != nil {
				t.Fatal(err)
			}
			defer listener.Close()
			t.Setenv("PLUGIN_UNIX_SOCKET_DIR", dir)
			removeSocketDir()
			if _, err := os.Lstat(dir); (err != nil) != tc.gone {
				t.Errorf("afterwards: %v", err)
			}
			if _, err := os.Lstat(filepath.Join(dir, tc.file)); tc.file != "" && err != nil {
				t.Error(err)
			}
		})
	}
}
