package shared_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/igaplugin/igaplugin/shared"
)

func embedded(attrs ...shared.Attribute) shared.Value {
	b := shared.NewObject("", "", "")
	for _, a := range attrs {
		b.SetValues(a.Name, a.Values)
	}
	return shared.ObjectValue(b.Build())
}

// Embedded objects are read from JSON, and what is read prints as what was
// written.
func TestParseObject(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		text string
		want shared.Value
	}{
		"empty":   {`{}`, embedded()},
		"strings": {`{"a":"b","C":""}`, embedded(shared.NewAttribute("a", shared.StringValue("b")), shared.NewAttribute("C", shared.StringValue("")))},
		"ints": {`{"a":9223372036854775807,"b":-1}`, embedded(
			shared.NewAttribute("a", shared.IntValue(1<<63-1)), shared.NewAttribute("b", shared.IntValue(-1)))},
		"floats":  {`{"a":1.5,"b":2.0}`, embedded(shared.NewAttribute("a", shared.FloatValue(1.5)), shared.NewAttribute("b", shared.FloatValue(2)))},
		"bools":   {`{"a":true,"b":false}`, embedded(shared.NewAttribute("a", shared.BoolValue(true)), shared.NewAttribute("b", shared.BoolValue(false)))},
		"escapes": {`{"a":"\"\\<日>\n"}`, embedded(shared.NewAttribute("a", shared.StringValue("\"\\<日>\n")))},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := shared.ParseValue(shared.TypeObject, test.text)
			if err != nil {
				t.Fatal(err)
			}
			if !got.Equal(test.want) || got.String() != test.text {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
	spaced, err := shared.ParseValue(shared.TypeObject, " { \"a\" : 1 } \n")
	if err != nil || spaced.String() != `{"a":1}` {
		t.Errorf("with spaces: %v, %v", spaced, err)
	}
}

// What is no object is refused without showing what it holds.
func TestParseObjectFaults(t *testing.T) {
	t.Parallel()
	many := make([]string, 101)
	for i := range many {
		many[i] = fmt.Sprintf(`"m%d":1`, i)
	}
	tests := map[string]struct{ text, want string }{
		"nothing":       {"", "is not a JSON object"},
		"text":          {"hunter2", "is not a JSON object"},
		"array":         {`["hunter2"]`, "is not a JSON object"},
		"cut off":       {`{"a":"hunter2"`, "is not a JSON object"},
		"no value":      {`{"hunter2"}`, "is not a JSON object"},
		"bad escape":    {`{"a":"hunter2\q"}`, "is not a JSON object"},
		"twice":         {`{"a":"hunter2","a":"x"}`, `the member "a" twice`},
		"twice by case": {`{"a":"hunter2","A":"x"}`, `the member "A" twice`},
		"no name":       {`{"":"hunter2"}`, "a member without a name"},
		"null":          {`{"a":null}`, `member "a" must be a string`},
		"object":        {`{"a":{"b":"hunter2"}}`, `member "a" must be a string`},
		"list":          {`{"a":["hunter2"]}`, `member "a" must be a string`},
		"big int":       {`{"a":9223372036854775808}`, `member "a" is out of range`},
		"big float":     {`{"a":1e999}`, `member "a" is out of range`},
		"something":     {`{"a":1} hunter2`, "something after"},
		"two":           {`{"a":1}{"b":2}`, "something after"},
		"bytes":         {"{\"a\":\"\xff\"}", "not UTF-8"},
		"too many":      {"{" + strings.Join(many, ",") + "}", "more than 100 members"},
		"too long":      {`{"a":"` + strings.Repeat("x", 64<<10) + `"}`, "over the limit of 64 KiB"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := shared.ParseValue(shared.TypeObject, test.text)
			if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("got %v, error %v, want one with %q", got, err, test.want)
			}
		})
	}
}

// Objects with identifiers print these; secrets inside never print.
func TestPrintObject(t *testing.T) {
	t.Parallel()
	named := shared.ObjectValue(shared.NewObject("Site", "s1", "Main").SetString("a", "b").Build())
	if got := named.String(); got != "Site s1 (Main)" {
		t.Errorf("got %s", got)
	}
	secret := embedded(shared.NewAttribute("pin", shared.SecretValue(shared.NewSecret("hunter2"))), shared.NewAttribute("none"))
	if got := fmt.Sprintf("%v %+v %#v %s %q", secret, secret, secret, secret, secret); strings.Contains(got, "hunter2") || !strings.HasPrefix(got, `{"pin":"***","none":"[]"}`) {
		t.Errorf("got %s", got)
	}
}

// FuzzParseObject looks for objects that do not survive being written and read.
func FuzzParseObject(f *testing.F) {
	for _, text := range []string{`{}`, `{"a":1,"b":"x","c":true,"d":1.5}`, `{"a":1e3}`, `{"a":-0.0}`, `{"a":"\ud800"}`, `{"a":-0}`} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v, err := shared.ParseValue(shared.TypeObject, text)
		if err != nil {
			return
		}
		again, err := shared.ParseValue(shared.TypeObject, v.String())
		if err != nil || !again.Equal(v) {
			t.Errorf("%q: %v became %v: %v", text, v, again, err)
		}
	})
}
