package syncer

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"strings"
	"testing"
)

// file makes a token file.
func file(t testing.TB, h Header, token []byte) []byte {
	t.Helper()
	line, err := h.line()
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(append(bytes.Clone(line), token...))
	sealed, err := seal{TokenBytes: int64(len(token)), SHA256: hex.EncodeToString(sum[:])}.line()
	if err != nil {
		t.Fatal(err)
	}
	return append(append(line, sealed...), token...)
}

// FuzzParse: what is accepted is exactly what would be written.
func FuzzParse(f *testing.F) {
	whole := file(f, Header{Connector: "fake", Class: "User", Configuration: map[string]string{"a": "1"}}, []byte("token"))
	f.Add(whole)
	f.Add(whole[:len(whole)-1])
	f.Add(file(f, Header{}, nil))
	f.Add([]byte(magic))
	f.Add([]byte(magic + "1}\n{}\n"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, raw []byte) {
		h, token, err := parse(bytes.NewReader(raw), int64(len(raw)))
		if err != nil {
			if strings.TrimSpace(err.Error()) == "" {
				t.Error("an error without words")
			}
			return
		}
		content, err := io.ReadAll(token)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(file(t, *h, content), raw) {
			t.Errorf("accepted and not as it was written: %q", raw)
		}
	})
}

func TestHeaderIsBounded(t *testing.T) {
	t.Parallel()
	h := Header{Connector: strings.Repeat("x", maxHeaderBytes)}
	if _, err := h.line(); err == nil {
		t.Error("a header of any length was written")
	}
	endless := []byte(magic + strings.Repeat(" ", 2*maxHeaderBytes))
	if _, _, err := parse(bytes.NewReader(endless), int64(len(endless))); err == nil {
		t.Error("a header of any length was read")
	}
}
