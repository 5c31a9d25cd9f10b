package zoomsim_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/igaplugin/igaplugin/zoomsim"
)

// million is a large account.
func million() zoomsim.Options {
	return zoomsim.Options{Users: 1_000_000, Groups: 1000, PendingShare: 0.02, InactiveShare: 0.08, Plan: zoomsim.PlanBusiness, RateScale: 10_000}
}

// BenchmarkMillion measures a tenant of a million users: how long it takes to
// make and what it holds, and what one core serves of it with -cpu 1. Rate
// limits are in force, and never reached.
func BenchmarkMillion(b *testing.B) {
	var c *client
	b.Run("generate", func(b *testing.B) {
		for b.Loop() {
			sim, err := zoomsim.New(million())
			if err != nil {
				b.Fatal(err)
			}
			c = &client{t: b, sim: sim}
		}
		b.StopTimer()
		var memory runtime.MemStats
		runtime.ReadMemStats(&memory)
		b.ReportMetric(float64(memory.Sys)/(1<<20), "MiB-from-OS")
		runtime.GC()
		runtime.ReadMemStats(&memory)
		b.ReportMetric(float64(memory.HeapAlloc)/(1<<20), "MiB-live")
	})
	if c == nil {
		sim, err := zoomsim.New(million())
		if err != nil {
			b.Fatal(err)
		}
		c = &client{t: b, sim: sim}
	}
	c.login()
	ids, tokens := sample(c)
	b.Run("list 300", func(b *testing.B) {
		benchmarkRequests(b, c, 300, func(i int) string {
			return "/users?page_size=300&next_page_token=" + url.QueryEscape(tokens[i%len(tokens)])
		})
	})
	b.Run("first page", func(b *testing.B) {
		benchmarkRequests(b, c, 300, func(int) string { return "/users?page_size=300" })
	})
	b.Run("get", func(b *testing.B) {
		benchmarkRequests(b, c, 1, func(i int) string { return "/users/" + ids[i%len(ids)] })
	})
	b.Run("get over a connection", func(b *testing.B) { benchmarkConnection(b, c, ids) })
}

// sample walks a part of the list, for ids and page tokens all over it.
func sample(c *client) (ids, tokens []string) {
	page := c.get("/users?page_size=300")
	for range 500 {
		token := page["next_page_token"].(string)
		tokens = append(tokens, token)
		page = c.get("/users?page_size=300&next_page_token=" + url.QueryEscape(token))
		for _, row := range page["users"].([]any) {
			ids = append(ids, id(row.(object)))
		}
	}
	return ids, tokens
}

// discard is an http.ResponseWriter that costs nothing.
type discard struct {
	header http.Header
	status int
}

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) WriteHeader(status int)      { d.status = status }
func (d *discard) Write(p []byte) (int, error) { return len(p), nil }

// benchmarkRequests calls the handler one request at a time; rows is the
// number of objects in each answer.
func benchmarkRequests(b *testing.B, c *client, rows int, at func(i int) string) {
	b.Helper()
	b.ReportAllocs()
	var took []time.Duration
	for i := 0; b.Loop(); i++ {
		r := httptest.NewRequest(http.MethodGet, "/v2"+at(i), http.NoBody)
		r.Header.Set("Authorization", "Bearer "+c.token)
		w := &discard{header: http.Header{}}
		start := time.Now()
		c.sim.ServeHTTP(w, r)
		took = append(took, time.Since(start))
		if w.status != http.StatusOK {
			b.Fatalf("%s: status %d", at(i), w.status)
		}
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "median-µs")
	b.ReportMetric(float64(rows*b.N)/b.Elapsed().Seconds(), "rows/s")
}

// benchmarkConnection counts client and server both, on however many cores
// there are.
func benchmarkConnection(b *testing.B, c *client, ids []string) {
	b.Helper()
	server := httptest.NewServer(c.sim)
	defer server.Close()
	b.ReportAllocs()
	b.ResetTimer()
	for i := 0; b.Loop(); i++ {
		if err := fetch(b.Context(), server.Client(), server.URL+"/v2/users/"+ids[i%len(ids)], c.token); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "gets/s")
}

func fetch(ctx context.Context, hc *http.Client, at, token string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, at, http.NoBody)
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+token)
	w, err := hc.Do(r)
	if err != nil {
		return err
	}
	defer w.Body.Close()
	if _, err := io.Copy(io.Discard, w.Body); err != nil {
		return err
	}
	if w.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d", w.StatusCode)
	}
	return nil
}
