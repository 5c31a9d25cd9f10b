package docs_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// guideBlock finds the files and the sessions of a guide: blocks of Go code
// with the name of a file, and blocks of commands with what they print.
var guideBlock = regexp.MustCompile("(?ms)^```(go|console)(?: ([a-z_]+\\.go))?\n(.*?)^```$")

// moduleSetup has `go mod tidy` take what the repository requires, in the versions
// that it requires and without asking the network, and the source beside the
// guides instead of a release.
const moduleSetup = `
go() {
	if [ "$1 $2" != "mod tidy" ]; then command go "$@"; return; fi
	sed "s#^module .*#module $(sed -n 's/^module //p' go.mod)#" "$REPOSITORY/go.mod" > go.mod.new && mv go.mod.new go.mod
	cp "$REPOSITORY/go.sum" .
	command go mod edit -require=github.com/igaplugin/igaplugin@v0.0.0 -replace=github.com/igaplugin/igaplugin="$REPOSITORY"
}
`

// TestGuides follows the guides: it writes their files, runs their commands, and
// compares what they print.
func TestGuides(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("builds programs")
	}
	shell, err := exec.LookPath("bash")
	if err != nil {
		t.Skip(err)
	}
	repository, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	programs := t.TempDir()
	for program, source := range map[string]string{"igahost": "host-example", "iga-connector-csv": "plugin/csv"} {
		out, err := exec.CommandContext(t.Context(), "go", "build", "-buildvcs=false", "-o", filepath.Join(programs, program),
			filepath.Join(repository, source)).CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	for _, guide := range []string{"write-a-connector.md", "embed-a-host.md", "csv.md"} {
		t.Run(guide, func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(guide)
			if err != nil {
				t.Fatal(err)
			}
			script, want := guideScript(t, string(text))
			cmd := exec.CommandContext(t.Context(), shell, "-c", script)
			dir, err := filepath.EvalSymlinks(t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(programs, filepath.Join(dir, "bin")); err != nil {
				t.Fatal(err)
			}
			cmd.Dir = dir
			cmd.Env = append(os.Environ(), "NO_COLOR=1", "GOFLAGS=-mod=mod", "GOPROXY=off", "REPOSITORY="+repository, "PROGRAMS="+programs,
				"PATH="+programs+string(os.PathListSeparator)+os.Getenv("PATH"))
			out, err := cmd.CombinedOutput()
			if _, ok := err.(*exec.ExitError); err != nil && !ok { //nolint:errorlint // it is returned as it is
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, strings.ReplaceAll(string(out), dir, "/srv/iga")); diff != "" {
				t.Errorf("(-document +programs):\n%s", diff)
			}
		})
	}
}

// guideScript makes one script of a guide, in its order: files are written at the
// place where they stand.
func guideScript(t *testing.T, text string) (script, want string) {
	t.Helper()
	var s, w strings.Builder
	s.WriteString(moduleSetup)
	commands := 0
	for _, block := range guideBlock.FindAllStringSubmatch(text, -1) {
		language, file, body := block[1], block[2], block[3]
		switch {
		case language == "go" && file != "":
			s.WriteString("cat > " + file + " <<'END_OF_FILE'\n" + body + "END_OF_FILE\n")
		case language == "go" && !strings.HasPrefix(body, "package "):
			t.Errorf("this Go code is neither a file nor a program:\n%s", body)
		case language == "console":
			for line := range strings.Lines(body) {
				if command, ok := strings.CutPrefix(line, "$ "); ok {
					commands++
					s.WriteString(command)
				} else if more, ok := strings.CutPrefix(line, "> "); ok {
					s.WriteString(more)
				} else {
					w.WriteString(line)
				}
			}
		}
	}
	const least = 9
	if commands < least {
		t.Fatalf("%d commands found", commands)
	}
	return s.String(), w.String()
}
