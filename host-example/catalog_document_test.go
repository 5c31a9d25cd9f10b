package main_test

import (
	"bufio"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestCatalogDocument runs every command of docs/catalog.md, in their order.
func TestCatalogDocument(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("the document names programs without .exe")
	}
	commands := shellCommands(t, filepath.Join("..", "docs", "catalog.md"))
	const least = 10
	if len(commands) < least {
		t.Fatalf("%d commands found, fewer than there are", len(commands))
	}
	programs, scripts := t.TempDir(), t.TempDir()
	build(t, filepath.Join(programs, "iga-connector-memory"), "github.com/igaplugin/igaplugin/plugin/memory")
	build(t, filepath.Join(programs, "minisign"), "aead.dev/minisign/cmd/minisign")
	script := "mkdir bin\ncp $MEMORY bin/iga-connector-memory\nchmod 755 bin/iga-connector-memory\n"
	for _, c := range commands {
		script += "exec " + strings.ReplaceAll(c, `"`, `'`) + "\n"
	}
	script += "stdout 'memory,0.0.0-dev,.*,ok,'\n"
	if err := os.WriteFile(filepath.Join(scripts, "document.txtar"), []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	params := scriptParams(programs)
	params.Dir = scripts
	testscript.Run(t, params)
}

// shellCommands returns the lines of the sh blocks of a document.
func shellCommands(t *testing.T, path string) []string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var commands []string
	inside := false
	for lines := bufio.NewScanner(strings.NewReader(string(text))); lines.Scan(); {
		switch line := strings.TrimSpace(lines.Text()); {
		case line == "```sh":
			inside = true
		case line == "```":
			inside = false
		case inside && line != "":
			program, _, _ := strings.Cut(line, " ")
			if program != "igahost" && program != "minisign" {
				t.Errorf("%s: nothing runs %q", path, line)
			}
			commands = append(commands, line)
		}
	}
	return commands
}
