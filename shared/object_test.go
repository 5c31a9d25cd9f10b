package shared_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
)

func TestObjectThreeStates(t *testing.T) {
	t.Parallel()
	obj := shared.NewObject("User", "1", "ada").
		SetString("Dept", "R&D").
		Set("groups").
		SetUnavailable("phone", "no Phone licence").
		Build()
	if v, ok := obj.Get("dept"); !ok || v.String() != "R&D" {
		t.Errorf("present: %v, %v", v, ok)
	}
	if v, ok := obj.Get("groups"); !ok || v.Len() != 0 {
		t.Errorf("empty: %v, %v", v, ok)
	}
	v, ok := obj.Get("phone")
	if reason, unavailable := v.Unavailable(); !ok || !unavailable || reason != "no Phone licence" {
		t.Errorf("unavailable: %v, %v", v, ok)
	}
	if _, ok := obj.Get("manager"); ok {
		t.Error("absent is there")
	}
}

func TestObjectBuilderValuesDoNotShare(t *testing.T) {
	t.Parallel()
	b := shared.NewObject("User", "1", "ada").Grow(2)
	for range 10 { // more than there is room for, so that the slab moves
		b.Set("a", shared.StringValue("x"), shared.StringValue("y"))
	}
	for _, v := range b.Build().All() {
		if diff := cmp.Diff("[x, y]", v.String()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

func TestObjectEqualAndDetach(t *testing.T) {
	t.Parallel()
	build := func(tags ...string) *shared.Object {
		return shared.NewObject("User", "1", "ada").PreviousUID("0").Provisional().
			SetString("dept", "R&D").SetValues("tags", shared.Strings(tags...)).Build()
	}
	one := build("a", "b")
	if !one.Equal(build("b", "a", "a")) {
		t.Error("values are not compared as sets")
	}
	if one.Equal(build("a")) || one.Equal(nil) {
		t.Error("different objects are equal")
	}
	if !one.Detach().Equal(one) {
		t.Error("Detach changes the object")
	}
}

func TestDeltaApply(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		delta shared.AttributeDelta
		want  shared.Values
	}{
		"replace":            {shared.ReplaceDelta("x", shared.StringValue("n")), shared.Strings("n")},
		"clear":              {shared.ReplaceDelta("x"), shared.Values{}},
		"add":                {shared.AddDelta("x", shared.StringValue("c")), shared.Strings("a", "b", "c")},
		"add what is there":  {shared.AddDelta("x", shared.StringValue("a")), shared.Strings("a", "b")},
		"remove":             {shared.RemoveDelta("x", shared.StringValue("a")), shared.Strings("b")},
		"remove what is not": {shared.RemoveDelta("x", shared.StringValue("z")), shared.Strings("a", "b")},
		"add and remove":     {shared.AttributeDelta{Add: shared.Strings("c"), Remove: shared.Strings("a")}, shared.Strings("b", "c")},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			current := shared.Strings("a", "b")
			got := tt.delta.Apply(current)
			if !got.Equal(tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
			if again := tt.delta.Apply(got); !again.Equal(tt.want) {
				t.Errorf("applied twice: %v, want %v", again, tt.want)
			}
			if !current.Equal(shared.Strings("a", "b")) {
				t.Errorf("the values given were changed: %v", current)
			}
		})
	}
}
