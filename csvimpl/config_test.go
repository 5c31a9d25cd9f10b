package csvimpl_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/csvimpl"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/adapter"
)

func TestConfigurationFaults(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		config []string
		want   []string
	}{
		"no file":       {nil, []string{"users_file: required"}},
		"control":       {[]string{"users_file", "a\x1bb"}, []string{"users_file: must not hold control characters"}},
		"same file":     {[]string{"users_file", "a", "groups_file", "./a"}, []string{"groups_file: must not be the same"}},
		"groups column": {[]string{"users_file", "a", "groups_uid_column", "x"}, []string{"groups_file: required when groups_uid_column"}},
		"delimiter":     {[]string{"users_file", "a", "delimiter", ":"}, []string{"delimiter: must be a comma, ;, | or tab"}},
		"separator": {
			[]string{"users_file", "a", "multi_value_separator", "\\"},
			[]string{"multi_value_separator: must be one printing"},
		},
		"all declarations at once": {
			[]string{
				"users_file", "a", "users_columns",
				"x\n:int\ny:itn\ny:string\ny:int\nz:secret\nuid:int\nm:bool:multi:multi\nr:time:required:readonly\nname:string:multi\ng:reference Group",
				"users_name_column", "name",
			},
			[]string{
				`"x" is not NAME:TYPE`, `":int": the name is empty`, `unknown type or flag "itn"; did you mean int?`, `"y" is declared twice`,
				"secrets do not belong", `"uid" identifies the rows`, "says multi twice", `"r" is required and cannot`, `"name" identifies`,
				`"g" refers to Group, which has no file`,
			},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := adapter.New(csvimpl.New("1.2.3"), nil).Validate(t.Context(), &shared.ValidateRequest{Config: config(tt.config...)})
			if !errors.Is(err, shared.ErrInvalidConfiguration) {
				t.Fatalf("%v", err)
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%v lacks %q", err, want)
				}
			}
		})
	}
}

func TestConnectTouchesNoFile(t *testing.T) {
	t.Parallel()
	open(t, "users_file", "/nowhere/at/all.csv", "create_files", "true")
}

func TestSchemaFollowsTheHeader(t *testing.T) {
	t.Parallel()
	conn := open(t, "users_file", write(t, "Login, First Name ,uid,n,at:x\n"), "users_name_column", "login",
		"users_columns", "n:int:multi:required\nat:x:time:readonly")
	schema, err := conn.Schema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	class := schema.Classes[0]
	var got []string
	for _, a := range class.Attributes {
		line := a.Name + " " + a.Type.String()
		for flag, on := range map[string]bool{" multi": a.MultiValued} {
			if on {
				line += flag
			}
		}
		if a.Required {
			line += " required"
		}
		if !a.Creatable {
			line += " fixed"
		}
		if a.Updatable {
			line += " updatable"
		}
		got = append(got, line+" "+strings.Join(a.Aliases, ""))
	}
	want := []string{
		"Login string required updatable ", "First Name string updatable First_Name", "uid string ", "n int multi required updatable ", "at:x time fixed at_x",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if class.UIDAttribute != "uid" || class.NameAttribute != "Login" {
		t.Errorf("identifiers %s and %s", class.UIDAttribute, class.NameAttribute)
	}
}
