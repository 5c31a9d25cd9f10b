package zoomapi_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

func TestNormaliseEndpoint(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ address, want string }{
		"usual":             {"https://api.zoom.us/v2", "https://api.zoom.us/v2"},
		"capitals and port": {"HTTPS://API.Zoom.US:443/V2/", "https://api.zoom.us/V2/"},
		"other port":        {"https://api.zoom.us:8443", "https://api.zoom.us:8443"},
		"loopback":          {"http://127.0.0.1:8080/v2", "http://127.0.0.1:8080/v2"},
		"port of https":     {"http://127.0.0.1:443/v2", "http://127.0.0.1:443/v2"},
		"localhost":         {"http://LOCALHOST.:80/v2", "http://localhost.:80/v2"},
		"IPv6 loopback":     {"http://[0:0::1]:8080/v2", "http://[0:0::1]:8080/v2"},
		"mapped loopback":   {"http://[::ffff:127.0.0.1]/", "http://[::ffff:127.0.0.1]/"},
		"plain":             {"http://api.zoom.us/v2", ""},
		"loopback as name":  {"http://localhost.example.com", ""},
		"any address":       {"http://0.0.0.0/", ""},
		"no host":           {"https:///v2", ""},
		"opaque":            {"https:api.zoom.us", ""},
		"credentials":       {"https://canary:canary@api.zoom.us", ""},
		"unparsable":        {"https://canary:canary@api.zoom.us:port/", ""},
		"query mark":        {"https://api.zoom.us/v2?", ""},
		"port 0":            {"https://api.zoom.us:0/v2", ""},
		"port 65536":        {"https://api.zoom.us:65536/v2", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := zoomapi.NormaliseEndpoint(test.address)
			if got != test.want || (err == nil) != (test.want != "") {
				t.Errorf("got %q, %v, want %q", got, err, test.want)
			}
			if err != nil && strings.Contains(err.Error(), "canary") {
				t.Errorf("the error quotes the address: %v", err)
			}
		})
	}
}

// Plain http, in whatever spelling of a loopback host, goes through no proxy.
func TestTransportProxy(t *testing.T) {
	t.Parallel()
	proxy := &url.URL{Scheme: "http", Host: "proxy:3128"}
	transport := zoomapi.NewTransport(zoomapi.TransportOptions{Proxy: proxy})
	for address, want := range map[string]*url.URL{
		"https://api.zoom.us/v2": proxy, "https://127.0.0.1/v2": proxy,
		"http://127.0.0.1/v2": nil, "http://LOCALHOST/v2": nil, "http://localhost./v2": nil,
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := transport.Proxy(r); got != want || err != nil {
			t.Errorf("%s: got %v, %v", address, got, err)
		}
	}
}

// A source lives as long as somebody has it.
func TestTokenSourcesAreReleased(t *testing.T) {
	t.Parallel()
	var sources, others zoomapi.TokenSources
	creds := zoomapi.Credentials{AccountID: "a", ClientSecret: zoomapi.NewSecret("c")}
	source := sources.Get(creds)
	if sources.Get(creds) != source {
		t.Fatal("the source is not shared")
	}
	others.Release(source)
	sources.Release(others.Get(creds))
	sources.Release(source)
	if sources.Get(creds) != source {
		t.Fatal("the source was dropped while it was used")
	}
	sources.Release(source)
	sources.Release(source)
	fresh := sources.Get(creds)
	if fresh == source {
		t.Error("the source was kept after the last release")
	}
	sources.Release(source)
	if sources.Get(creds) != fresh {
		t.Error("a second release of the old source dropped the new one")
	}
}
