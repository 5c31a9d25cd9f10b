package output_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/host-example/internal/output"
	"github.com/igaplugin/igaplugin/shared"
)

// changeClass has an attribute of the name that the kind of change has.
func changeClass(extra string) *shared.ObjectClass {
	text := func(name string) *shared.AttributeInfo {
		return &shared.AttributeInfo{Name: name, Type: shared.TypeString, Readable: true, ReturnedByDefault: true}
	}
	return &shared.ObjectClass{
		Name: "Ticket", UIDAttribute: "id", NameAttribute: "title",
		Attributes: []*shared.AttributeInfo{text(extra), text("title"), text("id")},
	}
}

func TestChangeRows(t *testing.T) {
	t.Parallel()
	upsert := &shared.Change{Kind: shared.ChangeUpsert, Object: shared.NewObject("Ticket", "1", "one").SetString("change", "x;y").Build()}
	gone := &shared.Change{Kind: shared.ChangeDelete, Object: shared.NewObject("Ticket", "2", "two").Build()}
	for name, tc := range map[string]struct {
		extra  string
		format output.Format
		asked  []string
		width  int
		want   string
	}{
		"table":          {"state", output.Table, nil, 0, "change  id  title  state\nupsert  1   one\ndelete  2   two\n"},
		"narrow table":   {"change", output.Table, nil, 20, "__CHANGE__  title\nupsert      one\ndelete      two\n"},
		"csv, taken":     {"change", output.CSV, nil, 0, "__CHANGE__,id,title,change\nupsert,1,one,x;y\ndelete,2,two,\n"},
		"csv, asked":     {"change", output.CSV, []string{"title"}, 0, "__CHANGE__,id,title\nupsert,1,one\ndelete,2,two\n"},
		"jsonl":          {"change", output.JSONL, nil, 0, `{"change":"upsert","class":"Ticket","uid":"1","name":"one","attributes":{"change":"x;y"}}` + "\n" + `{"change":"delete","class":"Ticket","uid":"2","name":"two"}` + "\n"},
		"json, indented": {"change", output.JSON, nil, 0, "[\n  {\n    \"change\": \"upsert\",\n    \"class\": \"Ticket\",\n    \"uid\": \"1\",\n    \"name\": \"one\",\n    \"attributes\": {\n      \"change\": \"x;y\"\n    }\n  },\n  {\n    \"change\": \"delete\",\n    \"class\": \"Ticket\",\n    \"uid\": \"2\",\n    \"name\": \"two\"\n  }\n]\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			class := changeClass(tc.extra)
			var b bytes.Buffer
			rows := output.NewChangeRows(&b, tc.format, output.Layout{
				Class: class, Columns: output.ChangeColumns(class, tc.asked), Width: tc.width,
			})
			for _, c := range []*shared.Change{upsert, gone} {
				if err := rows.Write(c); err != nil {
					t.Fatal(err)
				}
			}
			if err := rows.Close(); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, b.String()); diff != "" {
				t.Error(diff)
			}
		})
	}
}
