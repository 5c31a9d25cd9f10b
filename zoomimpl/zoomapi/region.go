package zoomapi

import (
	"context"
	"log/slog"
	"net/url"
	"strings"
	"sync/atomic"
)

// regionalSuffix ends the host names that requests may be sent to because a
// token answer says so.
const regionalSuffix = ".zoom.us"

// region decides where requests go: to the configured address or, if that is
// Zoom's default, to the regional host that the token answer names.
type region struct {
	base   string
	source interface{ APIURL() string } // nil when the configured address holds
	log    *slog.Logger
	last   atomic.Pointer[resolvedRegion]
}

// resolvedRegion is what became of an api_url.
type resolvedRegion struct{ apiURL, base string }

func newRegion(base string, tokens TokenProvider, log *slog.Logger) *region {
	r := &region{base: base, log: log}
	if source, ok := tokens.(interface{ APIURL() string }); ok && base == DefaultServiceURL {
		r.source = source
	}
	return r
}

// current returns the base address to use with the token at hand.
func (r *region) current(ctx context.Context) string {
	if r.source == nil {
		return r.base
	}
	apiURL := r.source.APIURL()
	if last := r.last.Load(); last != nil && last.apiURL == apiURL {
		return last.base
	}
	found := &resolvedRegion{apiURL: apiURL, base: r.base}
	switch host, ok := regionalHost(apiURL); {
	case ok:
		found.base = "https://" + host + "/v2"
	case apiURL != "":
		r.log.LogAttrs(ctx, slog.LevelWarn, "the token answer names an api_url that is no https address of zoom.us: it is not followed")
	}
	r.last.Store(found)
	return found.base
}

// regionalHost returns the host of an api_url that is nothing but an https
// address of a host below zoom.us. A token answer must not be able to send the
// access token anywhere else.
func regionalHost(apiURL string) (string, bool) {
	u, err := url.Parse(apiURL)
	if err != nil || u.Scheme != "https" || u.User != nil || u.Opaque != "" || strings.ContainsAny(apiURL, "?#") {
		return "", false
	}
	host := strings.ToLower(u.Host)
	name, ok := strings.CutSuffix(host, regionalSuffix)
	if !ok || (u.Path != "" && u.Path != "/") || len(host) > 253 {
		return "", false
	}
	for label := range strings.SplitSeq(name, ".") {
		if label == "" || strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			return "", false
		}
	}
	return host, true
}
