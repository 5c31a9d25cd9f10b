package filter_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/filter"
)

func TestParse(t *testing.T) {
	t.Parallel()
	a, b, c := filter.Pr("a"), filter.Pr("b"), filter.Pr("c")
	long := strings.Repeat("x", filter.MaxLength-len(`a eq ""`))
	tests := map[string]struct {
		text string
		want shared.Filter
	}{
		"eq":               {`a eq "x"`, filter.Eq("a", str("x"))},
		"ne":               {`a ne "x"`, filter.Ne("a", str("x"))},
		"co":               {`a co "x"`, filter.Co("a", str("x"))},
		"sw":               {`a sw "x"`, filter.Sw("a", str("x"))},
		"ew":               {`a ew "x"`, filter.Ew("a", str("x"))},
		"gt":               {`a gt 1`, filter.Gt("a", num(1))},
		"ge":               {`a ge 1`, filter.Ge("a", num(1))},
		"lt":               {`a lt 1`, filter.Lt("a", num(1))},
		"le":               {`a le 1`, filter.Le("a", num(1))},
		"pr":               {`a pr`, a},
		"eq null":          {`a eq null`, filter.Negate(a)},
		"ne null":          {`a ne null`, a},
		"keywords in case": {`NOT (a EQ TRUE) Or b Pr AND a Ne NULL`, filter.AnyOf(filter.Negate(filter.Eq("a", shared.BoolValue(true))), filter.AllOf(b, a))},
		"true and false":   {`a eq true or a eq false`, filter.AnyOf(filter.Eq("a", shared.BoolValue(true)), filter.Eq("a", shared.BoolValue(false)))},
		"largest int":      {`a eq 9223372036854775807`, filter.Eq("a", num(9223372036854775807))},
		"smallest int":     {`a eq -9223372036854775808`, filter.Eq("a", num(-9223372036854775808))},
		"int beyond float": {`a eq 9007199254740993`, filter.Eq("a", num(9007199254740993))},
		"float":            {`a eq -1.5e+3`, filter.Eq("a", shared.FloatValue(-1500))},
		"whole float":      {`a eq 2.0`, filter.Eq("a", shared.FloatValue(2))},
		"escapes":          {`a eq "\"\\\/\b\f\n\r\t\u00e9\uD83D\uDE00"`, filter.Eq("a", str("\"\\/\b\f\n\r\té😀"))},
		"syntax in string": {`a eq "x) or (b eq 1"`, filter.Eq("a", str("x) or (b eq 1"))},
		"empty string":     {`a eq ""`, filter.Eq("a", str(""))},
		"longest":          {`a eq "` + long + `"`, filter.Eq("a", str(long))},
		"names": {
			`__UID__ pr and urn:x:User:name.family-name_1 pr and $ref pr and Straße pr and 9x pr`,
			filter.AllOf(filter.Pr("__UID__"), filter.Pr("urn:x:User:name.family-name_1"), filter.Pr("$ref"), filter.Pr("Straße"), filter.Pr("9x")),
		},
		"keywords as names":     {`not pr and and pr or eq eq 1`, filter.AnyOf(filter.AllOf(filter.Pr("not"), filter.Pr("and")), filter.Eq("eq", num(1)))},
		"and before or":         {`a pr or b pr and c pr`, filter.AnyOf(a, filter.AllOf(b, c))},
		"and before or, left":   {`a pr and b pr or c pr`, filter.AnyOf(filter.AllOf(a, b), c)},
		"not before and":        {`not (a pr) and b pr`, filter.AllOf(filter.Negate(a), b)},
		"not without space":     {`not(a pr)`, filter.Negate(a)},
		"not of not":            {`not (not (a pr))`, filter.Negate(filter.Negate(a))},
		"group":                 {`(a pr or b pr) and c pr`, filter.AllOf(filter.AnyOf(a, b), c)},
		"group on the right":    {`a pr and (b pr and c pr)`, filter.AllOf(a, filter.AllOf(b, c))},
		"superfluous group":     {`((a pr))`, a},
		"three operands":        {`a pr or b pr or c pr`, filter.AnyOf(a, b, c)},
		"white space":           {"\t( a\tpr\r\n)  ", a},
		"no white space":        {`(a eq"x")and(b pr)`, filter.AllOf(filter.Eq("a", str("x")), b)},
		"deepest parentheses":   {strings.Repeat("(", 64) + "a pr" + strings.Repeat(")", 64), a},
		"deepest tree":          {strings.Repeat("not (", 63) + "a pr" + strings.Repeat(")", 63), nots(63, a)},
		"parentheses in a row":  {strings.Repeat("(a pr) and ", 100) + "(a pr)", filter.AllOf(manyOf(a, 101)...)},
		"null as the attribute": {`null eq 1`, filter.Eq("null", num(1))},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := mustParse(t, test.text)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func manyOf(f shared.Filter, n int) []shared.Filter {
	out := make([]shared.Filter, n)
	for i := range out {
		out[i] = f
	}
	return out
}

func TestParseErrors(t *testing.T) {
	t.Parallel()
	const (
		wantName  = `, expected an attribute name, "not (" or "("`
		wantOp    = `, expected an operator (eq, ne, co, sw, ew, gt, ge, lt, le or pr)`
		wantValue = `, expected a value ("text", 12, 1.5, true, false or null)`
		wantJoin  = `, expected "and", "or" or the end`
		wantClose = `, expected "and", "or" or ")"`
	)
	tests := map[string]string{
		``:                                 `position 1: found the end` + wantName,
		`   `:                              `position 4: found the end` + wantName,
		`()`:                               `position 2: found ")"` + wantName,
		`"a" eq 1`:                         `position 1: found the string "a"` + wantName + `; write the attribute without quotes and before the operator`,
		`-a eq 1`:                          `position 1: found "-a"` + wantName,
		`a`:                                `position 2: found the end` + wantOp,
		`a = "x"`:                          `position 3: found "="` + wantOp + `; use eq`,
		`a == "x"`:                         `position 3: found "=="` + wantOp + `; use eq`,
		`a="x"`:                            `position 2: found "="` + wantOp + `; use eq`,
		`a != "x"`:                         `position 3: found "!="` + wantOp + `; use ne`,
		`a <> "x"`:                         `position 3: found "<>"` + wantOp + `; use ne`,
		`a > 1`:                            `position 3: found ">"` + wantOp + `; use gt`,
		`a >= 1`:                           `position 3: found ">="` + wantOp + `; use ge`,
		`a < 1`:                            `position 3: found "<"` + wantOp + `; use lt`,
		`a <= 1`:                           `position 3: found "<="` + wantOp + `; use le`,
		`a ~ 1`:                            `position 3: found "~"` + wantOp + `; use co, sw or ew`,
		`a like "x"`:                       `position 3: found "like"` + wantOp + `; use co`,
		`a StartsWith "x"`:                 `position 3: found "StartsWith"` + wantOp + `; use sw`,
		`a endswith "x"`:                   `position 3: found "endswith"` + wantOp + `; use ew`,
		`a equals "x"`:                     `position 3: found "equals"` + wantOp + `; use eq`,
		`a exists`:                         `position 3: found "exists"` + wantOp + `; use pr`,
		`a in ("x")`:                       `position 3: found "in"` + wantOp + `; use eq and or: (a eq "x" or a eq "y")`,
		`a not eq 1`:                       `position 3: found "not"` + wantOp + `; put not in front of parentheses: not (…)`,
		`a[b eq 1]`:                        `position 2: found "["` + wantOp + `; value paths are not supported`,
		`a regex "x"`:                      `position 3: found "regex"` + wantOp,
		`not a eq 1`:                       `position 5: found "a", expected "(" after not`,
		`!(a pr)`:                          `position 1: found "!"` + wantName + `; use not (…)`,
		`a eq`:                             `position 5: found the end` + wantValue,
		`a eq 'x'`:                         `position 6: found "'"` + wantValue + `; use double quotes`,
		`a eq “x”`:                         `position 6: found "“"` + wantValue + `; use straight double quotes`,
		`a eq x`:                           `position 6: found "x"` + wantValue + `; put text in double quotes`,
		`a eq 007`:                         `position 6: found "007"` + wantValue + `; write numbers as in JSON and text in double quotes`,
		`a eq +1`:                          `position 6: found "+1"` + wantValue + `; write numbers as in JSON and text in double quotes`,
		`a eq 2026-01-31`:                  `position 6: found "2026-01-31"` + wantValue + `; write numbers as in JSON and text in double quotes`,
		`a eq truely`:                      `position 6: found "truely"` + wantValue + `; put text in double quotes`,
		`a eq (1)`:                         `position 6: found "("` + wantValue,
		`a gt null`:                        `position 6: found "null", expected a value other than null, which goes with eq and ne only`,
		`a eq 9223372036854775808`:         `position 6: found "9223372036854775808", expected an integer of at most 64 bits`,
		`a eq -9223372036854775809`:        `position 6: found "-9223372036854775809", expected an integer of at most 64 bits`,
		`a eq 1e999`:                       `position 6: found "1e999", expected a number within the range of a 64-bit float`,
		`a eq "x`:                          `position 6: found a string without its closing quote` + wantValue + `; write \" for a quote and \\ for a backslash within a string`,
		`a eq "`:                           `position 6: found a string without its closing quote` + wantValue + `; write \" for a quote and \\ for a backslash within a string`,
		`a eq "x\"`:                        `position 6: found a string without its closing quote` + wantValue + `; write \" for a quote and \\ for a backslash within a string`,
		`a eq "C:\Users"`:                  `position 6: found a string that is not valid JSON` + wantValue + `; write \" for a quote and \\ for a backslash within a string`,
		"a eq \"x\ny\"":                    `position 6: found a string that is not valid JSON` + wantValue + `; write \" for a quote and \\ for a backslash within a string`,
		`a pr b pr`:                        `position 6: found "b"` + wantJoin,
		`a pr && b pr`:                     `position 6: found "&&"` + wantJoin + `; use and`,
		`a pr || b pr`:                     `position 6: found "||"` + wantJoin + `; use or`,
		`a pr, b pr`:                       `position 5: found ","` + wantJoin,
		`a pr)`:                            `position 5: found ")"` + wantJoin,
		`a eq "x" "y"`:                     `position 10: found the string "y"` + wantJoin,
		`(a pr`:                            `position 6: found the end` + wantClose,
		`(a pr b pr)`:                      `position 7: found "b"` + wantClose,
		`a pr and`:                         `position 9: found the end` + wantName,
		`a pr or or`:                       `position 11: found the end` + wantOp,
		`a eq "é" x`:                       `position 10: found "x"` + wantJoin,
		"a pr \x00":                        `position 6: found "\x00"` + wantJoin,
		`a eq ` + strings.Repeat("y", 100): `position 6: found "` + strings.Repeat("y", 32) + `…"` + wantValue + `; put text in double quotes`,
		strings.Repeat("(", 65) + "a pr" + strings.Repeat(")", 65):     `position 65: nested deeper than 64 levels`,
		strings.Repeat("not (", 64) + "a pr" + strings.Repeat(")", 64): `position 1: nested deeper than 64 levels`,
		strings.Repeat("(", 1<<15):                                     `position 65: nested deeper than 64 levels`,
		"a eq \"\xff\"":                                                `not valid UTF-8`,
		strings.Repeat(" ", filter.MaxLength+1):                        `longer than 65536 bytes`,
	}
	for text, want := range tests {
		t.Run(text[:min(len(text), 40)], func(t *testing.T) {
			t.Parallel()
			f, err := filter.Parse(text)
			if f != nil {
				t.Errorf("got %v with an error: nil would mean every object, and anything else is wrong", f)
			}
			var e *shared.Error
			if !errors.As(err, &e) || e.Kind != shared.ErrInvalidRequest {
				t.Fatalf("got %T %v, want an *Error of kind invalid request", err, err)
			}
			if diff := cmp.Diff("filter: "+want, e.Message); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("%q is more than one line", err)
			}
		})
	}
}
