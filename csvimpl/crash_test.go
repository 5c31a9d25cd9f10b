package csvimpl_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/igaplugin/igaplugin/csvimpl"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/adapter"
)

// Variables of the writer modes.
const (
	fileVar  = "CSV_TEST_FILE"
	labelVar = "CSV_TEST_LABEL"
)

// createsOfWriter is how many rows the mode "create" makes.
const createsOfWriter = 40

// runWriter is the program of a writer: "update" writes the name of one row over
// and over, "create" makes rows.
func runWriter(mode string) int {
	if err := writeOver(context.Background(), mode); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func writeOver(ctx context.Context, mode string) error {
	conn, err := adapter.New(csvimpl.New("1.2.3"), nil).Connect(ctx, &shared.ConnectRequest{
		Config: config("users_file", os.Getenv(fileVar), "lock_timeout", "60s"),
	})
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(os.Stdout, "ready"); err != nil {
		return err
	}
	if mode == "create" {
		for i := range createsOfWriter {
			name := os.Getenv(labelVar) + strconv.Itoa(i)
			if _, err := conn.Create(ctx, &shared.CreateRequest{Class: "User", Attributes: shared.Attributes{text("name", name)}}); err != nil {
				return err
			}
		}
		return nil
	}
	for i := 0; ; i++ {
		_, err := conn.Update(ctx, &shared.UpdateRequest{Class: "User", UID: "first", Deltas: []shared.AttributeDelta{
			shared.ReplaceDelta("name", shared.StringValue(strings.Repeat("n", i%7+1))),
		}})
		if err != nil {
			return err
		}
	}
}

// startWriter starts a writer and waits until it is about to write.
func startWriter(t *testing.T, mode, path, label string) *exec.Cmd {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), exe)
	cmd.Env = append(os.Environ(), modeVar+"="+mode, fileVar+"="+path, labelVar+"="+label, "GORACE=atexit_sleep_ms=0")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	return cmd
}

// versions are all contents that the mode "update" may leave. A mixture of two
// has another length or another name.
func versions() []string {
	rest := ""
	for i := range 4000 {
		rest += fmt.Sprintf("u%d,name %d\n", i, i)
	}
	out := []string{"uid,name\nfirst,\n" + rest}
	for n := range 7 {
		out = append(out, "uid,name\nfirst,"+strings.Repeat("n", n+1)+"\n"+rest)
	}
	return out
}

func TestKillInTheMiddleOfWrites(t *testing.T) {
	t.Parallel()
	kills := 60
	if testing.Short() {
		kills = 8
	}
	known := versions()
	path := write(t, known[1])
	stop := make(chan struct{})
	var reads int
	var reader sync.WaitGroup
	reader.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
			}
			raw, err := os.ReadFile(path)
			if err != nil || !slices.Contains(known, string(raw)) {
				t.Errorf("a reader saw %d bytes that are no version, %v", len(raw), err)
				return
			}
			reads++
		}
	})
	killed := 0
	for range kills {
		cmd := startWriter(t, "update", path, "")
		<-time.After(time.Duration(rand.IntN(int(25 * time.Millisecond))))
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Wait(); err != nil {
			killed++
		}
		if raw := read(t, path); !slices.Contains(known, raw) {
			t.Fatalf("a killed writer left %d bytes that are no version", len(raw))
		}
	}
	close(stop)
	reader.Wait()
	if killed != kills || reads == 0 {
		t.Errorf("%d of %d writers were killed, %d reads", killed, kills, reads)
	}
	t.Logf("%d kills, %d reads", kills, reads)
	if _, err := update(t, open(t, "users_file", path), "first", shared.ReplaceDelta("name", shared.StringValue("end"))); err != nil {
		t.Errorf("a write after the kills: %v", err)
	}
	for _, left := range []string{".users.csv.new"} {
		if _, err := os.Stat(filepath.Join(filepath.Dir(path), left)); err == nil {
			t.Errorf("%s is left", left)
		}
	}
}

func TestWritersLoseNothing(t *testing.T) {
	t.Parallel()
	path := write(t, "uid,name\n")
	var writers []*exec.Cmd
	for i := range 2 {
		writers = append(writers, startWriter(t, "create", path, fmt.Sprintf("process %d row ", i)))
	}
	conn := open(t, "users_file", path, "lock_timeout", "60s")
	var wait sync.WaitGroup
	for g := range 4 {
		wait.Go(func() {
			for i := range 10 {
				if _, err := create(t, conn, text("name", fmt.Sprintf("goroutine %d row %d", g, i))); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	for _, w := range writers {
		if err := w.Wait(); err != nil {
			t.Error(err)
		}
	}
	got, _ := uids(t, conn, &shared.Query{})
	if want := 2*createsOfWriter + 40; len(got) != want {
		t.Errorf("%d rows, want %d", len(got), want)
	}
}
