package filter_test

import (
	"testing"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/filter"
)

func TestMatchOfText(t *testing.T) {
	t.Parallel()
	class, obj := userClass(), jane()
	tests := map[string]bool{
		// Strings without regard to case.
		`status eq "ACTIVE"`:   true,
		`status eq "Activ"`:    false,
		`status ne "active"`:   false,
		`status ne "pending"`:  true,
		`status co "CTI"`:      true,
		`status co ""`:         true,
		`status co "actives"`:  false,
		`status sw "aC"`:       true,
		`status sw "ctive"`:    false,
		`status ew "IVE"`:      true,
		`status ew "xactive"`:  false,
		`status gt "ACTIUE"`:   true,
		`status gt "ACTIVE"`:   false,
		`status ge "ACTIVE"`:   true,
		`status lt "actively"`: true,
		`status le "active"`:   true,
		`status lt "_"`:        false, // lower case is what is ordered
		`state eq "active"`:    true,
		`STATUS eq "active"`:   true,
		// Folding beyond ASCII, rune by rune: ß has no single upper case.
		`tags eq "école"`:     true,
		`tags co "coL"`:       true,
		`tags ew "SSE"`:       false,
		`tags ew "ẞE"`:        true,
		`tags sw "\u017Ftra"`: true, // long s
		// Strings with regard to case; the identifiers of the object.
		`id eq "Ab1"`:                    true,
		`id eq "ab1"`:                    false,
		`id co "B"`:                      false,
		`id sw "ab"`:                     false,
		`id ew "B1"`:                     false,
		`id ew "b1"`:                     true,
		`id lt "ab1"`:                    true,
		`__UID__ eq "Ab1"`:               true,
		`__name__ eq "jane@example.com"`: true,
		`email ew "@EXAMPLE.COM"`:        true,
		// Any value is enough, and ne is the negation.
		`tags eq "red"`:  true,
		`tags ne "red"`:  false,
		`tags ne "blue"`: true,
		`tags pr`:        true,
		// Integers are exact.
		`logins eq 9007199254740993`: true,
		`logins eq 9007199254740992`: false,
		`logins gt 9007199254740992`: true,
		`logins le 9007199254740992`: false,
		`logins gt 2.0`:              true,
		// Floats accept integers.
		`score gt 2`:      true,
		`score eq 2.5`:    true,
		`score lt 2`:      false,
		`score le 2.5e0`:  true,
		`active eq true`:  true,
		`active eq FALSE`: false,
		`active ne false`: true,
		`photo eq "/wA="`: true,
		`photo ne "/wA="`: false,
		// Times are instants.
		`created eq "2026-01-31T13:00:00+01:00"`: true,
		`created ge "2026-01-31T12:00:00Z"`:      true,
		`created gt "2026-01-31T12:00:00.000Z"`:  false,
		`created lt "2026-01-31T12:00:00.001Z"`:  true,
		// References by uid, or by name without regard to case.
		`groups eq "g1"`:         true,
		`groups eq "G1"`:         false,
		`groups eq "Sales"`:      false,
		`groups eq "name:sales"`: true,
		`groups eq "name:g1"`:    false,
		`groups ne "g3"`:         true,
		// Absent, empty and unavailable.
		`absent eq "x"`:  false,
		`absent ne "x"`:  true,
		`absent pr`:      false,
		`absent eq null`: true,
		`absent ne null`: false,
		`empty eq ""`:    false,
		`empty ne ""`:    true,
		`empty pr`:       false,
		`lost co ""`:     false,
		`lost ne "x"`:    true,
		`lost lt "x"`:    false,
		`lost pr`:        false,
		`status ne null`: true,
		`address pr`:     true,
		// Logic.
		`not (status eq "active")`:                 false,
		`status eq "active" and id eq "x"`:         false,
		`status eq "active" or id eq "x"`:          true,
		`id eq "Ab1" or id eq "x" and id eq "y"`:   true,
		`(id eq "Ab1" or id eq "x") and id eq "y"`: false,
		`not (id eq "Ab1") or status pr`:           true,
		`not (id eq "Ab1" or status pr)`:           false,
	}
	for text, want := range tests {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			f := mustResolve(t, mustParse(t, text))
			if got := f.Match(class, obj); got != want {
				t.Errorf("%s = %v, want %v", f, got, want)
			}
		})
	}
}

func TestMatchOfTree(t *testing.T) {
	t.Parallel()
	class, obj := userClass(), jane()
	tests := map[string]struct {
		f    shared.Filter
		want bool
	}{
		"in":                         {filter.OneOf("status", str("pending"), str("active")), true},
		"in, none":                   {filter.OneOf("status", str("pending"), str("inactive")), false},
		"in, any of several":         {filter.OneOf("tags", str("blue"), str("RED")), true},
		"in, absent":                 {filter.OneOf("absent", str("")), false},
		"contains all":               {filter.HasAll("tags", str("red"), str("école")), true},
		"contains all, one missing":  {filter.HasAll("tags", str("red"), str("blue")), false},
		"contains all, absent":       {filter.HasAll("absent", str("red")), false},
		"contains all of references": {filter.HasAll("groups", str("g2"), ref("g1", "")), true},
		"the uid decides":            {filter.Eq("groups", ref("g1", "Other")), true},
		"contains all by name":       {filter.HasAll("groups", ref("", "SALES"), str("g2")), true},
		"typed time":                 {filter.Le("created", shared.TimeValue(noon)), true},
		"typed bytes":                {filter.Eq("photo", shared.BytesValue([]byte{0xff, 0})), true},
		"and of one":                 {filter.AllOf(filter.Pr("status")), true},
		"or of one":                  {filter.AnyOf(filter.Pr("absent")), false},
		"ne":                         {filter.Ne("status", str("x")), true},
		"starts with":                {filter.Sw("status", str("act")), true},
		"ends with":                  {filter.Ew("status", str("act")), false},
		"greater":                    {filter.Gt("score", num(2)), true},
		"greater or equal":           {filter.Ge("score", num(3)), false},
		"less":                       {filter.Lt("score", num(3)), true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := mustResolve(t, test.f)
			if got := f.Match(class, obj); got != test.want {
				t.Errorf("%s = %v, want %v", f, got, test.want)
			}
		})
	}
}

// A filter that was never resolved, or could not be, must do no harm.
func TestMatchUnresolved(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		f    shared.Filter
		want bool
	}{
		"alias":                    {filter.Eq("state", str("active")), true},
		"unknown attribute":        {filter.Eq("nope", str("x")), false},
		"no value":                 {&filter.Comparison{Attribute: "status", Operator: filter.Equal}, false},
		"no operator":              {&filter.Comparison{Attribute: "status", Value: str("active")}, false},
		"string against time":      {filter.Gt("created", str("2026-01-01T00:00:00Z")), false},
		"string against number":    {filter.Lt("logins", str("x")), false},
		"number against string":    {filter.Lt("status", num(1)), false},
		"number against bool":      {filter.Eq("active", num(1)), false},
		"order of bools":           {filter.Ge("active", shared.BoolValue(true)), false},
		"float against int":        {filter.Gt("logins", shared.FloatValue(1.5)), true},
		"contains on int":          {filter.Co("logins", num(9)), false},
		"string against reference": {filter.Eq("groups", str("g1")), false},
		"empty reference":          {filter.Eq("groups", ref("", "")), false},
		"other class": {
			filter.Eq("groups", shared.ReferenceValue(shared.Reference{Class: "role", UID: "g1"})), false,
		},
		"secret":            {filter.Eq("password", shared.SecretValue(shared.NewSecret("s3cret"))), false},
		"empty and":         {filter.AllOf(), false},
		"empty or":          {filter.AnyOf(), false},
		"not of nothing":    {filter.Negate(nil), false},
		"and of nil":        {filter.AllOf(nil), false},
		"or of nil":         {filter.AnyOf(nil, filter.Pr("status")), true},
		"empty in":          {filter.OneOf("status"), false},
		"empty all":         {filter.HasAll("tags"), false},
		"nil and":           {(*filter.And)(nil), false},
		"nil or":            {(*filter.Or)(nil), false},
		"nil not":           {(*filter.Not)(nil), false},
		"nil comparison":    {(*filter.Comparison)(nil), false},
		"nil in":            {(*filter.In)(nil), false},
		"nil all":           {(*filter.ContainsAll)(nil), false},
		"nil present":       {(*filter.Present)(nil), false},
		"not of typed nil":  {filter.Negate((*filter.Or)(nil)), false},
		"comparison to NaN": {filter.Ge("score", shared.FloatValue(nan())), false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := test.f.Match(userClass(), jane()); got != test.want {
				t.Errorf("%s = %v, want %v", test.f, got, test.want)
			}
			test.f.Match(nil, jane())
			test.f.Match(userClass(), nil)
		})
	}
}
