//go:build unix

package host_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"aead.dev/minisign"

	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/shared"
)

// keyPair is made for one test.
type keyPair struct {
	public  string
	id      string
	private minisign.PrivateKey
}

// TestCheckPublicKey says of a key what Launch would say.
func TestCheckPublicKey(t *testing.T) {
	t.Parallel()
	if err := host.CheckPublicKey(newKeyPair(t).public); err != nil {
		t.Error(err)
	}
	if err := host.CheckPublicKey("RWx"); err == nil || !strings.HasPrefix(err.Error(), "is no minisign public key") {
		t.Errorf("got %v", err)
	}
}

func newKeyPair(t *testing.T) keyPair {
	t.Helper()
	public, private, err := minisign.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	text, err := public.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	// The comment of a .pub file ends in the id.
	comment, line, _ := strings.Cut(string(text), "\n")
	return keyPair{public: line, id: comment[strings.LastIndex(comment, " ")+1:], private: private}
}

// sign returns the signature of a file.
func (k keyPair) sign(t *testing.T, path, comment string) []byte {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := minisign.NewReader(f)
	if _, err := io.Copy(io.Discard, r); err != nil {
		t.Fatal(err)
	}
	return r.SignWithComments(k.private, comment, "untrusted")
}

func TestSignature(t *testing.T) {
	t.Parallel()
	path, right := self(t)
	wrong := strings.Repeat("0", 64)
	ours, other := newKeyPair(t), newKeyPair(t)
	good := ours.sign(t, path, "version 1\x1b[31m")
	tests := map[string]struct {
		keys      []string
		signature []byte
		sum       string
		parts     []string
	}{
		"signed":                     {[]string{other.public, ours.public}, good, "", nil},
		"signed and pinned":          {[]string{ours.public}, good, right, nil},
		"signed, but not the pinned": {[]string{ours.public}, good, wrong, []string{"expected SHA-256 " + wrong, "the file has " + right, "pin the new sum"}},
		"pinned, but not signed":     {[]string{ours.public}, nil, right, []string{"no signature at ", "signature by a trusted key is required"}},
		"other key":                  {[]string{other.public}, good, "", []string{"made with key " + ours.id, "trusted is " + other.id}},
		"other file":                 {[]string{ours.public}, ours.sign(t, "/bin/sh", "sh"), right, []string{"not what key " + ours.id + " signed", "fetch"}},
		"forged comment":             {[]string{ours.public}, bytes.Replace(good, []byte("version 1"), []byte("version 2"), 1), "", []string{"trusted comment"}},
		"malformed":                  {[]string{ours.public}, []byte("x"), "", []string{"cannot be checked"}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			spec := specFor(t, "ok")
			spec.PublicKeys, spec.SHA256 = tc.keys, tc.sum
			spec.Signature = filepath.Join(t.TempDir(), "x.minisig")
			if tc.signature != nil {
				if err := os.WriteFile(spec.Signature, tc.signature, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			logs := &logBuffer{}
			spec.Logger = logs.logger()
			if tc.parts == nil {
				launch(t, spec)
				wantContains(t, logs.String(), "the signature of the connector is valid", ours.id, `version 1\x1b[31m`)
				return
			}
			p, err := host.Launch(testContext(t), spec)
			if err == nil {
				t.Fatalf("launched; stop: %v", p.Stop(t.Context()))
			}
			if !errors.Is(err, shared.ErrChecksumMismatch) {
				t.Errorf("got %v, want ErrChecksumMismatch", err)
			}
			wantContains(t, err.Error(), append(tc.parts, spec.Path)...)
			wantEmpty(t, spec.SocketDir)
		})
	}
}

// TestSignatureBesideTheFile has the signature beside the file, where it is
// looked for first, and the file changed after it was signed.
func TestSignatureBesideTheFile(t *testing.T) {
	t.Parallel()
	key := newKeyPair(t)
	path := filepath.Join(t.TempDir(), "connector")
	if err := os.WriteFile(path, []byte("#!/bin/sh\necho it ran >\"$0.ran\"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path+".minisig", key.sign(t, path, "c"), 0o600); err != nil {
		t.Fatal(err)
	}
	spec := host.Spec{Path: path, PublicKeys: []string{key.public}, SocketDir: shortDir(t)}
	if _, err := host.Launch(testContext(t), spec); !errors.Is(err, shared.ErrStartFailed) {
		t.Errorf("signed: got %v, want that it ran and is no connector", err)
	}
	if err := os.Remove(path + ".ran"); err != nil {
		t.Errorf("the signed file was not run: %v", err)
	}
	if err := os.WriteFile(path, []byte("#!/bin/sh\necho it ran > \"$0.ran\"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := host.Launch(testContext(t), spec); !errors.Is(err, shared.ErrChecksumMismatch) {
		t.Errorf("changed: got %v, want ErrChecksumMismatch", err)
	}
	if _, err := os.Stat(path + ".ran"); err == nil {
		t.Error("a file that nobody signed was run")
	}
}

func TestSignatureFaults(t *testing.T) {
	t.Parallel()
	_, err := host.Launch(t.Context(), host.Spec{Path: "x", Signature: "x.minisig"})
	if !errors.Is(err, shared.ErrInvalidRequest) {
		t.Errorf("got %v", err)
	}
	wantContains(t, err.Error(), "Signature: needs PublicKeys")
	_, err = host.Launch(t.Context(), host.Spec{Path: "x", PublicKeys: []string{newKeyPair(t).public, "RWx"}})
	if !errors.Is(err, shared.ErrInvalidRequest) {
		t.Errorf("got %v", err)
	}
	wantContains(t, err.Error(), "PublicKeys[1]: is no minisign public key")
}
