//go:build unix

package hostenv

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAllowed(t *testing.T) {
	t.Parallel()
	env, withheld := Allowed([]string{
		"PATH=/bin", "HOME=/root", "LC_ALL=C", "TZ=", "GODEBUG=a=b", "SSL_CERT_DIR=/certs",
		"ZOOM_CLIENT_SECRET=x", "AWS_SECRET_ACCESS_KEY=x", "LD_PRELOAD=/evil.so", "path=/other", "PATHOLOGY=1", "malformed",
		"HTTPS_PROXY=http://proxy:3128", "no_proxy=localhost,10.0.0.0/8",
		"HTTP_PROXY=http://user:pass@proxy:3128", "https_proxy=user:pass@proxy", "ALL_PROXY=socks5://proxy",
	})
	wantEnv := []string{
		"PATH=/bin", "HOME=/root", "LC_ALL=C", "TZ=", "GODEBUG=a=b", "SSL_CERT_DIR=/certs",
		"HTTPS_PROXY=http://proxy:3128", "no_proxy=localhost,10.0.0.0/8",
	}
	if diff := cmp.Diff(wantEnv, env); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"HTTP_PROXY", "https_proxy"}, withheld); diff != "" {
		t.Error(diff)
	}
}
