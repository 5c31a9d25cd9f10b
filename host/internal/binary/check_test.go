//go:build unix

package binary_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/host/internal/binary"
)

// memo is a check that remembers what it saw.
type memo struct {
	bytes.Buffer
	err error
}

func (m *memo) Check() error { return m.err }

func TestChecks(t *testing.T) {
	t.Parallel()
	refused := errors.New("refused")
	right, wrong := sha256.Sum256([]byte("content")), sha256.Sum256([]byte("other"))
	tests := map[string]struct {
		verify  func(f *binary.File, c binary.Check) error
		refusal error
		ok      func(err error) bool
	}{
		"sum and check":     {func(f *binary.File, c binary.Check) error { return f.Verify(right, c) }, nil, func(err error) bool { return err == nil }},
		"check alone":       {func(f *binary.File, c binary.Check) error { return f.VerifyWith(c) }, nil, func(err error) bool { return err == nil }},
		"check fails":       {func(f *binary.File, c binary.Check) error { return f.Verify(right, c) }, refused, func(err error) bool { return errors.Is(err, refused) }},
		"check alone fails": {func(f *binary.File, c binary.Check) error { return f.VerifyWith(c) }, refused, func(err error) bool { return errors.Is(err, refused) }},
		"the sum comes first": {func(f *binary.File, c binary.Check) error { return f.Verify(wrong, c) }, refused, func(err error) bool {
			_, ok := errors.AsType[*binary.Mismatch](err)
			return ok
		}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, err := binary.Open(write(t, t.TempDir(), "content", 0o755))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			for range 2 { // it is read from its beginning each time
				m := &memo{err: tc.refusal}
				if err := tc.verify(f, m); !tc.ok(err) {
					t.Errorf("got %v", err)
				}
				if diff := cmp.Diff("content", m.String()); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
}
