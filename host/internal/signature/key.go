package signature

import (
	"errors"
	"fmt"
	"strings"

	"aead.dev/minisign"
)

// maxKey bounds the text of a public key, with its comment line.
const maxKey = 4 * 1024

// ErrKey says that a text is no minisign public key.
var ErrKey = errors.New("is no minisign public key; give the line of 56 characters that begins with RW, or the content of a .pub file")

// Key is a public key that is trusted.
type Key struct {
	key minisign.PublicKey
}

// ParseKey reads a public key: its line in base64, or the content of a .pub
// file, which has a comment line before it. It returns an error that matches
// ErrKey and does not quote the text.
func ParseKey(text string) (Key, error) {
	if len(text) > maxKey {
		return Key{}, fmt.Errorf("%w: it has %d bytes", ErrKey, len(text))
	}
	text = strings.TrimSpace(text)
	if first, rest, _ := strings.Cut(text, "\n"); strings.HasPrefix(first, "untrusted comment:") {
		text = strings.TrimSpace(rest)
	}
	if strings.ContainsAny(text, "\r\n") {
		// What comes after the first of them would not be looked at.
		return Key{}, fmt.Errorf("%w: it has several lines", ErrKey)
	}
	var key Key
	if err := key.key.UnmarshalText([]byte(text)); err != nil {
		return Key{}, fmt.Errorf("%w (%s)", ErrKey, strings.TrimPrefix(err.Error(), "minisign: "))
	}
	return key, nil
}

// ID returns the id of the key as minisign writes it: at most 16 upper-case hexadecimal
// digits. An id is a label that anybody can choose; only the key itself proves
// something.
func (k Key) ID() string { return formatID(k.key.ID()) }

func formatID(id uint64) string { return fmt.Sprintf("%X", id) }
