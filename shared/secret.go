package shared

import (
	"fmt"
	"io"
	"log/slog"
)

// redacted is what every printed form of a secret shows.
const redacted = "***"

// Secret is text that must not be seen. It prints as *** in fmt with every
// verb, in JSON, in slog and in hclog. Only Reveal gives the text.
//
// The text sits behind a pointer, so that fmt prints an address and not the
// text even where a Secret is an unexported field of somebody's struct, where
// fmt cannot call methods.
type Secret struct {
	text *string
}

// NewSecret wraps text.
func NewSecret(text string) Secret { return Secret{text: &text} }

// Reveal returns the text.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// IsEmpty tells whether there is no text.
func (s Secret) IsEmpty() bool { return s.Reveal() == "" }

// Equal compares two secrets.
func (s Secret) Equal(other Secret) bool { return s.Reveal() == other.Reveal() }

// Format prints *** for every verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// String returns ***.
func (s Secret) String() string { return redacted }

// MarshalText returns ***, which makes JSON, YAML and XML safe as well.
func (s Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// LogValue returns ***.
func (s Secret) LogValue() slog.Value { return slog.StringValue(redacted) }
