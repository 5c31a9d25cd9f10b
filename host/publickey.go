package host

import "github.com/igaplugin/igaplugin/host/internal/signature"

// CheckPublicKey tells what is wrong with an entry of Spec.PublicKeys, for hosts
// that want to say where they have it from. It returns an error that is about the
// key and does not quote it, or nil.
func CheckPublicKey(text string) error {
	_, err := signature.ParseKey(text)
	return err
}
