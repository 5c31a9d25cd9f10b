package zoomapi_test

import (
	"strings"
	"testing"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

func TestNewChecksItsConfig(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		cfg  zoomapi.Config
		want string // part of the error; empty means success
	}{
		"default":       {cfg: zoomapi.Config{}},
		"https":         {cfg: zoomapi.Config{ServiceURL: "https://api-eu.zoom.us/v2"}},
		"http loopback": {cfg: zoomapi.Config{ServiceURL: "http://127.0.0.1:8080/v2"}},
		"http IPv6":     {cfg: zoomapi.Config{ServiceURL: "http://[::1]:8080/v2"}},
		"localhost":     {cfg: zoomapi.Config{ServiceURL: "http://localhost:8080/v2"}},
		"plain http":    {cfg: zoomapi.Config{ServiceURL: "http://api.zoom.us/v2"}, want: "https"},
		"look-alike":    {cfg: zoomapi.Config{ServiceURL: "http://localhost.example.com/v2"}, want: "https"},
		"no scheme":     {cfg: zoomapi.Config{ServiceURL: "api.zoom.us/v2"}, want: "no host"},
		"file":          {cfg: zoomapi.Config{ServiceURL: "file:///etc/passwd"}, want: "no host"},
		"only a port":   {cfg: zoomapi.Config{ServiceURL: "https://:443/v2"}, want: "no host"},
		"password":      {cfg: zoomapi.Config{ServiceURL: "https://u:" + canary + "@api.zoom.us/v2"}, want: "password"},
		"unparsable":    {cfg: zoomapi.Config{ServiceURL: "https://u:" + canary + "@api.zoom.us/%zz"}, want: "parsed"},
		"query":         {cfg: zoomapi.Config{ServiceURL: "https://api.zoom.us/v2?x=1"}, want: "query"},
		"retries":       {cfg: zoomapi.Config{IOErrorRetries: -1}, want: "negative"},
		"timeout":       {cfg: zoomapi.Config{RequestTimeout: -1}, want: "negative"},
		"body limit":    {cfg: zoomapi.Config{MaxBodyBytes: -1}, want: "negative"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tc.cfg.TokenSource = &tokens{}
			_, err := zoomapi.New(tc.cfg)
			switch {
			case tc.want == "" && err != nil:
				t.Errorf("New: %v", err)
			case tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want)):
				t.Errorf("New: got %v, want an error with %q", err, tc.want)
			case err != nil && leaks(err.Error()):
				t.Errorf("the error shows the password: %v", err)
			}
		})
	}
	if _, err := zoomapi.New(zoomapi.Config{}); err == nil {
		t.Error("New accepted a config without a token source")
	}
}
