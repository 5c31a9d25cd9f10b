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
	script := "mkdir bin\ncp $MEMORY bin/iga-connector-memory\nchmod 755 bin/iga-connector-memory\n" +
		"mkdir my-connector/lib\ncp $MEMORY my-connector/lib/iga-connector-memory\n" +
		"exec chmod 755 my-connector my-connector/lib my-connector/start my-connector/lib/iga-connector-memory\n"
	for _, c := range commands {
		// A quote within quotes is doubled in scripts.
		script += "exec " + strings.ReplaceAll(strings.ReplaceAll(c, "'", "''"), `"`, `'`) + "\n"
	}
	script += "stdout 'memory,0.0.0-dev,.*,ok,'\n" +
		"-- my-connector/start --\n" + block(t, filepath.Join("..", "docs", "catalog.md"), "#!/bin/sh")
	if err := os.WriteFile(filepath.Join(scripts, "document.txtar"), []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	params := scriptParams(programs)
	params.Dir = scripts
	testscript.Run(t, params)
}

// block returns the block of a document that begins with a line.
func block(t *testing.T, path, first string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(text), "\n"+first+"\n")
	inside, _, ended := strings.Cut(rest, "```")
	if !found || !ended {
		t.Fatalf("%s has no block that begins with %s", path, first)
	}
	return first + "\n" + inside
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
			if program != "igahost" && program != "minisign" && program != "sh" {
				t.Errorf("%s: nothing runs %q", path, line)
			}
			commands = append(commands, line)
		}
	}
	return commands
}
