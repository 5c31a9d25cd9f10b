package filter_test

import (
	"math"
	"testing"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/filter"
)

func TestString(t *testing.T) {
	t.Parallel()
	a, b, c := filter.Pr("a"), filter.Pr("b"), filter.Pr("c")
	tests := map[string]struct {
		f    shared.Filter
		want string
	}{
		"eq":                  {filter.Eq("a", str("x")), `a eq "x"`},
		"ne":                  {filter.Ne("a", num(-1)), `a ne -1`},
		"co":                  {filter.Co("a", str(`"\<&>é`+"\n")), `a co "\"\\<&>é\n"`},
		"float":               {filter.Gt("a", shared.FloatValue(1.5)), `a gt 1.5`},
		"whole float":         {filter.Gt("a", shared.FloatValue(3)), `a gt 3.0`},
		"large float":         {filter.Gt("a", shared.FloatValue(1e300)), `a gt 1e+300`},
		"infinite":            {filter.Gt("a", shared.FloatValue(math.Inf(1))), `a gt "+Inf"`},
		"bool":                {filter.Eq("a", shared.BoolValue(false)), `a eq false`},
		"time":                {filter.Le("a", shared.TimeValue(noon)), `a le "2026-01-31T12:00:00Z"`},
		"bytes":               {filter.Eq("a", shared.BytesValue([]byte{0xff})), `a eq "/w=="`},
		"reference":           {filter.Eq("a", ref("g1", "Sales")), `a eq "g1"`},
		"reference by name":   {filter.Eq("a", ref("", "Sales")), `a eq "name:Sales"`},
		"secret":              {filter.Eq("a", shared.SecretValue(shared.NewSecret("s3cret"))), `a eq "***"`},
		"present":             {a, `a pr`},
		"not":                 {filter.Negate(a), `not (a pr)`},
		"not of and":          {filter.Negate(filter.AllOf(a, b)), `not (a pr and b pr)`},
		"and in or":           {filter.AnyOf(a, filter.AllOf(b, c)), `a pr or b pr and c pr`},
		"or in and":           {filter.AllOf(a, filter.AnyOf(b, c)), `a pr and (b pr or c pr)`},
		"and in and":          {filter.AllOf(a, filter.AllOf(b, c)), `a pr and (b pr and c pr)`},
		"or in or":            {filter.AnyOf(filter.AnyOf(a, b), c), `(a pr or b pr) or c pr`},
		"single and":          {filter.AllOf(filter.AnyOf(filter.AllOf(a), b)), `a pr or b pr`},
		"single and, inside":  {filter.AllOf(filter.AllOf(filter.AnyOf(a, b)), c), `(a pr or b pr) and c pr`},
		"in":                  {filter.OneOf("a", num(1), num(2)), `(a eq 1 or a eq 2)`},
		"in of one":           {filter.OneOf("a", num(1)), `a eq 1`},
		"in within and":       {filter.AllOf(filter.OneOf("a", num(1), num(2)), b), `(a eq 1 or a eq 2) and b pr`},
		"in within not":       {filter.Negate(filter.OneOf("a", num(1), num(2))), `not (a eq 1 or a eq 2)`},
		"contains all":        {filter.HasAll("a", num(1), num(2)), `a eq 1 and a eq 2`},
		"contains all in or":  {filter.AnyOf(filter.HasAll("a", num(1), num(2)), b), `a eq 1 and a eq 2 or b pr`},
		"contains all in and": {filter.AllOf(filter.HasAll("a", num(1), num(2)), b), `(a eq 1 and a eq 2) and b pr`},
		"empty and":           {filter.AllOf(), `()`},
		"empty in":            {filter.OneOf("a"), `()`},
		"missing":             {filter.Negate(nil), `not (<missing>)`},
		"missing itself":      {(*filter.In)(nil), `<missing>`},
		"no value":            {&filter.Comparison{Attribute: "a"}, `a operator(0) "<invalid>"`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := test.f.String(); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestOperators(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for op := filter.Equal; op <= filter.LessOrEqual; op++ {
		f := mustParse(t, "a "+op.String()+" 1")
		if c, ok := f.(*filter.Comparison); !ok || c.Operator != op || !op.Valid() || seen[op.String()] {
			t.Errorf("%s: got %v", op, f)
		}
		seen[op.String()] = true
	}
	if filter.Operator(0).Valid() || (filter.LessOrEqual + 1).Valid() {
		t.Error("an undeclared operator is valid")
	}
}
