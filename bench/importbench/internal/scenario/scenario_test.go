package scenario_test

import (
	"testing"

	"github.com/igaplugin/igaplugin/bench/importbench/internal/scenario"
)

// TestAll: names tell the scenarios apart, for people and for --only.
func TestAll(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for _, s := range scenario.All(25) {
		if names[s.Name()] {
			t.Errorf("two scenarios are called %q", s.Name())
		}
		names[s.Name()] = true
	}
	for _, want := range []string{
		"1k unlimited, 20 ms, naive", "1M unlimited, 0 ms, lists, phone", "100k business, 20 ms, lists", "100k business ×25, 20 ms, everything",
	} {
		if !names[want] {
			t.Errorf("no scenario is called %q: %v", want, names)
		}
	}
}
