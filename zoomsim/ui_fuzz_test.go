package zoomsim_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/igaplugin/igaplugin/zoomsim"
)

// FuzzPage sends arbitrary queries and forms of somebody who may use the page:
// nothing may panic or fail inside.
func FuzzPage(f *testing.F) {
	handler, cookie, csrf, err := zoomsim.PageForTest(zoomsim.Options{Seed: 1, Users: 200, Groups: 3, PendingShare: 0.2, PhoneShare: 0.3})
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []struct{ path, query, form string }{
		{"", "note=accept", ""},
		{"users", "status=pending&q=a&after=60", ""},
		{"users", "before=18446744073709551615&after=1", ""},
		{"users/%2F", "fragment=1", ""},
		{"groups", "after=0", ""},
		{"groups/AAAAAAAAAAAAAAAAAAAAAA", "before=3", ""},
		{"phone", "after=18446744073709551615", ""},
		{"log", "route=GET+%2Fusers", ""},
		{"do/advance", "", "by=1ns&back=%2Fui%2Fusers%3Fq%3D1"},
		{"do/advance", "", "by=9999999h"},
		{"do/fault", "", `script=[{"effect":{"kind":"cut"}}]`},
		{"do/fault", "", "effect=delay&times=-1&operation=GET+"},
		{"do/accept", "", "user=%00"},
	} {
		f.Add(seed.path, seed.query, seed.form)
	}
	f.Fuzz(func(t *testing.T, path, query, form string) {
		decoded, err := url.PathUnescape(path)
		if err != nil || strings.HasPrefix(decoded, "do/rebuild") {
			return
		}
		method, body := http.MethodGet, ""
		if form != "" {
			method, body = http.MethodPost, form+"&csrf="+csrf
		}
		r := httptest.NewRequest(method, "/ui/", strings.NewReader(body))
		r.URL = &url.URL{Path: "/ui/" + decoded, RawPath: "/ui/" + path, RawQuery: query}
		r.Host = "127.0.0.1"
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Cookie", cookie)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code >= http.StatusInternalServerError {
			text, _ := io.ReadAll(w.Body)
			t.Fatalf("%s %s: %d %s", method, r.URL, w.Code, text)
		}
		if at := w.Header().Get("Location"); at != "" && (!strings.HasPrefix(at, "/") || strings.HasPrefix(at, "//")) {
			t.Fatalf("redirected to %q", at)
		}
	})
}
