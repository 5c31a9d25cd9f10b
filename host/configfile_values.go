package host

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
)

const (
	// secretFilePrefix begins the value of a secret that stands in a file.
	secretFilePrefix = "file:"
	// maxSecretFile is the greatest size of such a file in bytes.
	maxSecretFile = 64 << 10
)

// configReader turns the entries of a configuration file into typed values and
// collects what is wrong.
type configReader struct {
	info   *shared.Info
	env    lookup
	folder string

	faults []shared.Fault
	// clear names the secrets that stand in the file itself.
	clear []string
}

// origin is where a text came from, which decides what messages may show.
type origin struct {
	// variable is the last environment variable that was put in, if any.
	variable string
}

func (r *configReader) fault(line int, key, format string, args ...any) {
	r.faults = append(r.faults, shared.Fault{
		Field: key, Message: fmt.Sprintf("line %d: %s", line, fmt.Sprintf(format, args...)),
	})
}

func (r *configReader) read(data []byte) shared.Attributes {
	entries, faults := DecodeFlat(data)
	r.faults = append(r.faults, faults...)
	config := make(shared.Attributes, 0, len(entries))
	lines := make(map[*shared.Property]FlatEntry)
	for _, e := range entries {
		property := r.property(e.Key)
		if first, twice := lines[property]; twice && property.Name != "" {
			r.fault(e.Line, e.Key, "is %s, given on line %d as %s already", property.Name, first.Line, first.Key)
			continue
		}
		lines[property] = e
		if e.Values == nil {
			r.fault(e.Line, e.Key, "has no value; remove the line or give one")
			continue
		}
		config = append(config, r.attribute(e, property))
	}
	return config
}

// unknownProperty reads keys that the connector does not declare.
func unknownProperty() *shared.Property { return &shared.Property{Type: shared.TypeString} }

func (r *configReader) property(key string) *shared.Property {
	if r.info == nil {
		return unknownProperty()
	}
	p, ok := r.info.Property(key)
	if !ok {
		return unknownProperty()
	}
	return p
}

func (r *configReader) attribute(e FlatEntry, property *shared.Property) shared.Attribute {
	values := make([]shared.Value, 0, len(e.Values))
	for _, raw := range e.Values {
		text, from, ok := r.text(e.Key, raw, property)
		if !ok {
			continue
		}
		value, err := shared.ParseValue(property.Type, text)
		switch {
		case err == nil:
			values = append(values, value)
		case from.variable != "":
			// The text of the parser's error holds the value, and the content
			// of a variable may be a secret whatever the property is.
			r.fault(raw.Line, e.Key, "with the value of ${%s} this is not of type %s", from.variable, property.Type)
		default:
			r.fault(raw.Line, e.Key, "%s", err)
		}
	}
	return shared.NewAttribute(e.Key, values...)
}

// text returns what a scalar stands for.
func (r *configReader) text(key string, raw FlatValue, property *shared.Property) (string, origin, bool) {
	// The prefix is looked for before variables are put in: the content of a
	// variable is never read as the name of a file.
	path, isFile := strings.CutPrefix(raw.Text, secretFilePrefix)
	isFile = isFile && property.Type == shared.TypeSecret
	source := raw.Text
	if isFile {
		source = path
	}
	text, from, message := expand(source, r.env)
	if message != "" {
		r.fault(raw.Line, key, "%s", message)
		return "", from, false
	}
	switch {
	case isFile:
		return r.secretFile(key, raw.Line, text, from)
	case property.Type == shared.TypeSecret && from.variable == "" && text != "":
		r.clear = append(r.clear, key)
	}
	return text, from, true
}

// secretFile reads a secret from a file and takes the last line break off.
func (r *configReader) secretFile(key string, line int, path string, from origin) (string, origin, bool) {
	if path == "" {
		r.fault(line, key, "file: must be followed by a path")
		return "", from, false
	}
	if !filepath.IsAbs(path) {
		path = filepath.Join(r.folder, path)
	}
	secret, err := ReadSecretFile(path)
	if err != nil {
		r.fault(line, key, "secret file %s", err)
		return "", from, false
	}
	return secret.Reveal(), from, true
}

// ReadSecretFile reads a secret from a file of at most 64 KiB and takes its
// last line break off. The error begins with the path.
func ReadSecretFile(path string) (shared.Secret, error) {
	data, _, err := readBounded(path, maxSecretFile)
	if err != nil {
		return shared.Secret{}, err
	}
	text := strings.TrimSuffix(strings.TrimSuffix(string(data), "\n"), "\r")
	return shared.NewSecret(text), nil
}
