package checksums

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// manyFiles makes a folder of files that hold their own number.
func manyFiles(t *testing.T, n int) *Folder {
	t.Helper()
	root := t.TempDir()
	var list strings.Builder
	for i := range n {
		text := fmt.Sprint(i)
		if err := os.WriteFile(filepath.Join(root, text), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&list, "%x  %s\n", sha256.Sum256([]byte(text)), text)
	}
	path := filepath.Join(root, "SHA256SUMS")
	if err := os.WriteFile(path, []byte(list.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := Read(path)
	if err != nil {
		t.Fatal(err)
	}
	folder, err := file.Folder()
	if err != nil {
		t.Fatal(err)
	}
	return folder
}

// TestChangedWhileRead: a file that grows or shrinks between its opening and its
// end is no longer the one that was looked at.
func TestChangedWhileRead(t *testing.T) {
	t.Parallel()
	for name, size := range map[string]int64{"grows": 10, "shrinks": 0} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := manyFiles(t, 3)
			w, err := folder.compare(t.Context(), false, func(file listed, r io.Reader, sum io.Writer) (int64, error) {
				if file.path == "1" {
					if err := os.Truncate(folder.Path("1"), size); err != nil {
						return 0, err
					}
				}
				n, err := io.Copy(sum, r)
				if file.path == "1" && n > 2 {
					t.Errorf("%d bytes were read of a file of one", n)
				}
				return n, err
			})
			if err != nil || len(w.faults) != 1 || w.faults[0].String() != "1 was changed while it was read" {
				t.Errorf("%v, %v", w.faults, err)
			}
		})
	}
}

// TestReadersAreBounded counts how many files are read at once, and that all are.
func TestReadersAreBounded(t *testing.T) {
	t.Parallel()
	const n = 100
	var now, most, all atomic.Int64
	w, err := manyFiles(t, n).compare(t.Context(), false, func(_ listed, r io.Reader, sum io.Writer) (int64, error) {
		defer now.Add(-1)
		for at := now.Add(1); ; {
			was := most.Load()
			if at <= was || most.CompareAndSwap(was, at) {
				break
			}
		}
		all.Add(1)
		return io.Copy(sum, r)
	})
	if err != nil || len(w.faults) > 0 {
		t.Errorf("%v, %v", w, err)
	}
	if most.Load() > readers || all.Load() != n+1 {
		t.Errorf("%d at once, %d in all", most.Load(), all.Load())
	}
}

// TestReadingEnds with the context, or with the first error that is none of the
// files, and leaves no goroutine behind.
func TestReadingEnds(t *testing.T) {
	t.Parallel()
	full := errors.New("no space left on device")
	var reads atomic.Int64
	_, err := manyFiles(t, 100).compare(t.Context(), false, func(listed, io.Reader, io.Writer) (int64, error) {
		reads.Add(1)
		return 0, full
	})
	if !errors.Is(err, full) || reads.Load() > 2*readers {
		t.Errorf("after %d reads: %v", reads.Load(), err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	_, err = manyFiles(t, 100).compare(ctx, false, func(_ listed, r io.Reader, sum io.Writer) (int64, error) {
		cancel()
		return io.Copy(sum, r)
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func BenchmarkVerify(b *testing.B) {
	root := b.TempDir()
	var list strings.Builder
	const files, size = 2000, 20_000
	content := make([]byte, size)
	for i := range files {
		if err := os.WriteFile(filepath.Join(root, fmt.Sprint(i)), content, 0o600); err != nil {
			b.Fatal(err)
		}
		fmt.Fprintf(&list, "%x  %d\n", sha256.Sum256(content), i)
	}
	if err := os.WriteFile(filepath.Join(root, "SHA256SUMS"), []byte(list.String()), 0o600); err != nil {
		b.Fatal(err)
	}
	file, err := Read(filepath.Join(root, "SHA256SUMS"))
	if err != nil {
		b.Fatal(err)
	}
	folder, err := file.Folder()
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(files * size)
	for b.Loop() {
		if err := folder.Verify(b.Context(), ""); err != nil {
			b.Fatal(err)
		}
	}
}
