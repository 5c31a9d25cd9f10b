package csvimpl_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/igaplugin/igaplugin/csvimpl"
)

// TestDocumentedProperties looks whether the table of docs/csv.md has every
// property, with its default.
func TestDocumentedProperties(t *testing.T) {
	t.Parallel()
	info, err := csvimpl.New("1.2.3").Info(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	documented := make(map[string]string) // default by name
	for _, row := range regexp.MustCompile("(?m)^\\| (`[a-z_]+`(?:, `[a-z_]+`)*) \\| ([^|]*) \\|").FindAllStringSubmatch(read(t, "../docs/csv.md"), -1) {
		for name := range strings.SplitSeq(row[1], ", ") {
			documented[strings.Trim(name, "`")] = row[2]
		}
	}
	if len(info.Properties) != 14 {
		t.Errorf("%d properties", len(info.Properties))
	}
	for _, p := range info.Properties {
		text, ok := documented[p.Name]
		if !ok {
			t.Errorf("%s is not documented", p.Name)
		}
		if strings.HasPrefix(p.Name, "groups_") {
			continue // the same as of users
		}
		want := "`" + p.Default.String() + "`"
		switch {
		case p.Required:
			want = "required"
		case p.Default.Len() == 0:
			want = "no" // "none", or what follows without one
		}
		if p.Name == "users_name_column" {
			want = "`name` where there is one"
		}
		if !strings.HasPrefix(text, want) {
			t.Errorf("%s has the default %q, and should have %q", p.Name, text, want)
		}
	}
}
