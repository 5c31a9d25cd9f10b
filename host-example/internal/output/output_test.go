package output_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/igaplugin/igaplugin/host-example/internal/output"
	"github.com/igaplugin/igaplugin/shared"
)

func class() *shared.ObjectClass {
	attribute := func(name string, t shared.Type, multi bool, source string) *shared.AttributeInfo {
		return &shared.AttributeInfo{
			Name: name, Type: t, MultiValued: multi, Source: source,
			Readable: t != shared.TypeSecret, ReturnedByDefault: t != shared.TypeSecret && source != "members", Creatable: true,
		}
	}
	return &shared.ObjectClass{
		Name: "User", UIDAttribute: "id", NameAttribute: "email",
		Attributes: []*shared.AttributeInfo{
			attribute("email", shared.TypeString, false, "list"), attribute("id", shared.TypeString, false, "list"),
			attribute("seat", shared.TypeInt, false, "list"), attribute("rating", shared.TypeFloat, false, "get"),
			attribute("active", shared.TypeBool, false, "get"), attribute("since", shared.TypeTime, false, "get"),
			attribute("tags", shared.TypeString, true, "get"), attribute("groups", shared.TypeReference, true, "get"),
			attribute("address", shared.TypeObject, false, "get"), attribute("photo", shared.TypeBytes, false, "get"),
			attribute("phone", shared.TypeString, false, "get"), attribute("password", shared.TypeSecret, false, "get"),
			attribute("members", shared.TypeString, true, "members"),
		},
	}
}

func full() *shared.Object {
	return shared.NewObject("User", "u1", "a@b").PreviousUID("u0").Provisional().
		SetString("id", "u1").
		SetString("email", "a@b").
		Set("seat", shared.IntValue(math.MaxInt64)).
		Set("rating", shared.FloatValue(0.5)).
		Set("active", shared.BoolValue(true)).
		Set("since", shared.TimeValue(time.Date(2026, 1, 31, 8, 0, 0, 0, time.UTC))).
		Set("tags", shared.StringValue("x<y"), shared.StringValue("line\nbreak")).
		Set("groups", shared.ReferenceValue(shared.Reference{Class: "Group", UID: "g1", Name: "Sales"})).
		Set("address", shared.ObjectValue(shared.NewObject("Address", "", "").SetString("city", "Köln").Build())).
		Set("photo", shared.BytesValue([]byte{1, 2})).
		SetUnavailable("phone", "no plan").
		Build()
}

func render(t *testing.T, format output.Format, layout output.Layout, objects ...*shared.Object) string {
	t.Helper()
	var b bytes.Buffer
	layout.Class = class()
	rows := output.NewRows(&b, format, layout)
	for _, o := range objects {
		if err := rows.Write(o); err != nil {
			t.Fatal(err)
		}
	}
	if err := rows.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestRows(t *testing.T) {
	t.Parallel()
	small := shared.NewObject("User", "u2", "c@d").SetString("email", "c@d").Set("tags").Set("seat").Build()
	jsonFull := `{"class":"User","uid":"u1","name":"a@b","previous_uid":"u0","provisional":true,"attributes":{"id":"u1","email":"a@b",` +
		`"seat":9223372036854775807,"rating":0.5,"active":true,"since":"2026-01-31T08:00:00Z","tags":["x<y","line\nbreak"],"groups":["g1"],` +
		`"address":{"class":"Address","uid":"","name":"","attributes":{"city":"Köln"}},"photo":"AQI="},"unavailable":{"phone":"no plan"}}`
	jsonSmall := `{"class":"User","uid":"u2","name":"c@d","attributes":{"email":"c@d","tags":[],"seat":null}}`
	columns := []string{"id", "email", "tags", "groups", "phone"}
	tests := map[string]struct {
		format  output.Format
		objects []*shared.Object
		want    string
	}{
		"jsonl":      {output.JSONL, []*shared.Object{full(), small}, jsonFull + "\n" + jsonSmall + "\n"},
		"json empty": {output.JSON, nil, "[]\n"},
		"csv":        {output.CSV, []*shared.Object{full(), small}, "id,email,tags,groups,phone\nu1,a@b,\"x<y;line\nbreak\",g1,\nu2,c@d,,,\n"},
		"csv of separators": {output.CSV, []*shared.Object{
			shared.NewObject("User", "u3", "e;f").SetString("email", `e;\f`).Set("tags", shared.StringValue("a;b"), shared.StringValue(`c\`)).Build(),
		}, "id,email,tags,groups,phone\nu3,e;\\f,a\\;b;c\\\\,,\n"},
		"csv empty": {output.CSV, nil, "id,email,tags,groups,phone\n"},
		"table": {output.Table, []*shared.Object{full(), small}, "" +
			"id  email  tags             groups  phone\n" +
			"u1  a@b    x<y;line\\nbreak  g1      ?\n" +
			"u2  c@d\n"},
		"table empty": {output.Table, nil, "id  email  tags  groups  phone\n"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := render(t, tc.format, output.Layout{Columns: columns}, tc.objects...)
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("output (-want +got):\n%s", diff)
			}
		})
	}
}

func TestJSONArray(t *testing.T) {
	t.Parallel()
	var got []map[string]any
	text := render(t, output.JSON, output.Layout{}, full(), full(), full())
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	if len(got) != 3 || got[2]["uid"] != "u1" {
		t.Errorf("decoded %v", got)
	}
}

func TestAbortedArrayIsClosed(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	rows := output.NewRows(&b, output.JSON, output.Layout{Class: class()})
	if err := rows.Write(full()); err != nil {
		t.Fatal(err)
	}
	if err := rows.Abort(); err != nil {
		t.Fatal(err)
	}
	if !json.Valid(b.Bytes()) || !strings.HasSuffix(b.String(), "]\n") {
		t.Errorf("what came of a cut-off array cannot be read:\n%s", b.String())
	}
}

func TestAbortedTableKeepsRows(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	rows := output.NewRows(&b, output.Table, output.Layout{Class: class(), Columns: []string{"id"}})
	if err := rows.Write(full()); err != nil {
		t.Fatal(err)
	}
	if err := rows.Abort(); err != nil {
		t.Fatal(err)
	}
	if got, want := b.String(), "id\nu1\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestTableStreamsWithFixedWidths(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	rows := output.NewRows(&b, output.Table, output.Layout{Class: class(), Columns: []string{"id", "email"}})
	for i := range 1000 {
		if b.Len() > 0 {
			t.Fatalf("written before the widths are known, after %d rows", i)
		}
		o := shared.NewObject("User", fmt.Sprintf("u%03d", i), "n").SetString("email", "a@b").Build()
		if err := rows.Write(o); err != nil {
			t.Fatal(err)
		}
	}
	before := b.Len()
	late := shared.NewObject("User", "longer-than-before", "n").SetString("email", "late").Build()
	if err := rows.Write(late); err != nil {
		t.Fatal(err)
	}
	if got, want := b.String()[before:], "lon…  late\n"; got != want {
		t.Errorf("row after the widths are fixed: %q, want %q", got, want)
	}
	if err := rows.Close(); err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(b.String(), "\n"); got != 1002 {
		t.Errorf("%d lines, want 1002", got)
	}
}

func TestTableLeavesOutColumns(t *testing.T) {
	t.Parallel()
	var hidden []string
	layout := output.Layout{
		Columns: []string{"id", "seat", "email", "tags", "photo"}, Width: 12,
		OnHidden: func(names []string) { hidden = names },
	}
	o := shared.NewObject("User", "u1", "a@b").SetString("email", "a@b").Set("tags", shared.StringValue("much too long to fit")).Build()
	if got, want := render(t, output.Table, layout, o), "email  id\na@b    u1\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if diff := cmp.Diff([]string{"tags"}, hidden); diff != "" {
		t.Errorf("hidden (-want +got):\n%s", diff)
	}
}

// Name, uid, state and whether it is in use come before whatever else fits, at
// any width that has room for them.
func TestTablePrefersWhatMatters(t *testing.T) {
	t.Parallel()
	c := class()
	for _, a := range []shared.AttributeInfo{
		{Name: "state", Aliases: []string{"status"}, Type: shared.TypeString, Readable: true},
		{Name: "in_use", Aliases: []string{"__ENABLE__"}, Type: shared.TypeBool, Readable: true},
	} {
		c.Attributes = append(c.Attributes, &a)
	}
	o := shared.NewObject("User", "u1", "a@b").SetString("id", "u1").SetString("email", "a@b").SetString("phone", "123456789").
		SetString("state", "active").Set("seat", shared.IntValue(7)).Set("in_use", shared.BoolValue(true)).Build()
	columns := []string{"id", "seat", "phone", "email", "in_use", "state"}
	for width, want := range map[int]string{
		1:  "email\na@b\n",
		26: "email  id  state   in_use\na@b    u1  active  true\n",
		30: "email  id  state   in_use\na@b    u1  active  true\n",
		31: "email  id  state   in_use  seat\na@b    u1  active  true    7\n",
		40: "email  id  state   in_use  seat\na@b    u1  active  true    7\n",
		42: "email  id  state   in_use  seat  phone\na@b    u1  active  true    7     123456789\n",
	} {
		var b bytes.Buffer
		rows := output.NewRows(&b, output.Table, output.Layout{Class: c, Columns: columns, Width: width})
		if err := errors.Join(rows.Write(o), rows.Close()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, b.String()); diff != "" {
			t.Errorf("width %d (-want +got):\n%s", width, diff)
		}
	}
	if want := "id"; columns[0] != want {
		t.Errorf("the caller's columns now begin with %s", columns[0])
	}
}

func TestCSVReportsWhatItLeavesOut(t *testing.T) {
	t.Parallel()
	var hidden []string
	layout := output.Layout{Columns: []string{"id"}, OnHidden: func(names []string) { hidden = names }}
	render(t, output.CSV, layout, shared.NewObject("User", "u1", "a@b").SetString("email", "a@b").Build())
	if diff := cmp.Diff([]string{"email"}, hidden); diff != "" {
		t.Errorf("hidden (-want +got):\n%s", diff)
	}
}

func TestColumns(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		asked []string
		set   string
		want  []string
	}{
		"asked":      {[]string{"EMAIL", "__UID__", "email"}, "", []string{"email", "id"}},
		"list":       {nil, "list", []string{"id", "email", "seat"}},
		"by default": {nil, "default", []string{"id", "email", "seat", "rating", "active", "since", "tags", "groups", "address", "photo", "phone"}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tc.want, output.Columns(class(), tc.asked, tc.set)); diff != "" {
				t.Errorf("columns (-want +got):\n%s", diff)
			}
		})
	}
}

func TestExpandAttributes(t *testing.T) {
	t.Parallel()
	got, err := output.ExpandAttributes(class(), []string{"@list", "members", "id"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"email", "id", "seat", "members"}, got); diff != "" {
		t.Errorf("attributes (-want +got):\n%s", diff)
	}
	all, err := output.ExpandAttributes(class(), []string{"@all"})
	if err != nil || len(all) != 12 {
		t.Errorf("@all is %v, %v; want all 12 readable attributes", all, err)
	}
	if _, err := output.ExpandAttributes(class(), []string{"@nonsense"}); err == nil {
		t.Error("an unknown set was accepted")
	}
	bare := class()
	for _, a := range bare.Attributes {
		a.Source = ""
	}
	if _, err := output.ExpandAttributes(bare, []string{"@list"}); err == nil {
		t.Error("an empty set was accepted, which would mean the default")
	}
}

func TestEscape(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ in, want string }{
		"plain":     {"Zoë – 日本", "Zoë – 日本"},
		"controls":  {"a\tb\r\n\x1b[31m\x00\x7f", `a\tb\r\n\x1b[31m\x00\x7f`},
		"c1":        {"\u0085\u009b", `\u0085\u009b`},
		"direction": {"a\u202eb\u2066", `a\u202eb\u2066`},
		"lines":     {"a\u2028b", `a\u2028b`},
		"invalid":   {"a\xffb", `a\xffb`},
		"replaced":  {"\ufffd", "\ufffd"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := output.Escape(tc.in); got != tc.want {
				t.Errorf("Escape(%q) = %q, want %q", tc.in, got, tc.want)
			}
		})
	}
}

func TestEscapeIsSafe(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes"))
		out := output.Escape(in)
		if !utf8.ValidString(out) || output.Escape(out) != out || strings.ContainsAny(out, "\n\r\x1b\x00") {
			t.Fatalf("Escape(%q) = %q", in, out)
		}
	})
}

func TestCSVRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.SampledFrom([]rune("a\",;\n =+é"))).Draw(t, "text")
		var b bytes.Buffer
		rows := output.NewRows(&b, output.CSV, output.Layout{Class: class(), Columns: []string{"id", "email"}})
		if err := rows.Write(shared.NewObject("User", "u", "n").SetString("email", text).Build()); err != nil {
			t.Fatal(err)
		}
		records, err := csv.NewReader(&b).ReadAll()
		if err != nil || len(records) != 2 || records[1][1] != text {
			t.Fatalf("%q came back as %q, %v", text, records, err)
		}
	})
}

func TestParseFormat(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		name     string
		terminal bool
		want     output.Format
		fails    bool
	}{
		"terminal": {"", true, output.Table, false},
		"pipe":     {"", false, output.JSONL, false},
		"named":    {"CSV", true, output.CSV, false},
		"unknown":  {"xml", true, "", true},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := output.ParseFormat(tc.name, tc.terminal)
			if got != tc.want || (err != nil) != tc.fails {
				t.Errorf("ParseFormat(%q, %t) = %q, %v", tc.name, tc.terminal, got, err)
			}
		})
	}
}

// Embedded objects without identifiers are plain JSON in every format.
func TestEmbeddedObjects(t *testing.T) {
	t.Parallel()
	address := shared.NewObject("", "", "").SetString("city", "Köln").Set("no", shared.IntValue(7)).Set("main", shared.BoolValue(true)).Build()
	obj := shared.NewObject("User", "u1", "a@b").Set("address", shared.ObjectValue(address)).Build()
	layout := output.Layout{Columns: []string{"address"}}
	for format, want := range map[output.Format]string{
		output.JSONL: `{"class":"User","uid":"u1","name":"a@b","attributes":{"address":{"city":"Köln","no":7,"main":true}}}` + "\n",
		output.CSV:   `address` + "\n" + `"{""city"":""Köln"",""no"":7,""main"":true}"` + "\n",
		output.Table: `address` + "\n" + `{"city":"Köln","no":7,"main":true}` + "\n",
	} {
		if diff := cmp.Diff(want, render(t, format, layout, obj)); diff != "" {
			t.Errorf("%v (-want +got):\n%s", format, diff)
		}
	}
}
