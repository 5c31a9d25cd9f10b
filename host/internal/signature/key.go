package signature

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"aead.dev/minisign"
)

// maxKey bounds the text of a public key, with its comment line.
const maxKey = 4 * 1024

// ErrKey says that a text is no minisign public key.
var ErrKey = errors.New("is no minisign public key; give the line of 56 characters that begins with RW, or the content of a .pub file")

// ErrSecretKey says that a text is a minisign secret key, which nobody but its
// owner should see.
var ErrSecretKey = errors.New("is a minisign secret key; keep it to yourself, and give the public key, which is in the .pub file made with it")

// The size of a secret key in bytes, and its beginning: the signature algorithm.
// See https://jedisct1.github.io/minisign/#secret-key-format.
const (
	secretKeySize = 158
	algorithm     = "Ed"
)

// Key is a public key that is trusted.
type Key struct {
	key minisign.PublicKey
}

// ParseKey reads a public key: its line in base64, or the content of a .pub
// file, which has a comment line before it. It returns an error that matches
// ErrKey, or ErrSecretKey, and does not quote the text.
func ParseKey(text string) (Key, error) {
	if len(text) > maxKey {
		return Key{}, fmt.Errorf("%w: it has %d bytes", ErrKey, len(text))
	}
	text = strings.TrimSpace(text)
	if isSecretKey(text) {
		return Key{}, ErrSecretKey
	}
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

// isSecretKey looks for a secret key, alone or below its comment, which says so.
func isSecretKey(text string) bool {
	last := text[strings.LastIndexByte(text, '\n')+1:]
	raw, err := base64.StdEncoding.DecodeString(last)
	return err == nil && len(raw) == secretKeySize && strings.HasPrefix(string(raw), algorithm)
}

// ID returns the id of the key as minisign writes it: at most 16 upper-case hexadecimal
// digits. An id is a label that anybody can choose; only the key itself proves
// something.
func (k Key) ID() string { return formatID(k.key.ID()) }

func formatID(id uint64) string { return fmt.Sprintf("%X", id) }
