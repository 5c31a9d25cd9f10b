package signature

import (
	"errors"
	"fmt"
	"io/fs"

	"aead.dev/minisign"

	"github.com/igaplugin/igaplugin/host/internal/regular"
)

// MaxSize is the largest signature file, in bytes, that is read. One has about
// 300 bytes, unless its comments are long.
const MaxSize = 16 * 1024

// Extension is what the name of a signature file ends in.
const Extension = ".minisig"

// Signature is a signature that was read and not checked yet.
type Signature struct {
	// Path is where it was read from.
	Path string
	// KeyID is the id of the key that it names. It may be made up.
	KeyID string
	text  []byte
	id    uint64
	// comment is signed as well, and worth nothing before the check.
	comment string
}

// Load reads a signature file. It returns a *MissingError when there is none,
// and a *MalformedError when it is not a signature of a kind that can be
// checked.
func Load(path string) (*Signature, error) {
	text, err := read(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &MissingError{Path: path}
	case err != nil:
		return nil, err
	}
	return parse(path, text)
}

// read reads a regular file of bounded size: opening a named pipe would wait
// for ever.
func read(path string) ([]byte, error) {
	text, _, err := regular.Read(path, MaxSize)
	if _, ok := errors.AsType[*regular.KindError](err); ok {
		return nil, &MalformedError{Path: path, Reason: "it is not a regular file"}
	}
	if _, ok := errors.AsType[*regular.SizeError](err); ok {
		return nil, &MalformedError{Path: path, Reason: fmt.Sprintf("it has more than %d bytes", MaxSize)}
	}
	return text, err
}

func parse(path string, text []byte) (*Signature, error) {
	var parsed minisign.Signature
	if err := parsed.UnmarshalText(text); err != nil {
		return nil, &MalformedError{Path: path, Reason: "it does not have the four lines of a minisign signature"}
	}
	if parsed.Algorithm != minisign.HashEdDSA {
		// It signs the content itself instead of its BLAKE2b hash, so that the
		// whole file would have to be held in memory.
		return nil, &MalformedError{Path: path, Reason: "it is of minisign's legacy kind; sign again without -l"}
	}
	return &Signature{
		Path: path, KeyID: formatID(parsed.KeyID), text: text, id: parsed.KeyID, comment: parsed.TrustedComment,
	}, nil
}

// Text returns the content of the signature file.
func (s *Signature) Text() []byte { return s.text }
