package host_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/host"
)

// A record may hold mappings of name to scalar, which become JSON.
func TestDecodeRecord(t *testing.T) {
	t.Parallel()
	text := "one: {a: +1, b: 1, c: 0x1F, d: true, e: yes, f: 'no \"', g: 1.50, h: \"2\", i: 007, j: '', k: <x>}\nmany:\n  - a: 1\n  - plain\nplain: 7\n"
	got, faults := host.DecodeRecord([]byte(text))
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	want := []host.FlatEntry{
		{Key: "one", Line: 1, Values: []host.FlatValue{{
			Line: 1, Object: true,
			Text: `{"a":"+1","b":1,"c":"0x1F","d":true,"e":"yes","f":"no \"","g":1.50,"h":"2","i":"007","j":"","k":"\u003cx\u003e"}`,
		}}},
		{Key: "many", Line: 2, Values: []host.FlatValue{{Line: 3, Object: true, Text: `{"a":1}`}, {Line: 4, Text: "plain"}}},
		{Key: "plain", Line: 5, Values: []host.FlatValue{{Line: 5, Text: "7"}}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
}

// A configuration still has no mappings, and no fault shows a value.
func TestDecodeRecordFaults(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ text, want string }{
		"nested":   {"a:\n  b:\n    c: hunter2\n", "line 3: b must be a scalar"},
		"list":     {"a:\n  b: [hunter2]\n", "line 2: b must be a scalar"},
		"null":     {"a:\n  b:\n", "line 2: b must be a scalar"},
		"twice":    {"a:\n  b: hunter2\n  b: x\n", "line 3: b is given twice"},
		"alias":    {"a:\n  b: *hunter2\n", "must be quoted"},
		"tag":      {"a:\n  b: !x hunter2\n", "tags are not supported"},
		"anchor":   {"a:\n  b: &x hunter2\n", "anchors are not supported"},
		"key":      {"a:\n  ? [hunter2]\n  : x\n", "keys must be plain words"},
		"in lists": {"a:\n  - [hunter2]\n", "must be a scalar or a list of scalars"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, faults := host.DecodeRecord([]byte(test.text))
			if len(faults) != 1 || !strings.Contains(faults[0].Message, test.want) || strings.Contains(faults[0].Message, "hunter2") {
				t.Errorf("got %v, want %q", faults, test.want)
			}
		})
	}
	if _, faults := host.DecodeFlat([]byte("a:\n  b: c\n")); len(faults) != 1 {
		t.Errorf("a flat mapping has one nested: %v", faults)
	}
}
