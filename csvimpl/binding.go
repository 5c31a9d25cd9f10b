package csvimpl

import (
	"fmt"
	"strings"
)

// binding is what a sync token must share with the connection that reads it. The
// token holds it in clear, so that an error can say what is different.
type binding struct {
	prefix    string // of the names of properties; no part of the token
	relative  bool   // whether the path is configured so; no part of the token
	class     string
	path      string
	uidColumn string
	delimiter string
}

// binding returns what binds a token to this file as it is read now.
func (s *source) binding() binding {
	t := s.table
	return binding{
		prefix: t.prefix, relative: t.relative, class: t.class, path: t.path,
		uidColumn: columnKey(s.layout.uid.name), delimiter: string(t.format.delimiter),
	}
}

// String is the form in the token.
func (b binding) String() string {
	return fmt.Sprintf("%q %q %q %q", b.class, b.path, b.uidColumn, b.delimiter)
}

// differs says what is different where a token was made; nothing when nothing is.
func (b binding) differs(token string) string {
	var of binding
	if _, err := fmt.Sscanf(token, "%q %q %q %q", &of.class, &of.path, &of.uidColumn, &of.delimiter); err != nil || len(of.delimiter) != 1 {
		return "it is damaged"
	}
	if of.class != b.class {
		return fmt.Sprintf("it is of the class %s, and this is %s", quoted(of.class), b.class)
	}
	var why []string
	if of.path != b.path {
		text := fmt.Sprintf("it is of the file %s, and %s_file is %s", quoted(of.path), b.prefix, quoted(b.path))
		if b.relative {
			text += " (a relative path, which starts at the working folder of the connector process)"
		}
		why = append(why, text)
	}
	if of.uidColumn != b.uidColumn {
		why = append(why, fmt.Sprintf("%s_uid_column was %s and is %s", b.prefix, quoted(of.uidColumn), quoted(b.uidColumn)))
	}
	if of.delimiter != b.delimiter {
		why = append(why, fmt.Sprintf("delimiter was %s and is %s", delimiterName(of.delimiter[0]), delimiterName(b.delimiter[0])))
	}
	return strings.Join(why, "; ")
}
