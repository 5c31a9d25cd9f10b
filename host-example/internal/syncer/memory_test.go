package syncer_test

import (
	"io"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/igaplugin/igaplugin/host-example/internal/syncer"
)

// A token of 128 MiB is written and read in less memory than 8 MiB, garbage
// included. It cannot run beside other tests, whose memory would be counted.
//
//nolint:paralleltest // see above
func TestLargeTokenTakesLittleMemory(t *testing.T) {
	const size, limit = 128 << 20, 8 << 20
	path := filepath.Join(t.TempDir(), "t")
	o := syncer.Options{Header: header()}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f, err := syncer.Open(path, o)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := f.Stage(zeros(size, 1<<20)); n != size || err != nil {
		t.Fatal(n, err)
	}
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if f, err = syncer.Open(path, o); err != nil {
		t.Fatal(err)
	}
	n, err := io.Copy(io.Discard, f.Token())
	if n != size || err != nil {
		t.Fatal(n, err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; got > limit {
		t.Errorf("%d bytes were allocated", got)
	}
}
