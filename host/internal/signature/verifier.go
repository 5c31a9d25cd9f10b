package signature

import (
	"bytes"
	"io"
	"slices"

	"aead.dev/minisign"
)

// Verifier checks one file against a signature: write the whole file to it,
// then call Check. It is used by one goroutine.
type Verifier struct {
	signature *Signature
	keys      []Key
	// chunk is what the reader below reads next.
	chunk  *bytes.Reader
	hashed *minisign.Reader
}

// NewVerifier returns a Verifier, or an *UntrustedError when the signature names
// none of the keys.
func NewVerifier(s *Signature, keys []Key) (*Verifier, error) {
	// Ids are chosen freely, so that two keys can have the same.
	same := slices.DeleteFunc(slices.Clone(keys), func(k Key) bool { return k.key.ID() != s.id })
	if len(same) == 0 {
		untrusted := &UntrustedError{Path: s.Path, KeyID: s.KeyID}
		for _, k := range keys {
			untrusted.Trusted = append(untrusted.Trusted, k.ID())
		}
		return nil, untrusted
	}
	chunk := bytes.NewReader(nil)
	return &Verifier{signature: s, keys: same, chunk: chunk, hashed: minisign.NewReader(chunk)}, nil
}

// Write takes the next part of the file. It never fails.
func (v *Verifier) Write(p []byte) (int, error) {
	v.chunk.Reset(p)
	// Neither end can fail: one is memory, the other nothing.
	_, err := io.Copy(io.Discard, v.hashed)
	return len(p), err
}

// Check returns a *MismatchError unless what was written is what one of the keys
// signed, and the trusted comment too.
func (v *Verifier) Check() error {
	if slices.ContainsFunc(v.keys, func(k Key) bool { return v.hashed.Verify(k.key, v.signature.text) }) {
		return nil
	}
	return &MismatchError{Path: v.signature.Path, KeyID: v.signature.KeyID}
}

// KeyID returns the id of the trusted key.
func (v *Verifier) KeyID() string { return v.signature.KeyID }

// TrustedComment returns the comment that is signed as well. It is true only
// after Check returned nil, and must be escaped when it is shown.
func (v *Verifier) TrustedComment() string { return v.signature.comment }
