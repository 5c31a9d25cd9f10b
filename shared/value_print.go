package shared

import (
	"encoding/base64"
	"fmt"
	"io"
	"strconv"
	"time"
)

// String returns the value as text: RFC 3339 for times, standard base64 for
// bytes, the uid for references, *** for secrets, and for embedded objects what
// ParseValue reads, unless they have identifiers: then these.
func (v Value) String() string {
	switch v.typ {
	case TypeString:
		return v.str
	case TypeInt:
		i, _ := v.AsInt()
		return strconv.FormatInt(i, 10)
	case TypeFloat:
		f, _ := v.AsFloat()
		return strconv.FormatFloat(f, 'g', -1, 64)
	case TypeBool:
		b, _ := v.AsBool()
		return strconv.FormatBool(b)
	case TypeBytes:
		return base64.StdEncoding.EncodeToString([]byte(v.str))
	case TypeTime:
		t, _ := v.AsTime()
		return t.Format(time.RFC3339Nano)
	case TypeSecret:
		return redacted
	case TypeReference:
		r, _ := v.AsReference()
		return r.String()
	case TypeObject:
		o, _ := v.AsObject()
		return o.text()
	default:
		return "<invalid>"
	}
}

// Format prints String for every verb, so that no verb reaches a secret.
func (v Value) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, v.String()) }
