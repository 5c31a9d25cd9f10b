package importer_test

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/igaplugin/igaplugin/host-example/internal/importer"
	"github.com/igaplugin/igaplugin/shared"
)

// A pending user who was delivered by address and has joined since comes with
// another uid, and with no word of the old one from a connector that was started
// anew: the name tells.
func TestResumeKnowsWhoHasJoined(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.jsonl")
	invited := shared.NewObject("User", "ann@example.com", "Ann@example.com").Provisional().Build()
	joined := shared.NewObject("User", "u1", "ann@Example.com").Build()
	other := shared.NewObject("User", "u2", "u1").Build() // Whose name is a uid is not that one.
	first := []*shared.Object{invited}
	if _, err := importer.Run(t.Context(), job(path, until(first, errBroken))); !errors.Is(err, errBroken) {
		t.Fatal(err)
	}
	report, err := importer.Run(t.Context(), job(path, until([]*shared.Object{joined, other}, nil)))
	if err != nil || report.Skipped != 1 {
		t.Errorf("%d skipped, %v", report.Skipped, err)
	}
	if got := uids(t, path); !slices.Equal(got, []string{"ann@example.com", "u2"}) {
		t.Errorf("got %v", got)
	}
}

// What the configuration says decides what rows look like.
func TestResumeWithAnotherConfiguration(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.jsonl")
	begin := job(path, until(rows(2), errBroken))
	begin.Header.Configuration = map[string]string{"pending_uid": "1", "plan": "2"}
	if _, err := importer.Run(t.Context(), begin); !errors.Is(err, errBroken) {
		t.Fatal(err)
	}
	again := job(path, until(rows(2), nil))
	again.Header.Configuration = map[string]string{"pending_uid": "3", "plan": "2"}
	_, err := importer.Run(t.Context(), again)
	var state *importer.StateError
	if !errors.As(err, &state) || !strings.Contains(err.Error(), "property pending_uid of the configuration has changed") || strings.Contains(err.Error(), "plan") {
		t.Errorf("got %v", err)
	}
}
