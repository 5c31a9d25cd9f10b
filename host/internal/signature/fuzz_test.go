package signature_test

import (
	"os"
	"path/filepath"
	"testing"

	"aead.dev/minisign"

	"github.com/igaplugin/igaplugin/host/internal/signature"
)

// FuzzSignature: no text but the signature itself passes for one.
func FuzzSignature(f *testing.F) {
	public, private, err := minisign.GenerateKey(nil)
	if err != nil {
		f.Fatal(err)
	}
	trusted, err := signature.ParseKey(public.String())
	if err != nil {
		f.Fatal(err)
	}
	good := minisign.NewReader(nil).SignWithComments(private, "comment", "untrusted")
	f.Add(good)
	f.Add([]byte("untrusted comment: x\n\ntrusted comment: y\n\n"))
	path := filepath.Join(f.TempDir(), "x.minisig")
	f.Fuzz(func(t *testing.T, text []byte) {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := signature.Load(path)
		if err != nil {
			return
		}
		v, err := signature.NewVerifier(s, []signature.Key{trusted})
		if err != nil {
			return
		}
		// The key signed the empty file, and this is none.
		if _, err := v.Write([]byte("x")); err != nil {
			t.Fatal(err)
		}
		if v.Check() == nil {
			t.Errorf("passes for a signature: %q", text)
		}
	})
}
