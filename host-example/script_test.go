package main_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/igaplugin/igaplugin/host-example/internal/cli"
)

// TestMain makes the test binary answer to the name of igahost in scripts.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		//nolint:forbidigo // this is func main of the program under test
		"igahost": func() { os.Exit(cli.Main(context.Background(), os.Args[1:], cli.System("1.2.3", ""))) },
	})
}

// journalPackage is a connector whose changes outlast its process.
const journalPackage = "github.com/igaplugin/igaplugin/host-example/testdata/journal"

// TestScripts runs every command against the real connectors, as processes.
func TestScripts(t *testing.T) {
	t.Parallel()
	connectors := t.TempDir()
	for _, name := range []string{"zoom", "memory", "csv"} {
		build(t, filepath.Join(connectors, "iga-connector-"+name+exeSuffix()), "github.com/igaplugin/igaplugin/plugin/"+name)
	}
	build(t, filepath.Join(connectors, "iga-connector-journal"+exeSuffix()), journalPackage)
	build(t, filepath.Join(connectors, "minisign"+exeSuffix()), "aead.dev/minisign/cmd/minisign")
	params := scriptParams(connectors)
	params.Dir = filepath.Join("testdata", "script")
	testscript.Run(t, params)
}

// scriptParams are for scripts that use the programs in a folder.
func scriptParams(connectors string) testscript.Params {
	return testscript.Params{
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("PATH", e.Getenv("PATH")+string(filepath.ListSeparator)+connectors)
			e.Setenv("CONNECTORS", connectors)
			e.Setenv("ZOOM", filepath.Join(connectors, "iga-connector-zoom"+exeSuffix()))
			e.Setenv("JOURNAL", filepath.Join(connectors, "iga-connector-journal"+exeSuffix()))
			e.Setenv("MEMORY", filepath.Join(connectors, "iga-connector-memory"+exeSuffix()))
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"exits": exits, "await": await, "capture": capture, "interrupts": interrupts, "kills": kills,
			"record": record,
		},
	}
}

func build(t *testing.T, file, pkg string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "build", "-o", file, pkg)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("building %s: %v\n%s", pkg, err, out)
	}
}

func exeSuffix() string {
	if runtime.GOOS == "windows" {
		return ".exe"
	}
	return ""
}

// exits CODE PROGRAM ARGS... runs a program and checks its exit code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARGS...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		got = exit.ExitCode()
	case err != nil:
		ts.Fatalf("%v", err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// awaitLimit is how long await waits.
const awaitLimit = 30 * time.Second

// await FILE waits for a file that a program in the background writes.
func await(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: await FILE")
	}
	awaitFile(ts, args[0], func(string) bool { return true })
}

// awaitFile waits for a file whose content will do, and returns that.
func awaitFile(ts *testscript.TestScript, name string, enough func(text string) bool) string {
	const often = 10 * time.Millisecond
	ticker := time.NewTicker(often)
	defer ticker.Stop()
	limit := time.NewTimer(awaitLimit)
	defer limit.Stop()
	for {
		if text, err := os.ReadFile(ts.MkAbs(name)); err == nil && enough(string(text)) {
			return string(text)
		}
		select {
		case <-ticker.C:
		case <-limit.C:
			ts.Fatalf("%s did not appear", name)
		}
	}
}

// record VARIABLE FILE waits for the reattach record that a connector in the
// background prints into a file, and puts the name of the file with the same
// record, which igahost is to be given, into a variable.
func record(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: record VARIABLE FILE")
	}
	text := awaitFile(ts, args[1], func(text string) bool { return strings.HasSuffix(text, "\n") })
	socket, err := jsonField(text, "address")
	ts.Check(err)
	ts.Setenv(args[0], filepath.Join(filepath.Dir(socket), "reattach.json"))
}

// capture VARIABLE KEY puts the value of a key of the JSON line on standard
// output into a variable.
func capture(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: capture VARIABLE KEY")
	}
	value, err := jsonField(ts.ReadFile("stdout"), args[1])
	ts.Check(err)
	ts.Setenv(args[0], value)
}
