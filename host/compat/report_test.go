package compat_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/host/compat"
)

func TestLevelsAreOrderedAndNamed(t *testing.T) {
	t.Parallel()
	names := []string{"same", "additive", "narrowing", "breaking", "level(4)"}
	for i, want := range names {
		if got := compat.Level(i).String(); got != want {
			t.Errorf("%d is %q, want %q", i, got, want)
		}
	}
	if compat.Same != 0 || compat.Same >= compat.Additive || compat.Additive >= compat.Narrowing || compat.Narrowing >= compat.Breaking {
		t.Error("the levels are not in order")
	}
}

func TestJoin(t *testing.T) {
	t.Parallel()
	worse := compat.Change{Level: compat.Breaking, Class: "User", Attribute: "x", Text: "removed"}
	better := compat.Change{Level: compat.Additive, Class: "Group", Text: "class added"}
	elsewhere := compat.Change{Level: compat.Breaking, Class: "Group", Attribute: "x", Text: "removed"}
	property := compat.Change{Level: compat.Breaking, Property: "x", Text: "removed"}
	one := &compat.Report{Changes: []compat.Change{worse, better}}
	other := &compat.Report{Changes: []compat.Change{elsewhere, property, worse}}
	got := compat.Join(one, nil, other, one)
	if diff := cmp.Diff([]compat.Change{property, elsewhere, worse, better}, got.Changes); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]compat.Change{worse, better}, one.Changes); diff != "" {
		t.Errorf("Join changed its argument (-want +got):\n%s", diff)
	}
	if got.Level() != compat.Breaking || compat.Join().Level() != compat.Same {
		t.Errorf("%s and %s", got.Level(), compat.Join().Level())
	}
}

func TestLevelIsTheWorstOfAnyOrder(t *testing.T) {
	t.Parallel()
	r := &compat.Report{Changes: []compat.Change{{Level: compat.Additive}, {Level: compat.Narrowing}, {Level: compat.Additive}}}
	if got := r.Level(); got != compat.Narrowing {
		t.Errorf("%s", got)
	}
}
