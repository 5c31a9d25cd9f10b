package zoomsim_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/igaplugin/igaplugin/zoomsim"
)

func BenchmarkGenerate100k(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := zoomsim.New(zoomsim.Options{Users: 100_000, Groups: 100, PendingShare: 0.05, InactiveShare: 0.1}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkListPage(b *testing.B) {
	c := newClient(b, zoomsim.Options{Users: 100_000, Groups: 100})
	for name, query := range map[string]string{"300": "page_size=300", "2000": "page_size=2000"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r := httptest.NewRequest(http.MethodGet, "/v2/users?"+query, http.NoBody)
				r.Header.Set("Authorization", "Bearer "+c.token)
				if a := c.serve(r); a.status != http.StatusOK {
					b.Fatal(a.text)
				}
			}
		})
	}
}
