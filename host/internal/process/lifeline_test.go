//go:build unix

package process_test

import (
	"bytes"
	"io"
	"testing"
	"time"

	"github.com/igaplugin/igaplugin/host/internal/process"
)

// TestLifeline has a process wait for the end of its standard input, which must
// come neither from this program nor from another process that it starts.
func TestLifeline(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	p, err := process.Start(process.Config{
		Path: "/bin/sh", Args: []string{"sh", "-c", "cat; echo end"}, Env: []string{"PATH=/usr/bin:/bin"}, Dir: "/", Lifeline: true,
		Stdout: func(r io.Reader) { _, _ = io.Copy(&out, r) },
		Stderr: func(r io.Reader) { _, _ = io.Copy(io.Discard, r) },
	})
	if err != nil {
		t.Fatal(err)
	}
	status, _, _ := run(t, "exit 3", nil)
	if status.Code != 3 {
		t.Errorf("the other process: %+v", status)
	}
	select {
	case <-p.Done():
		t.Errorf("it has ended: %+v, %q", p.Status(), &out)
	case <-time.After(100 * time.Millisecond):
	}
	p.Kill()
	select {
	case <-p.Done():
	case <-time.After(time.Minute):
		t.Fatal("it does not end")
	}
	if out.Len() != 0 {
		t.Errorf("it read the end: %q", &out)
	}
}

// TestLifelineStartFails looks, with the race detector and goleak, at a start
// that fails after the pipes were made.
func TestLifelineStartFails(t *testing.T) {
	t.Parallel()
	p, err := process.Start(process.Config{
		Path: "/no/such/program", Args: []string{"program"}, Lifeline: true,
		Stdout: func(io.Reader) {}, Stderr: func(io.Reader) {},
	})
	if err == nil {
		p.Kill()
		t.Error("started")
	}
}
