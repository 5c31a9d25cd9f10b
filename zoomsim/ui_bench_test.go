package zoomsim_test

import (
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"testing"

	"github.com/igaplugin/igaplugin/zoomsim"
)

// BenchmarkPageMillion measures the web page of a tenant of a million users.
// The search is the worst there is: it looks at everybody and finds nobody.
func BenchmarkPageMillion(b *testing.B) {
	s, err := zoomsim.Start(b.Context(), million())
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close(context.WithoutCancel(b.Context()))
	jar, err := cookiejar.New(nil)
	if err != nil {
		b.Fatal(err)
	}
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	hc := &http.Client{Transport: transport, Jar: jar}
	get := func(b *testing.B, at string) {
		b.Helper()
		r, err := http.NewRequestWithContext(b.Context(), http.MethodGet, at, http.NoBody)
		if err != nil {
			b.Fatal(err)
		}
		w, err := hc.Do(r)
		if err != nil {
			b.Fatal(err)
		}
		defer w.Body.Close()
		if _, err := io.Copy(io.Discard, w.Body); err != nil || w.StatusCode != http.StatusOK {
			b.Fatalf("GET %s: %d, error %v", at, w.StatusCode, err)
		}
	}
	get(b, s.UIURL)
	for name, path := range map[string]string{
		"overview": "", "users": "users", "users in the middle": "users?after=500000", "users backwards": "users?before=500000",
		"search": "users?q=" + url.QueryEscape("nobody.at.all"), "groups": "groups", "log": "log",
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				get(b, cutQuery(s.UIURL)+path)
			}
		})
	}
}
