package csvimpl

import (
	"errors"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
)

// defaultLockTimeout is in seconds.
const defaultLockTimeout = 10

// maxLockTimeout is in seconds: who waits longer has another problem.
const maxLockTimeout = 3600

// defaultUIDColumn is used when none is configured. There is no guess beyond
// it, such as the first column: a file whose columns are put in another order
// must not give every object another identity.
const defaultUIDColumn = "uid"

// defaultNameColumn is used when none is configured and the file has it.
const defaultNameColumn = "name"

// properties declares the configuration.
func properties() []*shared.Property {
	list := append(classProperties("users", "User"), classProperties("groups", "Group")...)
	list[0].Required = true
	return append(list, formatProperties()...)
}

// classProperties declares what is configured for each class.
func classProperties(prefix, class string) []*shared.Property {
	return []*shared.Property{
		{
			Name: prefix + "_file", Type: shared.TypeString, DisplayName: class + " file", Check: checkPath,
			Description: "Path of the file that holds the objects of class " + class + "; its first row names the columns. A relative path starts at the working folder of the connector process.",
		},
		{
			Name: prefix + "_columns", Type: shared.TypeString, MultiValued: true, DisplayName: class + " columns",
			Description: "Columns that are more than single strings, each as NAME:TYPE[:multi][:required][:readonly]. The types are string, int, float, bool, time (RFC 3339), bytes (base64), reference User and reference Group (uids).",
		},
		{
			Name: prefix + "_uid_column", Type: shared.TypeString, DisplayName: class + " uid column", Default: shared.Strings(defaultUIDColumn),
			Description: "The column that identifies a row. Its values are unique and never change.",
		},
		{
			Name: prefix + "_name_column", Type: shared.TypeString, DisplayName: class + " name column",
			Description: "The column that names a row for people; unique without regard to case. Without it the column " + defaultNameColumn + " where there is one, else the uid column.",
		},
	}
}

// formatProperties declares how the files are written.
func formatProperties() []*shared.Property {
	return []*shared.Property{
		{
			Name: "delimiter", Type: shared.TypeString, DisplayName: "Delimiter", Default: shared.Strings(","),
			Check:       checkDelimiter,
			Description: "What stands between the cells of a row: a comma, ;, | or tab (the word, or the character itself).",
		},
		{
			Name: "multi_value_separator", Type: shared.TypeString, DisplayName: "Separator of values", Default: shared.Strings(";"),
			Check:       checkSeparator,
			Description: "The ASCII character between the values of a multi-valued cell. Within a value a backslash stands before it, and before a backslash.",
		},
		{
			Name: "encoding", Type: shared.TypeString, DisplayName: "Encoding", Default: shared.Strings(charsetUTF8),
			AllowedValues: stringValues(charsets()...),
			Description:   "The characters of the files. A byte order mark in a file decides, whatever is configured, and is kept.",
		},
		{
			Name: "export_safe", Type: shared.TypeBool, DisplayName: "Safe for spreadsheets", Default: shared.NewValues(shared.BoolValue(false)),
			Description: "Write an apostrophe before cells that a spreadsheet would take for a formula, and read it as not there.",
		},
		{
			Name: "create_files", Type: shared.TypeBool, DisplayName: "Create files", Default: shared.NewValues(shared.BoolValue(false)),
			Description: "Make a file that is missing, with the uid, name and declared columns.",
		},
		{
			Name: "lock_timeout", Type: shared.TypeFloat, DisplayName: "Lock timeout",
			Default: shared.NewValues(shared.FloatValue(defaultLockTimeout)), Minimum: new(float64(0)), Maximum: new(float64(maxLockTimeout)),
			Description: "Seconds that a write waits for another one, also of another process, before it ends as a conflict.",
		},
	}
}

// constraints tie the properties of groups to their file.
func constraints() []shared.PropertyConstraint {
	var out []shared.PropertyConstraint
	for _, name := range []string{"groups_columns", "groups_uid_column", "groups_name_column"} {
		out = append(out, shared.PropertyConstraint{Kind: shared.ConstraintRequires, Properties: []string{name, "groups_file"}})
	}
	return out
}

func stringValues(texts ...string) []shared.Value {
	out := make([]shared.Value, len(texts))
	for i, text := range texts {
		out[i] = shared.StringValue(text)
	}
	return out
}

// checkPath refuses what no file system takes as a name.
func checkPath(v shared.Value) error {
	path, _ := v.AsString()
	for _, r := range path {
		if r < ' ' || r == 0x7f {
			return errors.New("must not hold control characters")
		}
	}
	if path == "" {
		return errors.New("must not be empty")
	}
	return nil
}

// delimiters are what may stand between cells.
const delimiters = ",;|\t"

// checkDelimiter refuses what is no delimiter. A list of allowed values would
// hold a comma and a tab, which no list of them shows readably.
func checkDelimiter(v shared.Value) error {
	text, _ := v.AsString()
	if text != "tab" && (len(text) != 1 || !strings.Contains(delimiters, text)) {
		return errors.New("must be a comma, ;, | or tab")
	}
	return nil
}

// checkSeparator refuses what could not be told from the rest of a cell.
func checkSeparator(v shared.Value) error {
	text, _ := v.AsString()
	if len(text) != 1 || text[0] < ' ' && text[0] != '\t' || text[0] >= 0x7f || text[0] == '\\' || text[0] == '"' || text[0] == '\'' {
		return errors.New("must be one printing ASCII character or tab, and neither a backslash nor a quotation mark")
	}
	return nil
}
