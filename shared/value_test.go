package shared_test

import (
	"math"
	"testing"
	"time"

	"github.com/igaplugin/igaplugin/shared"
)

// samples has a value of every type.
func samples() map[shared.Type]shared.Value {
	return map[shared.Type]shared.Value{
		shared.TypeString:    shared.StringValue("Ada"),
		shared.TypeInt:       shared.IntValue(math.MinInt64),
		shared.TypeFloat:     shared.FloatValue(-0.5),
		shared.TypeBool:      shared.BoolValue(true),
		shared.TypeBytes:     shared.BytesValue([]byte{0, 255}),
		shared.TypeTime:      shared.TimeValue(time.Date(1815, 12, 10, 1, 2, 3, 4, time.FixedZone("x", 3600))),
		shared.TypeSecret:    shared.SecretValue(shared.NewSecret("s")),
		shared.TypeReference: shared.ReferenceValue(shared.Reference{Class: "Group", UID: "g"}),
		shared.TypeObject:    shared.ObjectValue(shared.NewObject("A", "u", "n").Build()),
	}
}

func TestValueGettersAreChecked(t *testing.T) {
	t.Parallel()
	getters := map[shared.Type]func(shared.Value) bool{
		shared.TypeString:    func(v shared.Value) bool { _, ok := v.AsString(); return ok },
		shared.TypeInt:       func(v shared.Value) bool { _, ok := v.AsInt(); return ok },
		shared.TypeFloat:     func(v shared.Value) bool { _, ok := v.AsFloat(); return ok },
		shared.TypeBool:      func(v shared.Value) bool { _, ok := v.AsBool(); return ok },
		shared.TypeBytes:     func(v shared.Value) bool { _, ok := v.AsBytes(); return ok },
		shared.TypeTime:      func(v shared.Value) bool { _, ok := v.AsTime(); return ok },
		shared.TypeSecret:    func(v shared.Value) bool { _, ok := v.AsSecret(); return ok },
		shared.TypeReference: func(v shared.Value) bool { _, ok := v.AsReference(); return ok },
		shared.TypeObject:    func(v shared.Value) bool { _, ok := v.AsObject(); return ok },
	}
	for typ, v := range samples() {
		if v.Type() != typ {
			t.Errorf("%s: Type() = %s", typ, v.Type())
		}
		for other, get := range getters {
			if get(v) != (typ == other) {
				t.Errorf("getter of %s on a %s: %v", other, typ, get(v))
			}
		}
	}
	for other, get := range getters {
		if get(shared.Value{}) {
			t.Errorf("getter of %s accepts the zero value", other)
		}
	}
}

func TestValueTimeKeepsTheInstant(t *testing.T) {
	t.Parallel()
	want := time.Date(1815, 12, 10, 1, 2, 3, 4, time.FixedZone("x", 3600))
	got, _ := shared.TimeValue(want).AsTime()
	if !got.Equal(want) || got.Location() != time.UTC {
		t.Errorf("got %v, want the instant of %v in UTC", got, want)
	}
}

func TestValueEqual(t *testing.T) {
	t.Parallel()
	for a, v := range samples() {
		for b, w := range samples() {
			if v.Equal(w) != (a == b) {
				t.Errorf("%s equals %s: %v", a, b, v.Equal(w))
			}
		}
	}
	tests := map[string]struct {
		a, b shared.Value
		want bool
	}{
		"case":                     {shared.StringValue("a"), shared.StringValue("A"), false},
		"nan":                      {shared.FloatValue(math.NaN()), shared.FloatValue(math.NaN()), true},
		"int is not float":         {shared.IntValue(1), shared.FloatValue(1), false},
		"reference by uid":         {shared.ReferenceValue(shared.Reference{Class: "G", UID: "1", Name: "a"}), shared.ReferenceValue(shared.Reference{Class: "G", UID: "1", Name: "b"}), true},
		"reference of other class": {shared.ReferenceValue(shared.Reference{Class: "G", UID: "1"}), shared.ReferenceValue(shared.Reference{Class: "H", UID: "1"}), false},
		"reference by name":        {shared.ReferenceValue(shared.Reference{Class: "G", Name: "a"}), shared.ReferenceValue(shared.Reference{Class: "G", Name: "b"}), false},
		"zone":                     {shared.TimeValue(time.Unix(1, 0)), shared.TimeValue(time.Unix(1, 0).In(time.FixedZone("x", 60))), true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := tt.a.Equal(tt.b); got != tt.want {
				t.Errorf("Equal = %v", got)
			}
		})
	}
	if !shared.StringValue("É").EqualFold(shared.StringValue("é")) {
		t.Error("EqualFold regards case")
	}
}

func TestValueCompare(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		a, b  shared.Value
		fold  bool
		order int
		ok    bool
	}{
		"strings":        {shared.StringValue("b"), shared.StringValue("a"), false, 1, true},
		"fold":           {shared.StringValue("B"), shared.StringValue("a"), true, 1, true},
		"no fold":        {shared.StringValue("B"), shared.StringValue("a"), false, -1, true},
		"negative ints":  {shared.IntValue(-2), shared.IntValue(1), false, -1, true},
		"floats":         {shared.FloatValue(-1), shared.FloatValue(-2), false, 1, true},
		"bools":          {shared.BoolValue(false), shared.BoolValue(true), false, -1, true},
		"old times":      {shared.TimeValue(time.Unix(-5, 0)), shared.TimeValue(time.Unix(5, 0)), false, -1, true},
		"bytes":          {shared.BytesValue([]byte{1}), shared.BytesValue([]byte{1, 0}), false, -1, true},
		"between types":  {shared.IntValue(1), shared.StringValue("1"), false, 0, false},
		"of references":  {shared.ReferenceValue(shared.Reference{UID: "a"}), shared.ReferenceValue(shared.Reference{UID: "b"}), false, 0, false},
		"of secrets":     {shared.SecretValue(shared.NewSecret("a")), shared.SecretValue(shared.NewSecret("b")), false, 0, false},
		"of zero values": {shared.Value{}, shared.Value{}, false, 0, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if order, ok := tt.a.Compare(tt.b, tt.fold); order != tt.order || ok != tt.ok {
				t.Errorf("Compare = %d, %v; want %d, %v", order, ok, tt.order, tt.ok)
			}
		})
	}
}

func TestParseValue(t *testing.T) {
	t.Parallel()
	good := map[string]struct {
		typ  shared.Type
		text string
		want shared.Value
	}{
		"string":     {shared.TypeString, " a ", shared.StringValue(" a ")},
		"int":        {shared.TypeInt, "-7", shared.IntValue(-7)},
		"large int":  {shared.TypeInt, "9007199254740993", shared.IntValue(9007199254740993)},
		"float":      {shared.TypeFloat, "1e3", shared.FloatValue(1000)},
		"bool":       {shared.TypeBool, "TRUE", shared.BoolValue(true)},
		"bytes":      {shared.TypeBytes, "AP8=", shared.BytesValue([]byte{0, 255})},
		"time":       {shared.TypeTime, "2026-01-31T08:00:00+01:00", shared.TimeValue(time.Date(2026, 1, 31, 7, 0, 0, 0, time.UTC))},
		"first time": {shared.TypeTime, "0001-01-01T00:00:00Z", shared.TimeValue(time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC))},
		"last time":  {shared.TypeTime, "9999-12-31T23:59:59.999999999Z", shared.TimeValue(time.Date(9999, 12, 31, 23, 59, 59, 999_999_999, time.UTC))},
		"secret":     {shared.TypeSecret, "x", shared.SecretValue(shared.NewSecret("x"))},
		"uid":        {shared.TypeReference, "g1", shared.ReferenceValue(shared.Reference{UID: "g1"})},
		"name":       {shared.TypeReference, "name:Staff: A", shared.ReferenceValue(shared.Reference{Name: "Staff: A"})},
	}
	for name, tt := range good {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, err := shared.ParseValue(tt.typ, tt.text); err != nil || !got.Equal(tt.want) {
				t.Errorf("got %v, %v; want %v", got, err, tt.want)
			}
		})
	}
	bad := map[string]struct {
		typ  shared.Type
		text string
	}{
		"int with fraction": {shared.TypeInt, "1.0"},
		"int too large":     {shared.TypeInt, "9223372036854775808"},
		"nan":               {shared.TypeFloat, "NaN"},
		"yes":               {shared.TypeBool, "yes"},
		"one":               {shared.TypeBool, "1"},
		"time without zone": {shared.TypeTime, "2026-01-31T08:00:00"},
		"time too early":    {shared.TypeTime, "0001-01-01T00:00:00+01:00"},
		"year 0":            {shared.TypeTime, "0000-06-01T00:00:00Z"},
		"time too late":     {shared.TypeTime, "9999-12-31T23:59:59-01:00"},
		"bytes":             {shared.TypeBytes, "%%"},
		"object":            {shared.TypeObject, "[]"},
		"no type":           {0, "x"},
	}
	for name, tt := range bad {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, err := shared.ParseValue(tt.typ, tt.text); err == nil {
				t.Errorf("got %v, want an error", got)
			}
		})
	}
}
