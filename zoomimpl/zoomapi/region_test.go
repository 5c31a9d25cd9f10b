package zoomapi_test

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// regional is a TokenProvider whose answers name an address of the API.
type regional struct {
	tokens
	apiURL string
}

func (r *regional) APIURL() string { return r.apiURL }

// hosts records where requests go.
type hosts struct{ urls []string }

func (h *hosts) RoundTrip(r *http.Request) (*http.Response, error) {
	h.urls = append(h.urls, r.URL.String())
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{}, Request: r, Body: io.NopCloser(strings.NewReader(`{"id":"x"}`)),
	}, nil
}

func TestRegionalAddress(t *testing.T) {
	t.Parallel()
	const fallback = "https://api.zoom.us/v2/users/x"
	for name, tc := range map[string]struct {
		service string
		apiURL  string
		want    string
		warns   bool
	}{
		"none":              {apiURL: "", want: fallback},
		"the default":       {apiURL: "https://api.zoom.us", want: fallback},
		"region":            {apiURL: "https://api-us.zoom.us", want: "https://api-us.zoom.us/v2/users/x"},
		"slash":             {apiURL: "https://api-eu.zoom.us/", want: "https://api-eu.zoom.us/v2/users/x"},
		"capitals":          {apiURL: "https://API-EU.Zoom.US", want: "https://api-eu.zoom.us/v2/users/x"},
		"deeper":            {apiURL: "https://api.eu.zoom.us", want: "https://api.eu.zoom.us/v2/users/x"},
		"explicit default":  {service: "https://api.zoom.us/v2/", apiURL: "https://api-us.zoom.us", want: "https://api-us.zoom.us/v2/users/x"},
		"own service":       {service: "https://api-sg.zoom.us/v2", apiURL: "https://api-us.zoom.us", want: "https://api-sg.zoom.us/v2/users/x"},
		"own host":          {service: "https://zoom.test/v2", apiURL: "https://api-us.zoom.us", want: "https://zoom.test/v2/users/x"},
		"other host":        {apiURL: "https://evil.com", want: fallback, warns: true},
		"suffix":            {apiURL: "https://zoom.us.evil.com", want: fallback, warns: true},
		"no dot":            {apiURL: "https://evilzoom.us", want: fallback, warns: true},
		"bare domain":       {apiURL: "https://zoom.us", want: fallback, warns: true},
		"empty label":       {apiURL: "https://.zoom.us", want: fallback, warns: true},
		"two dots":          {apiURL: "https://a..zoom.us", want: fallback, warns: true},
		"final dot":         {apiURL: "https://api-us.zoom.us.", want: fallback, warns: true},
		"http":              {apiURL: "http://api-us.zoom.us", want: fallback, warns: true},
		"no scheme":         {apiURL: "api-us.zoom.us", want: fallback, warns: true},
		"scheme-relative":   {apiURL: "//api-us.zoom.us", want: fallback, warns: true},
		"opaque":            {apiURL: "https:api-us.zoom.us", want: fallback, warns: true},
		"user":              {apiURL: "https://evil.com@api-us.zoom.us", want: fallback, warns: true},
		"user before":       {apiURL: "https://api-us.zoom.us@evil.com", want: fallback, warns: true},
		"port":              {apiURL: "https://api-us.zoom.us:8443", want: fallback, warns: true},
		"path":              {apiURL: "https://api-us.zoom.us/redirect", want: fallback, warns: true},
		"host in path":      {apiURL: "https://evil.com/.zoom.us", want: fallback, warns: true},
		"query":             {apiURL: "https://api-us.zoom.us?x", want: fallback, warns: true},
		"empty query":       {apiURL: "https://api-us.zoom.us?", want: fallback, warns: true},
		"fragment":          {apiURL: "https://evil.com#.zoom.us", want: fallback, warns: true},
		"backslash":         {apiURL: `https://evil.com\.zoom.us`, want: fallback, warns: true},
		"escaped":           {apiURL: "https://evil.com%2f.zoom.us", want: fallback, warns: true},
		"letters elsewhere": {apiURL: "https://еvil.zoom.us", want: fallback, warns: true},
		"control character": {apiURL: "https://api-us\n.zoom.us", want: fallback, warns: true},
		"too long":          {apiURL: "https://" + strings.Repeat("a.", 200) + "zoom.us", want: fallback, warns: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := &hosts{}
			var log bytes.Buffer
			client := newClient(t, zoomapi.Config{
				ServiceURL: tc.service, TokenSource: &regional{apiURL: tc.apiURL}, HTTPClient: &http.Client{Transport: h},
				Logger: slog.New(slog.NewTextHandler(&log, nil)),
			})
			for range 2 {
				if _, err := client.User(t.Context(), "x"); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff([]string{tc.want, tc.want}, h.urls); diff != "" {
				t.Errorf("addresses differ (-want +got):\n%s", diff)
			}
			if got := strings.Count(log.String(), "WARN"); (got == 1) != tc.warns || got > 1 || strings.Contains(log.String(), "evil") {
				t.Errorf("%d warnings: %s", got, &log)
			}
		})
	}
}

func TestScopesAndAddressOfTheToken(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		rest   string // of the token answer
		scopes []string
		known  bool
		apiURL string
	}{
		"both":       {`,"scope":"user:read:user:admin  group:read:group:admin","api_url":"https://api-us.zoom.us"`, []string{"user:read:user:admin", "group:read:group:admin"}, true, "https://api-us.zoom.us"},
		"neither":    {``, nil, false, ""},
		"no scopes":  {`,"scope":""`, nil, true, ""},
		"null":       {`,"scope":null,"api_url":null`, nil, false, ""},
		"other type": {`,"scope":["a"],"api_url":{"a":1}`, nil, false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			i := &issuer{life: hour + tc.rest}
			source := i.source()
			if got := source.APIURL(); got != "" {
				t.Errorf("before the first token: %q", got)
			}
			scopes, known, err := source.Scopes(t.Context())
			if diff := cmp.Diff(tc.scopes, scopes); err != nil || known != tc.known || (diff != "" && len(scopes)+len(tc.scopes) > 0) {
				t.Errorf("got %v, %v, %v; want %v, %v", scopes, known, err, tc.scopes, tc.known)
			}
			if got := source.APIURL(); got != tc.apiURL {
				t.Errorf("address %q, want %q", got, tc.apiURL)
			}
			if _, _, err := source.Scopes(t.Context()); err != nil || i.issued.Load() != 1 {
				t.Errorf("%v after %d fetches, want the token at hand to do", err, i.issued.Load())
			}
		})
	}
}

func TestScopesNeedAToken(t *testing.T) {
	t.Parallel()
	var i issuer
	i.fail.Store(&step{status: 400, body: `{"reason":"r","error":"invalid_client"}`})
	if scopes, known, err := i.source().Scopes(t.Context()); err == nil || known || scopes != nil {
		t.Errorf("got %v, %v, %v", scopes, known, err)
	}
}

// The address is that of the token in use: a renewal can move the account.
func TestRegionFollowsTheToken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		i := &issuer{}
		h := &hosts{}
		client := newClient(t, zoomapi.Config{TokenSource: i.source(), HTTPClient: &http.Client{Transport: h}})
		for _, region := range []string{"us", "eu"} {
			i.life = fmt.Sprintf(`,"expires_in":3600,"api_url":"https://api-%s.zoom.us"`, region)
			if _, err := client.User(t.Context(), "x"); err != nil {
				t.Fatal(err)
			}
			<-time.After(time.Hour)
		}
		want := []string{"https://api-us.zoom.us/v2/users/x", "https://api-eu.zoom.us/v2/users/x"}
		if diff := cmp.Diff(want, h.urls); diff != "" {
			t.Errorf("addresses differ (-want +got):\n%s", diff)
		}
	})
}

func FuzzRegion(f *testing.F) {
	for _, seed := range []string{"https://api-us.zoom.us", "https://evil.com", "https://zoom.us.evil.com", "https://a@b.zoom.us", "https://x.zoom.us:1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, apiURL string) {
		h := &hosts{}
		client, err := zoomapi.New(zoomapi.Config{TokenSource: &regional{apiURL: apiURL}, HTTPClient: &http.Client{
			Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
				if r.URL.Scheme != "https" || !strings.HasSuffix(r.URL.Host, ".zoom.us") || r.URL.Path != "/v2/users/x" || r.URL.User != nil {
					t.Errorf("a request to %s", r.URL)
				}
				return h.RoundTrip(r)
			}),
		}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := client.User(t.Context(), "x"); err != nil {
			t.Errorf("%q: %v", apiURL, err)
		}
	})
}
