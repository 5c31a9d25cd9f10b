package main_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// jsonField returns a text member of the first line of a JSON text.
func jsonField(text, key string) (string, error) {
	line, _, _ := strings.Cut(text, "\n")
	var object map[string]any
	if err := json.Unmarshal([]byte(line), &object); err != nil {
		return "", fmt.Errorf("%w in %q", err, line)
	}
	value, ok := object[key].(string)
	if !ok {
		return "", fmt.Errorf("no text %s in %q", key, line)
	}
	return value, nil
}

// interrupts CODE TEXT PROGRAM ARGS... runs a program, interrupts it as soon as
// TEXT stands on its standard error, and checks its exit code. Standard error
// ends up in the file interrupted.
func interrupts(ts *testscript.TestScript, neg bool, args []string) {
	const least = 3
	if neg || len(args) < least {
		ts.Fatalf("usage: interrupts CODE TEXT PROGRAM ARGS...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	program, err := exec.LookPath(args[2])
	ts.Check(err)
	stderr := &trigger{text: args[1], seen: make(chan struct{})}
	//nolint:noctx // the interrupt below ends it
	cmd := exec.Command(program, args[3:]...)
	cmd.Dir, cmd.Stderr = ts.MkAbs("."), stderr
	cmd.Env = append(os.Environ(), pluginVariable+"="+ts.Getenv(pluginVariable))
	ts.Check(cmd.Start())
	select {
	case <-stderr.seen:
	case <-time.After(awaitLimit):
	}
	ts.Check(cmd.Process.Signal(os.Interrupt))
	err = cmd.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		ts.Check(err)
	}
	ts.Check(os.WriteFile(ts.MkAbs("interrupted"), stderr.written.Bytes(), 0o600))
	if got := cmd.ProcessState.ExitCode(); got != want {
		ts.Fatalf("exit code %d, want %d; standard error:\n%s", got, want, stderr.written.String())
	}
}

// pluginVariable names the connector.
const pluginVariable = "IGAHOST_PLUGIN"

// trigger closes seen when a text was written.
type trigger struct {
	text    string
	seen    chan struct{}
	once    sync.Once
	written bytes.Buffer
}

// Write takes output. Only the one goroutine of exec.Cmd calls it.
func (t *trigger) Write(p []byte) (int, error) {
	n, err := t.written.Write(p)
	if bytes.Contains(t.written.Bytes(), []byte(t.text)) {
		t.once.Do(func() { close(t.seen) })
	}
	return n, err
}
