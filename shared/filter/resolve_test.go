package filter_test

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/filter"
)

func nan() float64 { return math.NaN() }

func TestResolve(t *testing.T) {
	t.Parallel()
	group := func(uid, name string) shared.Value {
		return shared.ReferenceValue(shared.Reference{Class: "group", UID: uid, Name: name})
	}
	tests := map[string]struct{ in, want shared.Filter }{
		"names": {
			filter.AllOf(filter.Eq("STATE", str("x")), filter.Pr("__uid__"), filter.OneOf("__NAME__", str("y"))),
			filter.AllOf(filter.Eq("status", str("x")), filter.Pr("id"), filter.OneOf("email", str("y"))),
		},
		"time": {
			filter.Negate(filter.Gt("created", str("2026-01-31T13:00:00+01:00"))),
			filter.Negate(filter.Gt("created", shared.TimeValue(noon))),
		},
		"references": {
			filter.HasAll("groups", str("g1"), str("name:Sales"), ref("g2", "Other")),
			filter.HasAll("groups", group("g1", ""), group("", "Sales"), group("g2", "Other")),
		},
		"numbers": {
			filter.AnyOf(filter.Eq("score", num(3)), filter.Eq("logins", shared.FloatValue(-4))),
			filter.AnyOf(filter.Eq("score", shared.FloatValue(3)), filter.Eq("logins", num(-4))),
		},
		"bytes": {filter.Ne("photo", str("/w==")), filter.Ne("photo", shared.BytesValue([]byte{0xff}))},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before := test.in.String()
			got := mustResolve(t, test.in)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if test.in.String() != before {
				t.Errorf("Resolve changed its receiver: %s, was %s", test.in, before)
			}
			again := mustResolve(t, got)
			if diff := cmp.Diff(got, again); diff != "" {
				t.Errorf("resolved twice (-once +twice):\n%s", diff)
			}
		})
	}
}

func TestResolveFaults(t *testing.T) {
	t.Parallel()
	fault := func(field, message string) []shared.Fault { return []shared.Fault{{Field: field, Message: message}} }
	tests := map[string]struct {
		f    shared.Filter
		want []shared.Fault
	}{
		"unknown attribute": {filter.Pr("nope"), fault("nope", "unknown attribute of user")},
		"secret":            {filter.Eq("password", str("x")), fault("password", "cannot be filtered: it is a secret")},
		"secret, present":   {filter.Pr("password"), fault("password", "cannot be filtered: it is a secret")},
		"unreadable":        {filter.Pr("hidden"), fault("hidden", "cannot be filtered: it is not readable")},
		"co on an int":      {filter.Co("logins", num(1)), fault("logins", "operator co cannot be used on an attribute of type int")},
		"sw on a time":      {filter.Sw("created", str("2026")), fault("created", "operator sw cannot be used on an attribute of type time")},
		"ew on a reference": {filter.Ew("groups", str("g")), fault("groups", "operator ew cannot be used on an attribute of type reference")},
		"gt on a bool":      {filter.Gt("active", shared.BoolValue(true)), fault("active", "operator gt cannot be used on an attribute of type bool")},
		"ge on a reference": {filter.Ge("groups", str("g1")), fault("groups", "operator ge cannot be used on an attribute of type reference")},
		"lt on bytes":       {filter.Lt("photo", str("/w==")), fault("photo", "operator lt cannot be used on an attribute of type bytes")},
		"eq on an object":   {filter.Eq("address", str("x")), fault("address", "operator eq cannot be used on an attribute of type object")},
		"in on an object":   {filter.OneOf("address", str("x")), fault("address", `"in" cannot be used on an attribute of type object`)},
		"number for string": {filter.Eq("status", num(1)), fault("status", "must be of type string, not int; put it in double quotes")},
		"string for int":    {filter.Eq("logins", str("1")), fault("logins", "must be of type int, not string; leave out the quotes")},
		"string for bool":   {filter.Eq("active", str("true")), fault("active", "must be of type bool, not string; leave out the quotes")},
		"int for bool":      {filter.Eq("active", num(1)), fault("active", "must be of type bool, not int")},
		"fraction for int":  {filter.Gt("logins", shared.FloatValue(1.5)), fault("logins", "must be a whole number of 64 bits")},
		"too large for int": {filter.Gt("logins", shared.FloatValue(1<<63)), fault("logins", "must be a whole number of 64 bits")},
		"NaN for int":       {filter.Gt("logins", shared.FloatValue(nan())), fault("logins", "must be a whole number of 64 bits")},
		"NaN":               {filter.Gt("score", shared.FloatValue(nan())), fault("score", "must be a finite number")},
		"no time":           {filter.Gt("created", str("yesterday")), fault("created", `"yesterday" is not an RFC 3339 time such as 2026-01-31T08:00:00Z`)},
		"int for time":      {filter.Gt("created", num(1)), fault("created", "must be of type time, not int")},
		"far time": {
			filter.Gt("created", shared.TimeValue(time.Date(12000, 1, 1, 0, 0, 0, 0, time.UTC))),
			fault("created", "must be a time between the years 0 and 9999"),
		},
		"no base64":       {filter.Eq("photo", str("?")), fault("photo", `"?" is not standard base64`)},
		"empty reference": {filter.Eq("groups", str("")), fault("groups", "must be the uid of an object, or its name as name:NAME")},
		"empty name":      {filter.Eq("groups", str("name:")), fault("groups", "must be the uid of an object, or its name as name:NAME")},
		"wrong reference": {
			filter.Eq("groups", shared.ReferenceValue(shared.Reference{Class: "role", UID: "1"})),
			fault("groups", "must refer to an object of class group, not role"),
		},
		"secret for string": {
			filter.Eq("status", shared.SecretValue(shared.NewSecret("x"))),
			fault("status", "must be of type string, not secret"),
		},
		"no value":         {&filter.Comparison{Attribute: "status", Operator: filter.Equal}, fault("status", "the value is missing")},
		"no operator":      {&filter.Comparison{Attribute: "status", Value: str("x")}, fault("status", "unknown operator operator(0)")},
		"empty and":        {filter.AllOf(), fault("filter", `"and" has no conditions`)},
		"empty or":         {filter.AnyOf(), fault("filter", `"or" has no conditions`)},
		"empty in":         {filter.OneOf("status"), fault("status", `"in" has no values`)},
		"empty all":        {filter.HasAll("tags"), fault("tags", `"contains-all" has no values`)},
		"nil":              {filter.Negate(nil), fault("filter", "a node is missing")},
		"typed nil":        {filter.AllOf((*filter.Present)(nil)), fault("filter", "a node is missing")},
		"nil itself":       {(*filter.In)(nil), fault("filter", "a node is missing")},
		"too deep":         {nots(filter.MaxDepth, filter.Pr("status")), fault("filter", "nested deeper than 64 levels")},
		"too deep with in": {nots(filter.MaxDepth-1, filter.OneOf("status", str("x"))), fault("filter", "nested deeper than 64 levels")},
		"all together, each once": {
			filter.AllOf(filter.Pr("nope"), filter.Eq("logins", str("1")), filter.AnyOf(), filter.Eq("nope", str("x")), filter.Pr("status")),
			[]shared.Fault{
				{Field: "nope", Message: "unknown attribute of user"},
				{Field: "logins", Message: "must be of type int, not string; leave out the quotes"},
				{Field: "filter", Message: `"or" has no conditions`},
			},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, faults := test.f.Resolve(userClass())
			if diff := cmp.Diff(test.want, faults); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if got != test.f {
				t.Errorf("got %v, want the filter itself: nil would mean every object", got)
			}
		})
	}
}

func TestResolveWithinMaxDepth(t *testing.T) {
	t.Parallel()
	mustResolve(t, nots(filter.MaxDepth-1, filter.Pr("status")))
	mustResolve(t, nots(filter.MaxDepth-2, filter.OneOf("status", str("x"))))
}

func TestResolveWithoutClass(t *testing.T) {
	t.Parallel()
	_, faults := filter.Pr("status").Resolve(nil)
	if len(faults) != 1 {
		t.Errorf("got faults %v, want one", faults)
	}
}

// nots wraps f in n negations.
func nots(n int, f shared.Filter) shared.Filter {
	for range n {
		f = filter.Negate(f)
	}
	return f
}
