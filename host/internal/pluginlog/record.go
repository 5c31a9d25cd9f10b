package pluginlog

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/hashicorp/go-hclog"
)

// record is one line in hclog's JSON form: an object with @level and @message.
// See https://pkg.go.dev/github.com/hashicorp/go-hclog#LoggerOptions, JSONFormat.
type record struct {
	level   hclog.Level
	message string
	// args are the other keys and their values in turn, in the order in which
	// the connector wrote them.
	args []any
}

// parseRecord reads a line as a record. ok is false when it is anything else. No
// type of any key is taken for granted: the line comes from another program.
func parseRecord(line []byte) (rec record, ok bool) {
	dec := json.NewDecoder(bytes.NewReader(line))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return record{}, false
	}
	rec.level = hclog.Debug
	for dec.More() {
		t, err := dec.Token()
		if err != nil {
			return record{}, false
		}
		key, isString := t.(string)
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil || !isString {
			return record{}, false
		}
		switch key {
		case "@level":
			ok = true
			rec.level = parseLevel(raw)
		case "@message":
			ok = true
			rec.message = text(raw)
		default:
			rec.args = append(rec.args, Escape(strings.TrimPrefix(key, "@")), value(raw))
		}
	}
	if _, err := dec.Token(); err != nil {
		return record{}, false
	}
	if _, err := dec.Token(); err != io.EOF {
		return record{}, false
	}
	return rec, ok
}

// String returns the record as the tail keeps it.
func (r record) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "[%s] %s", strings.ToUpper(r.level.String()), r.message)
	for i := 0; i+1 < len(r.args); i += 2 {
		if r.args[i] != "timestamp" {
			fmt.Fprintf(&b, " %v=%v", r.args[i], r.args[i+1])
		}
	}
	return b.String()
}

// parseLevel returns the level, and Debug for everything that is none.
func parseLevel(raw json.RawMessage) hclog.Level {
	level := hclog.LevelFromString(text(raw))
	if level < hclog.Trace || level > hclog.Error {
		return hclog.Debug
	}
	return level
}

// text returns a JSON string unquoted and any other JSON value as it is.
func text(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		s = string(raw)
	}
	return Escape(s)
}

// value returns a scalar as Go holds it, so that a host that logs JSON keeps
// its type, and everything else as text.
func value(raw json.RawMessage) any {
	switch raw[0] {
	case 't', 'f':
		return raw[0] == 't'
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		return json.Number(raw)
	default:
		return text(raw)
	}
}
