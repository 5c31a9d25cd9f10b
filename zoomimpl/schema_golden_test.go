package zoomimpl_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

var update = flag.Bool("update", false, "write the golden files")

// The schema is a contract with hosts: a change of it shows as a change of its
// golden file. `make docs` writes it anew.
func TestSchemaGolden(t *testing.T) {
	t.Parallel()
	const file = "testdata/schema.golden.json"
	tn := start(t, zoomsim.Options{Seed: 1, Users: 1})
	schema, err := tn.conn.Schema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(goldenClasses(schema)); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("the schema is not its golden file; if that is meant, run `make docs` (-want +got):\n%s", diff)
	}
}

type goldenClass struct {
	Name, UID, NameAttribute string
	Aliases                  []string `json:",omitempty"`
	Attributes               []goldenAttribute
	Operations               map[string][]string
}

type goldenAttribute struct {
	Name, Type string
	Flags      []string
	Aliases    []string `json:",omitempty"`
	Reference  string   `json:",omitempty"`
	Allowed    []string `json:",omitempty"`
	Source     string   `json:",omitempty"`
}

func goldenClasses(schema *shared.Schema) []goldenClass {
	var out []goldenClass
	for _, c := range schema.Classes {
		g := goldenClass{Name: c.Name, UID: c.UIDAttribute, NameAttribute: c.NameAttribute, Aliases: c.Aliases, Operations: map[string][]string{}}
		for _, a := range c.Attributes {
			g.Attributes = append(g.Attributes, goldenOf(a))
		}
		for _, o := range c.Operations {
			options := []string{}
			for _, p := range o.Options {
				options = append(options, p.Name+" "+p.Type.String())
			}
			g.Operations[o.Operation.String()] = options
		}
		out = append(out, g)
	}
	return out
}

func goldenOf(a *shared.AttributeInfo) goldenAttribute {
	g := goldenAttribute{Name: a.Name, Type: a.Type.String(), Aliases: a.Aliases, Reference: a.ReferenceClass, Source: a.Source, Flags: []string{}}
	for _, f := range []struct {
		set  bool
		name string
	}{
		{a.MultiValued, "multi-valued"},
		{a.Required, "required"},
		{a.Creatable, "creatable"},
		{a.Updatable, "updatable"},
		{a.Readable, "readable"},
		{a.ReturnedByDefault, "returned by default"},
		{a.CaseExact, "case exact"},
		{a.AllowedValuesOpen, "open"},
	} {
		if f.set {
			g.Flags = append(g.Flags, f.name)
		}
	}
	for _, v := range a.AllowedValues {
		g.Allowed = append(g.Allowed, v.String())
	}
	return g
}
