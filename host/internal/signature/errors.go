package signature

import (
	"fmt"
	"strings"
)

// MissingError says that there is no signature file.
type MissingError struct{ Path string }

// Error names the file and what to do.
func (e *MissingError) Error() string {
	return fmt.Sprintf("there is no signature at %s; a signature by a trusted key is required: fetch it from where the connector came from, or name its file", e.Path)
}

// MalformedError says that a file is no signature that can be checked.
type MalformedError struct{ Path, Reason string }

// Error names the file and what is wrong with it.
func (e *MalformedError) Error() string {
	return fmt.Sprintf("the signature %s cannot be checked: %s", e.Path, e.Reason)
}

// UntrustedError says that none of the trusted keys made a signature.
type UntrustedError struct {
	// Path is the signature file.
	Path string
	// KeyID is the key that the signature names, Trusted those that are trusted.
	KeyID   string
	Trusted []string
}

// Error names the key ids of both sides.
func (e *UntrustedError) Error() string {
	return fmt.Sprintf("the signature %s was made with key %s, trusted is %s; if the publisher has a new key, get it from a source that you trust",
		e.Path, e.KeyID, strings.Join(e.Trusted, ", "))
}

// MismatchError says that a file is not what a trusted key signed.
type MismatchError struct {
	// Path is the signature file, KeyID the trusted key that it names.
	Path, KeyID string
}

// Error names the signature and the key.
func (e *MismatchError) Error() string {
	return fmt.Sprintf("the file, or the trusted comment, is not what key %s signed in %s; fetch the connector and its signature again from their source",
		e.KeyID, e.Path)
}
