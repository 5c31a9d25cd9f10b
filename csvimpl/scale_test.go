package csvimpl_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/metrics"
	"testing"
	"time"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/filter"
)

// manyPeople writes a file of n rows of about 100 bytes.
func manyPeople(t testing.TB, n int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "users.csv")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriter(f)
	fmt.Fprintln(w, "uid,name,given_name,family_name,email,department,age,active")
	for i := range n {
		fmt.Fprintf(w, "%032x,user.%d,Ada,Lovelace,user.%d@example.com,Engineering,%d,true\n", i, i, i, i%90)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// heapGrowth runs something and returns by how many MiB the heap grew at most:
// what was in use when the garbage collector last looked, and all, which holds
// as much garbage as the collector leaves.
func heapGrowth(do func()) (live, all float64) {
	samples := []metrics.Sample{{Name: "/gc/heap/live:bytes"}, {Name: "/memory/classes/heap/objects:bytes"}}
	look := func() (live, all float64) {
		metrics.Read(samples)
		return float64(samples[0].Value.Uint64()) / (1 << 20), float64(samples[1].Value.Uint64()) / (1 << 20)
	}
	runtime.GC()
	liveBefore, allBefore := look()
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				return
			case <-tick.C:
				l, a := look()
				live, all = max(live, l-liveBefore), max(all, a-allBefore)
			}
		}
	}()
	do()
	close(stop)
	<-stopped
	return live, all
}

// TestMemoryOfAMillionRows is not parallel: it measures the heap of the process.
func TestMemoryOfAMillionRows(t *testing.T) { //nolint:paralleltest // others would be measured as well
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	const rows = manyRows
	path := manyPeople(t, rows)
	conn := open(t, "users_file", path, "users_columns", "age:int\nactive:bool")
	var token string
	steps := []struct {
		name  string
		limit float64 // MiB of live heap; with garbage it may be three times that
		do    func() int
	}{
		{"search", 32, func() int { return count(t, conn, &shared.Query{Class: "User"}) }},
		{"filtered search", 32, func() int {
			return count(t, conn, &shared.Query{Class: "User", Filter: filter.Ge("age", shared.IntValue(0)), Attributes: []string{"email"}})
		}},
		{"first sync", 32, func() int { n, next := syncToFile(t, conn, ""); token = next; return n }},
		{"create", 8, func() int {
			if _, err := create(t, conn, text("name", "one more")); err != nil {
				t.Fatal(err)
			}
			return rows
		}},
		{"second sync", 60, func() int { n, _ := syncToFile(t, conn, token); return n - 1 + rows }},
	}
	for _, step := range steps {
		n := 0
		var took time.Duration
		live, all := heapGrowth(func() {
			start := time.Now()
			n = step.do()
			took = time.Since(start)
		})
		t.Logf("%s: %.1f MiB live, %.1f MiB with garbage, %v, %.0f rows/s", step.name, live, all, took.Round(time.Millisecond), rows/took.Seconds())
		if n != rows || live > step.limit || all > 3*step.limit {
			t.Errorf("%s: %d rows, the heap grew by %.1f MiB and %.1f MiB with garbage, limit %v", step.name, n, live, all, step.limit)
		}
	}
	if info, err := os.Stat(token); err == nil {
		t.Logf("token: %d bytes", info.Size())
	}
}

// count returns the number of rows and keeps none.
func count(t testing.TB, conn shared.FullConnection, q *shared.Query) int {
	t.Helper()
	results, err := conn.Search(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, err := range results.All() {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	return n
}

// syncToFile counts the changes since the token in a file, and writes the next
// one into another.
func syncToFile(t testing.TB, conn shared.FullConnection, token string) (n int, next string) {
	t.Helper()
	req := &shared.SyncRequest{Class: "User"}
	if token != "" {
		f, err := os.Open(token)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		req.Token = f
	}
	changes, err := conn.Sync(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range changes.All() {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	f, err := os.Create(filepath.Join(t.TempDir(), "token"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := changes.WriteToken(f); err != nil {
		t.Fatal(err)
	}
	return n, f.Name()
}

const benchRows = 100_000

func BenchmarkSearch100k(b *testing.B) {
	conn := open(b, "users_file", manyPeople(b, benchRows), "users_columns", "age:int\nactive:bool")
	b.ReportAllocs()
	for b.Loop() {
		if n := count(b, conn, &shared.Query{Class: "User"}); n != benchRows {
			b.Fatal(n)
		}
	}
	b.ReportMetric(float64(benchRows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkGetIn100k(b *testing.B) {
	conn := open(b, "users_file", manyPeople(b, benchRows))
	for b.Loop() {
		get(b, conn, fmt.Sprintf("%032x", benchRows/2), "email")
	}
}

func BenchmarkUpdateIn100k(b *testing.B) {
	conn := open(b, "users_file", manyPeople(b, benchRows))
	i := 0
	for b.Loop() {
		i++
		if _, err := update(b, conn, fmt.Sprintf("%032x", benchRows/2), shared.ReplaceDelta("email", shared.StringValue(fmt.Sprint(i)))); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSync100kWithoutChange(b *testing.B) {
	conn := open(b, "users_file", manyPeople(b, benchRows))
	changes, err := conn.Sync(b.Context(), &shared.SyncRequest{Class: "User", LatestTokenOnly: true})
	if err != nil {
		b.Fatal(err)
	}
	var token bytes.Buffer
	if err := changes.WriteToken(&token); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		changes, err := conn.Sync(b.Context(), &shared.SyncRequest{Class: "User", Token: bytes.NewReader(token.Bytes())})
		if err != nil {
			b.Fatal(err)
		}
		for _, err := range changes.All() {
			b.Fatal("a change", err)
		}
		if err := changes.WriteToken(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}
