// Package docs_test keeps the documents true: every Go program that they show
// is compiled.
package docs_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// goBlock finds the Go programs of a Markdown document.
var goBlock = regexp.MustCompile("(?ms)^```go\n(package main\n.*?)^```$")

func TestProgramsInDocumentsCompile(t *testing.T) {
	t.Parallel()
	documents, err := filepath.Glob("*.md")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, document := range append(documents, "../README.md") {
		text, err := os.ReadFile(document)
		if err != nil {
			t.Fatal(err)
		}
		for i, match := range goBlock.FindAllSubmatch(text, -1) {
			found++
			t.Run(fmt.Sprintf("%s %d", filepath.Base(document), i+1), func(t *testing.T) {
				t.Parallel()
				compile(t, match[1])
			})
		}
	}
	if found < 2 {
		t.Errorf("%d programs found; the README has at least two", found)
	}
}

// compile builds a program as if it stood in this module. The overlay gives it
// a place there without writing into the source tree.
func compile(t *testing.T, program []byte) {
	t.Helper()
	dir := t.TempDir()
	source := filepath.Join(dir, "main.go")
	if err := os.WriteFile(source, program, 0o600); err != nil {
		t.Fatal(err)
	}
	here, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	place := filepath.Join(here, "snippet")
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": {filepath.Join(place, "main.go"): source}})
	if err != nil {
		t.Fatal(err)
	}
	overlayFile := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(overlayFile, overlay, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "go", "build", "-overlay", overlayFile, "-o", filepath.Join(dir, "program"), "./snippet")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, strings.TrimSpace(string(out)))
	}
}
