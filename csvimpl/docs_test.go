package csvimpl_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/csvimpl"
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

// TestDocumentedProperties looks whether the table of docs/csv.md has every
// property, with its default.
func TestDocumentedProperties(t *testing.T) {
	t.Parallel()
	info, err := csvimpl.New("1.2.3").Info(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	documented := make(map[string]string) // default by name
	for _, row := range regexp.MustCompile("(?m)^\\| (`[a-z_]+`(?:, `[a-z_]+`)*) \\| ([^|]*) \\|").FindAllStringSubmatch(read(t, "../docs/csv.md"), -1) {
		for name := range strings.SplitSeq(row[1], ", ") {
			documented[strings.Trim(name, "`")] = row[2]
		}
	}
	if len(info.Properties) != 14 {
		t.Errorf("%d properties", len(info.Properties))
	}
	for _, p := range info.Properties {
		text, ok := documented[p.Name]
		if !ok {
			t.Errorf("%s is not documented", p.Name)
		}
		if strings.HasPrefix(p.Name, "groups_") {
			continue // the same as of users
		}
		want := "`" + p.Default.String() + "`"
		switch {
		case p.Required:
			want = "required"
		case p.Default.Len() == 0:
			want = "no" // "none", or what follows without one
		}
		if p.Name == "users_name_column" {
			want = "`name` where there is one"
		}
		if !strings.HasPrefix(text, want) {
			t.Errorf("%s has the default %q, and should have %q", p.Name, text, want)
		}
	}
}
