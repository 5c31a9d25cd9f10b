package csvimpl_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// consoleBlock finds the sessions of a Markdown document.
var consoleBlock = regexp.MustCompile("(?ms)^```console\n(.*?)^```$")

// TestDocumentedSession runs the commands of docs/csv.md with the programs that
// make builds, and compares what they print.
func TestDocumentedSession(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("builds programs")
	}
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip(err)
	}
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for program, source := range map[string]string{"igahost": "../host-example", "iga-connector-csv": "../plugin/csv"} {
		out, err := exec.CommandContext(t.Context(), "go", "build", "-buildvcs=false", "-o", filepath.Join(dir, "bin", program), source).CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	var script, want strings.Builder
	commands := 0
	for _, block := range consoleBlock.FindAllStringSubmatch(read(t, "../docs/csv.md"), -1) {
		for line := range strings.Lines(block[1]) {
			if command, ok := strings.CutPrefix(line, "$ "); ok {
				commands++
				script.WriteString(command)
			} else if more, ok := strings.CutPrefix(line, "> "); ok {
				script.WriteString(more)
			} else {
				want.WriteString(line)
			}
		}
	}
	if commands < 10 {
		t.Errorf("%d commands found", commands)
	}
	cmd := exec.CommandContext(t.Context(), shell, "-c", script.String())
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "NO_COLOR=1")
	out, err := cmd.CombinedOutput()
	if _, ok := err.(*exec.ExitError); err != nil && !ok { //nolint:errorlint // Run returns it as it is
		t.Fatal(err)
	}
	got := strings.ReplaceAll(string(out), dir, "/srv/iga")
	if diff := cmp.Diff(want.String(), got); diff != "" {
		t.Errorf("(-document +programs):\n%s", diff)
	}
}
