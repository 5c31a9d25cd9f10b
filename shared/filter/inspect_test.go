package filter_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/filter"
)

func TestConjuncts(t *testing.T) {
	t.Parallel()
	tests := map[string][]string{
		`a pr`:                                    {`a pr`},
		`a pr and b pr`:                           {`a pr`, `b pr`},
		`a pr and (b pr and (c pr or d pr))`:      {`a pr`, `b pr`, `c pr or d pr`},
		`a pr or b pr and c pr`:                   {`a pr or b pr and c pr`},
		`not (a pr and b pr)`:                     {`not (a pr and b pr)`},
		`(a pr and b pr) and not (c pr) and d pr`: {`a pr`, `b pr`, `not (c pr)`, `d pr`},
	}
	for text, want := range tests {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, f := range filter.Conjuncts(mustParse(t, text)) {
				got = append(got, f.String())
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	if got := filter.Conjuncts(nil); len(got) != 0 {
		t.Errorf("of nil: got %v, want none", got)
	}
}

func TestValuesFor(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		f    shared.Filter
		want []shared.Value
	}{
		"eq":                   {mustParse(t, `a eq 1`), []shared.Value{num(1)}},
		"eq in other case":     {mustParse(t, `A eq 1`), []shared.Value{num(1)}},
		"or of eq":             {mustParse(t, `a eq 1 or (a eq 2 or a eq 1)`), []shared.Value{num(1), num(2), num(1)}},
		"in":                   {filter.OneOf("a", num(1), num(2)), []shared.Value{num(1), num(2)}},
		"or of in and eq":      {filter.AnyOf(filter.OneOf("a", num(1), num(2)), filter.Eq("a", num(3))), []shared.Value{num(1), num(2), num(3)}},
		"single and":           {filter.AllOf(filter.AnyOf(filter.Eq("a", num(1)))), []shared.Value{num(1)}},
		"contains all of one":  {filter.HasAll("a", num(1)), []shared.Value{num(1)}},
		"contains all of two":  {filter.HasAll("a", num(1), num(2)), nil},
		"another attribute":    {mustParse(t, `b eq 1`), nil},
		"or with another":      {mustParse(t, `a eq 1 or b eq 2`), nil},
		"or with another kind": {mustParse(t, `a eq 1 or a gt 2`), nil},
		"ne":                   {mustParse(t, `a ne 1`), nil},
		"not":                  {mustParse(t, `not (a eq 1)`), nil},
		"and":                  {mustParse(t, `a eq 1 and a eq 2`), nil},
		"present":              {mustParse(t, `a pr`), nil},
		"empty in":             {filter.OneOf("a"), nil},
		"empty or":             {filter.AnyOf(), nil},
		"nil":                  {nil, nil},
		"typed nil":            {(*filter.Comparison)(nil), nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, ok := filter.ValuesFor(test.f, "a")
			if diff := cmp.Diff(test.want, got); diff != "" || ok != (test.want != nil) {
				t.Errorf("ok = %v (-want +got):\n%s", ok, diff)
			}
			one, ok := filter.EqualTo(test.f, "a")
			if ok != (len(test.want) == 1) || (ok && !one.Equal(test.want[0])) {
				t.Errorf("EqualTo = %v, %v", one, ok)
			}
		})
	}
}

func TestAttributes(t *testing.T) {
	t.Parallel()
	f := filter.AllOf(
		filter.Negate(filter.Pr("c")), filter.AnyOf(filter.HasAll("d", num(1)), filter.Eq("b", num(1))),
		filter.OneOf("a", num(1)), filter.Ne("c", num(2)), nil,
	)
	if diff := cmp.Diff([]string{"a", "b", "c", "d"}, filter.Attributes(f)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := filter.Attributes(nil); len(got) != 0 {
		t.Errorf("of nil: got %v, want none", got)
	}
}

func TestWalk(t *testing.T) {
	t.Parallel()
	f := mustParse(t, `a pr and not (b pr) and (c pr or d pr)`)
	var got []string
	filter.Walk(f, func(g shared.Filter) bool {
		got = append(got, g.String())
		_, isOr := g.(*filter.Or)
		return !isOr
	})
	want := []string{f.String(), `a pr`, `not (b pr)`, `b pr`, `c pr or d pr`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
