package main_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
)

// syncRun is a folder with a journal, and the connector that reads it.
type syncRun struct {
	dir, plugin string
	// lines is how many the journal has.
	lines int
}

func newSyncRun(t *testing.T, config string) *syncRun {
	t.Helper()
	r := &syncRun{dir: t.TempDir()}
	r.plugin = filepath.Join(r.dir, "iga-connector-journal"+exeSuffix())
	build(t, r.plugin, journalPackage)
	if err := os.WriteFile(filepath.Join(r.dir, "c.yaml"), []byte("journal: journal\n"+config), 0o600); err != nil {
		t.Fatal(err)
	}
	return r
}

// grow adds lines to the journal, each about an object of its own.
func (r *syncRun) grow(t *testing.T, n int) {
	t.Helper()
	f, err := os.OpenFile(filepath.Join(r.dir, "journal"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriter(f)
	for range n {
		fmt.Fprintf(w, `{"kind":"upsert","uid":"%d","name":"user %[1]d","department":"Sales"}`+"\n", r.lines)
		r.lines++
	}
	if err := errors.Join(w.Flush(), f.Close()); err != nil {
		t.Fatal(err)
	}
}

// command is a sync whose standard output goes to a file.
func (r *syncRun) command(t *testing.T, out *os.File) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "igahost", "-q", "-o", "jsonl", "--plugin", r.plugin, "--config", "c.yaml", "sync", "User", "--token-file", "token")
	cmd.Dir, cmd.Stdout = r.dir, out
	return cmd
}

// position is the number of lines that the token stands for; 0 without one.
func (r *syncRun) position(t *testing.T) int {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(r.dir, "token"))
	if errors.Is(err, os.ErrNotExist) {
		return 0
	}
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.SplitN(string(raw), "\n", 4)
	n, err := strconv.Atoi(parts[2])
	if err != nil {
		t.Fatalf("token file of %d bytes: %v", len(raw), err)
	}
	return n
}

// told are the uids in the complete lines of an output.
func told(t *testing.T, path string) map[string]bool {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]bool{}
	for line := range bytes.Lines(raw) {
		if !bytes.HasSuffix(line, []byte("\n")) {
			break // the kill came in the middle of it
		}
		var change struct{ UID string }
		if err := json.Unmarshal(line, &change); err != nil {
			t.Fatalf("%s: %v in %q", path, err, line)
		}
		out[change.UID] = true
	}
	return out
}

// TestSyncKilled kills syncs at any moment. Wherever the token has gone on, the
// output of that very run has every change up to there; so none is ever lost.
func TestSyncKilled(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("programs that are killed look like others there")
	}
	const kills, perRun = 20, 500
	r := newSyncRun(t, "token_bytes: 2000000\n")
	random := rand.New(rand.NewPCG(1, 2))
	killed, advanced := 0, 0
	// mean is when to kill. It is led towards the end of a run, where a token takes
	// the place of another.
	mean := r.whole(t)
	for i := range kills {
		r.grow(t, perRun)
		path := filepath.Join(r.dir, fmt.Sprintf("out%d", i))
		before := r.position(t)
		err := r.killed(t, path, mean*7/10+time.Duration(random.Int64N(int64(mean*6/10))))
		if err != nil {
			killed++
			mean = mean * 23 / 20
		} else {
			mean = mean * 17 / 20
		}
		after := r.position(t)
		switch {
		case err == nil && after != r.lines:
			t.Fatalf("run %d ended well at %d, and the journal has %d lines", i, after, r.lines)
		case after < before:
			t.Fatalf("run %d went back from %d to %d", i, before, after)
		case after > before:
			advanced++
		}
		uids := told(t, path)
		for n := before; n < after; n++ {
			if !uids[strconv.Itoa(n)] {
				t.Fatalf("run %d went on from %d to %d and did not tell %d", i, before, after, n)
			}
		}
	}
	t.Logf("%d of %d runs killed, %d advanced", killed, kills, advanced)
	if killed == 0 || advanced == 0 {
		t.Error("no run was killed, or all were, so that it proves nothing")
	}
	r.whole(t) // what the kills have left behind is in nobody's way
}

// whole runs a sync to its end and returns how long it took.
func (r *syncRun) whole(t *testing.T) time.Duration {
	t.Helper()
	r.grow(t, 1)
	begun := time.Now()
	out, err := os.Create(filepath.Join(r.dir, "whole"))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(r.command(t, out).Run(), out.Close()); err != nil {
		t.Fatal(err)
	}
	if got := r.position(t); got != r.lines {
		t.Fatalf("at %d after a whole run, and the journal has %d lines", got, r.lines)
	}
	return time.Since(begun)
}

// killed runs a sync that is killed after a time, if it has not ended before.
func (r *syncRun) killed(t *testing.T, path string, after time.Duration) error {
	t.Helper()
	out, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	cmd := r.command(t, out)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(after, func() { _ = cmd.Process.Kill() }) // it may have ended
	defer timer.Stop()
	return errors.Join(cmd.Wait(), out.Close())
}

// peak runs a sync and returns the most memory that igahost had, in KiB.
func (r *syncRun) peak(t *testing.T) int {
	t.Helper()
	out, err := os.Create(filepath.Join(r.dir, "out"))
	if err != nil {
		t.Fatal(err)
	}
	cmd := r.command(t, out)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	ticker := time.NewTicker(2 * time.Millisecond)
	defer ticker.Stop()
	status := fmt.Sprintf("/proc/%d/status", cmd.Process.Pid)
	most := 0
	for {
		select {
		case err := <-ended:
			if err := errors.Join(err, out.Close()); err != nil {
				t.Fatal(err)
			}
			return most
		case <-ticker.C:
			text, err := os.ReadFile(status)
			if err != nil {
				continue // it has ended
			}
			_, rest, _ := strings.Cut(string(text), "VmHWM:")
			if fields := strings.Fields(rest); len(fields) > 0 {
				if n, err := strconv.Atoi(fields[0]); err == nil {
					most = max(most, n)
				}
			}
		}
	}
}

// TestSyncOfALargeToken takes little more memory than one of a small token, both
// while it is received and while it is sent.
func TestSyncOfALargeToken(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("the memory of a process is read from /proc")
	}
	const size, limit = 200 << 20, 64 << 10
	small, large := newSyncRun(t, ""), newSyncRun(t, fmt.Sprintf("token_bytes: %d\n", size))
	for _, r := range []*syncRun{small, large} {
		r.grow(t, 1)
	}
	for _, what := range []string{"received", "received and sent"} {
		base, got := small.peak(t), large.peak(t)
		t.Logf("%s: %d KiB, and %d KiB with a small token", what, got, base)
		if base == 0 || got-base > limit {
			t.Errorf("%s: %d KiB, and %d KiB with a small token", what, got, base)
		}
	}
	info, err := os.Stat(filepath.Join(large.dir, "token"))
	if err != nil || info.Size() < size {
		t.Errorf("%v, %v", info, err)
	}
}
