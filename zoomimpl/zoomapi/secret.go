package zoomapi

import (
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
)

// redacted is what every printed form of a Secret shows.
const redacted = "***"

// Secret is a string that does not show itself: fmt, encoding/json and log/slog
// all print "***". The zero value is the empty secret. Use Reveal where the
// value itself is needed.
type Secret struct {
	// A pointer, because fmt prints the plain fields of a value that sits in an
	// unexported field without asking its methods; a pointer prints as address.
	value *string
}

// NewSecret returns a Secret that holds value.
func NewSecret(value string) Secret {
	return Secret{value: &value}
}

// Reveal returns the value in clear.
func (s Secret) Reveal() string {
	if s.value == nil {
		return ""
	}
	return *s.value
}

// IsZero reports whether the secret is empty.
func (s Secret) IsZero() bool { return s.Reveal() == "" }

// Equal reports whether both secrets hold the same value, in constant time for
// values of the same length.
func (s Secret) Equal(other Secret) bool {
	return subtle.ConstantTimeCompare([]byte(s.Reveal()), []byte(other.Reveal())) == 1
}

// String returns "***".
func (s Secret) String() string { return redacted }

// GoString returns "***".
func (s Secret) GoString() string { return redacted }

// Format writes "***" whatever the verb.
func (s Secret) Format(f fmt.State, _ rune) {
	// fmt offers no way to report a failed write from a Formatter.
	_, _ = io.WriteString(f, redacted)
}

// MarshalText returns "***".
func (s Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// MarshalJSON returns "***" as a JSON string.
func (s Secret) MarshalJSON() ([]byte, error) { return json.Marshal(redacted) }

// UnmarshalJSON reads the secret from a JSON string; null leaves it empty.
func (s *Secret) UnmarshalJSON(data []byte) error {
	var value *string
	if err := json.Unmarshal(data, &value); err != nil {
		return err
	}
	s.value = value
	return nil
}

// LogValue returns "***".
func (s Secret) LogValue() slog.Value { return slog.StringValue(redacted) }
