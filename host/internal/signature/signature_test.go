package signature_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"aead.dev/minisign"
	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/host/internal/signature"
)

func newKey(t *testing.T) (minisign.PublicKey, minisign.PrivateKey) {
	t.Helper()
	public, private, err := minisign.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	return public, private
}

// sign returns the text of a signature file.
func sign(t *testing.T, key minisign.PrivateKey, content, comment string) []byte {
	t.Helper()
	r := minisign.NewReader(strings.NewReader(content))
	if _, err := io.Copy(io.Discard, r); err != nil {
		t.Fatal(err)
	}
	return r.SignWithComments(key, comment, "untrusted")
}

func load(t *testing.T, text []byte) (*signature.Signature, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.minisig")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return signature.Load(path)
}

func key(t *testing.T, text string) signature.Key {
	t.Helper()
	k, err := signature.ParseKey(text)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

const content = "the content of a connector"

// verify checks the content in parts of three bytes.
func verify(t *testing.T, text []byte, content string, keys ...signature.Key) (*signature.Verifier, error) {
	t.Helper()
	s, err := load(t, text)
	if err != nil {
		return nil, err
	}
	v, err := signature.NewVerifier(s, keys)
	if err != nil {
		return nil, err
	}
	if _, err := io.CopyBuffer(struct{ io.Writer }{v}, struct{ io.Reader }{strings.NewReader(content)}, make([]byte, 3)); err != nil {
		t.Fatal(err)
	}
	return v, v.Check()
}

func TestVerify(t *testing.T) {
	t.Parallel()
	public, private := newKey(t)
	otherPublic, otherPrivate := newKey(t)
	pubFile, err := public.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	trusted, other := key(t, public.String()), key(t, otherPublic.String())
	good := sign(t, private, content, "version 1.2.3")
	tests := map[string]struct {
		text    []byte
		content string
		keys    []signature.Key
		fails   func(error) bool
		parts   []string
	}{
		"valid":             {good, content, []signature.Key{trusted}, nil, nil},
		"pub file":          {good, content, []signature.Key{key(t, string(pubFile)+"\r\n")}, nil, nil},
		"second key":        {good, content, []signature.Key{other, trusted}, nil, nil},
		"windows line ends": {bytes.ReplaceAll(good, []byte("\n"), []byte("\r\n")), content, []signature.Key{trusted}, nil, nil},
		"other content":     {good, content + ".", []signature.Key{trusted}, is[*signature.MismatchError], []string{trusted.ID(), "x.minisig", "fetch"}},
		"less content":      {good, content[1:], []signature.Key{trusted}, is[*signature.MismatchError], nil},
		"nothing":           {good, "", []signature.Key{trusted}, is[*signature.MismatchError], nil},
		"forged comment":    {bytes.Replace(good, []byte("version 1.2.3"), []byte("version 9.9.9"), 1), content, []signature.Key{trusted}, is[*signature.MismatchError], []string{"trusted comment"}},
		"untrusted key":     {sign(t, otherPrivate, content, ""), content, []signature.Key{trusted}, is[*signature.UntrustedError], []string{trusted.ID(), other.ID()}},
		"legacy kind":       {minisign.Sign(private, []byte(content)), content, []signature.Key{trusted}, is[*signature.MalformedError], []string{"legacy", "sign again"}},
		"garbage":           {[]byte("garbage"), content, []signature.Key{trusted}, is[*signature.MalformedError], []string{"four lines"}},
		"empty":             {nil, content, []signature.Key{trusted}, is[*signature.MalformedError], nil},
		"cut":               {good[:len(good)/2], content, []signature.Key{trusted}, is[*signature.MalformedError], nil},
		"huge":              {append(bytes.Clone(good), make([]byte, signature.MaxSize)...), content, []signature.Key{trusted}, is[*signature.MalformedError], []string{"more than 16384 bytes"}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v, err := verify(t, tc.text, tc.content, tc.keys...)
			if tc.fails == nil {
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff([]string{trusted.ID(), "version 1.2.3"}, []string{v.KeyID(), v.TrustedComment()}); diff != "" {
					t.Error(diff)
				}
				return
			}
			if !tc.fails(err) {
				t.Fatalf("got %T: %v", err, err)
			}
			for _, part := range tc.parts {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("no %q in %q", part, err)
				}
			}
		})
	}
}

// TestEveryChangedByteIsFound changes each byte after the untrusted comment.
func TestEveryChangedByteIsFound(t *testing.T) {
	t.Parallel()
	public, private := newKey(t)
	trusted := key(t, public.String())
	good := sign(t, private, content, "c")
	second := bytes.IndexByte(good, '\n') + 1
	for i := second; i < len(good); i++ {
		changed := bytes.Clone(good)
		changed[i] ^= 1
		if meansTheSame(t, changed, good) {
			continue
		}
		if _, err := verify(t, changed, content, trusted); err == nil {
			t.Errorf("byte %d may be %q instead of %q", i, changed[i], good[i])
		}
	}
}

// meansTheSame tells whether two texts stand for the same signature: base64 does
// not use the last bits of its last character.
func meansTheSame(t *testing.T, a, b []byte) bool {
	t.Helper()
	var x, y minisign.Signature
	if err := y.UnmarshalText(b); err != nil {
		t.Fatal(err)
	}
	return x.UnmarshalText(a) == nil && x.Equal(y)
}

func is[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

func TestLoadRefusesWhatIsNoFile(t *testing.T) {
	t.Parallel()
	missing := filepath.Join(t.TempDir(), "x.minisig")
	if _, err := signature.Load(missing); !is[*signature.MissingError](err) || !strings.Contains(err.Error(), missing) {
		t.Errorf("missing: %v", err)
	}
	if _, err := signature.Load(t.TempDir()); !is[*signature.MalformedError](err) {
		t.Errorf("folder: %v", err)
	}
}

// TestParseKeyKnowsSecretKeys: who names one by mistake learns it, and nobody
// else learns the key.
func TestParseKeyKnowsSecretKeys(t *testing.T) {
	t.Parallel()
	_, private := newKey(t)
	plain, err := private.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	// One with a password has the same size and beginning.
	lines := strings.Split(strings.TrimSpace(string(plain)), "\n")
	key := lines[len(lines)-1]
	for _, form := range []string{string(plain), key, key + "\n"} {
		if _, err := signature.ParseKey(form); !errors.Is(err, signature.ErrSecretKey) || strings.Contains(err.Error(), key[:20]) {
			t.Errorf("got %v", err)
		}
	}
}

func TestParseKeyRefuses(t *testing.T) {
	t.Parallel()
	public, _ := newKey(t)
	for name, text := range map[string]string{
		"empty": "", "garbage": "garbage!", "cut": public.String()[:40], "comment alone": "untrusted comment: minisign public key",
		"two keys": public.String() + "\n" + public.String(), "huge": strings.Repeat("A", 1<<20), "other algorithm": "AA" + public.String()[2:],
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := signature.ParseKey(text)
			if !errors.Is(err, signature.ErrKey) {
				t.Fatalf("got %v", err)
			}
			if len(err.Error()) > 300 || (len(text) > 10 && strings.Contains(err.Error(), text)) {
				t.Errorf("the message quotes the text: %s", err)
			}
		})
	}
}
