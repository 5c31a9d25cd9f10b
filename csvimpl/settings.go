package csvimpl

import (
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/igaplugin/igaplugin/shared"
)

// settings is a checked configuration.
type settings struct {
	tables      []*tableSettings
	format      format
	createFiles bool
	lockTimeout time.Duration
}

// tableSettings is what is configured for one class.
type tableSettings struct {
	class string
	// prefix begins the names of its properties.
	prefix     string
	path       string
	relative   bool // whether the path is configured so
	columns    []column
	uidColumn  string
	nameColumn string // empty when not configured
}

// format says how cells are written.
type format struct {
	delimiter  byte
	separator  byte
	charset    string
	exportSafe bool
}

// newSettings reads a resolved configuration. The ErrInvalidConfiguration holds
// all faults.
func newSettings(config shared.Attributes) (*settings, error) {
	var faults []shared.Fault
	s := &settings{format: newFormat(config)}
	create, _ := config.Get("create_files")
	s.createFiles, _ = create.AsBool()
	timeout, _ := config.Get("lock_timeout")
	seconds, _ := timeout.AsFloat()
	s.lockTimeout = time.Duration(seconds * float64(time.Second))
	for _, t := range []*tableSettings{{class: classUser, prefix: "users"}, {class: classGroup, prefix: "groups"}} {
		if path, ok := config.Get(t.prefix + "_file"); ok {
			faults = append(faults, t.read(config, path)...)
			s.tables = append(s.tables, t)
		}
	}
	faults = append(faults, s.check()...)
	if len(faults) > 0 {
		return nil, &shared.Error{Kind: shared.ErrInvalidConfiguration, Faults: faults}
	}
	return s, nil
}

func newFormat(config shared.Attributes) format {
	text := func(name string) string {
		v, _ := config.Get(name)
		s, _ := v.AsString()
		return s
	}
	f := format{delimiter: ',', separator: ';', charset: text("encoding")}
	if d := text("delimiter"); d == "tab" {
		f.delimiter = '\t'
	} else if d != "" {
		f.delimiter = d[0]
	}
	if m := text("multi_value_separator"); m != "" {
		f.separator = m[0]
	}
	safe, _ := config.Get("export_safe")
	f.exportSafe, _ = safe.AsBool()
	return f
}

// read takes the properties of one class and returns their faults.
func (t *tableSettings) read(config shared.Attributes, path shared.Values) (faults []shared.Fault) {
	text, _ := path.AsString()
	abs, err := filepath.Abs(text)
	if err != nil {
		faults = append(faults, shared.Fault{Field: t.prefix + "_file", Message: "cannot be made absolute: " + err.Error()})
	}
	t.path, t.relative = abs, !filepath.IsAbs(text)
	for property, column := range map[string]*string{"_uid_column": &t.uidColumn, "_name_column": &t.nameColumn} {
		if v, ok := config.Get(t.prefix + property); ok {
			name, _ := v.AsString()
			*column = strings.TrimSpace(name)
			if err := checkColumnName(*column); err != nil {
				faults = append(faults, shared.Fault{Field: t.prefix + property, Message: "the name " + err.Error()})
			}
		}
	}
	declared, _ := config.Get(t.prefix + "_columns")
	for v := range declared.All() {
		text, _ := v.AsString()
		c, err := parseColumn(text)
		if err == nil {
			err = t.add(c)
		}
		if err != nil {
			faults = append(faults, shared.Fault{Field: t.prefix + "_columns", Message: err.Error()})
		}
	}
	return faults
}

// add declares a column.
func (t *tableSettings) add(c column) error {
	if _, twice := t.column(c.name); twice {
		return fmt.Errorf("%q is declared twice", c.name)
	}
	isUID, isName := sameColumn(c.name, t.uidColumn), sameColumn(c.name, t.nameColumn)
	if (isUID || isName) && (c.typ != shared.TypeString || c.multi) {
		return fmt.Errorf("%q identifies the rows and must be a single string", c.name)
	}
	if isName && !isUID && c.readonly {
		return fmt.Errorf("%q names the rows and must be writable: none could be created without it", c.name)
	}
	t.columns = append(t.columns, c)
	return nil
}

// column returns the declaration of a column.
func (t *tableSettings) column(name string) (column, bool) {
	key := columnKey(name)
	for _, c := range t.columns {
		if c.key == key {
			return c, true
		}
	}
	return column{}, false
}

// check returns the faults between the classes.
func (s *settings) check() (faults []shared.Fault) {
	if len(s.tables) == 2 && s.tables[0].path == s.tables[1].path {
		faults = append(faults, shared.Fault{Field: "groups_file", Message: "must not be the same as users_file"})
	}
	for _, t := range s.tables {
		for _, c := range t.columns {
			if c.typ == shared.TypeReference && s.table(c.reference) == nil {
				faults = append(faults, shared.Fault{
					Field: t.prefix + "_columns", Message: fmt.Sprintf("%q refers to %s, which has no file", c.name, c.reference),
				})
			}
		}
	}
	return faults
}

// table returns the settings of a class, or nil.
func (s *settings) table(class string) *tableSettings {
	for _, t := range s.tables {
		if t.class == class {
			return t
		}
	}
	return nil
}
