package output_test

import (
	"bytes"
	"encoding/csv"
	"testing"

	"github.com/igaplugin/igaplugin/host-example/internal/output"
	"github.com/igaplugin/igaplugin/shared"
)

// A row whose only column is empty is a record all the same.
func TestCSVRowsOfOneEmptyColumn(t *testing.T) {
	t.Parallel()
	class := &shared.ObjectClass{Name: "User", Attributes: []*shared.AttributeInfo{{Name: "dept", Type: shared.TypeString, Readable: true}}}
	var out bytes.Buffer
	rows := output.NewRows(&out, output.CSV, output.Layout{Class: class, Columns: []string{"dept"}})
	for _, obj := range []*shared.Object{
		shared.NewObject("User", "a", "a").SetString("dept", "Sales").Build(),
		shared.NewObject("User", "b", "b").Set("dept").Build(),
		shared.NewObject("User", "c", "c").SetString("dept", "Legal").Build(),
	} {
		if err := rows.Write(obj); err != nil {
			t.Fatal(err)
		}
	}
	if err := rows.Close(); err != nil {
		t.Fatal(err)
	}
	if records, err := csv.NewReader(&out).ReadAll(); err != nil || len(records) != 4 {
		t.Errorf("%q, %v", records, err)
	}
}
