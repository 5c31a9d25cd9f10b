package zoomapi

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"
)

// Bounds of the shared transport.
const (
	dialTimeout           = 10 * time.Second
	tlsHandshakeTimeout   = 10 * time.Second
	responseHeaderTimeout = 60 * time.Second
	idleConnTimeout       = 90 * time.Second
	maxIdleConnsPerHost   = 64
	maxHeaderBytes        = 256 << 10
	maxRedirects          = 3
)

// TransportOptions are the settings of NewTransport. The zero value is valid.
type TransportOptions struct {
	// Proxy is the HTTP proxy to use; nil takes the proxy of the environment
	// (HTTPS_PROXY, NO_PROXY), which never applies to loopback hosts.
	Proxy *url.URL
	// RootCAs are the certificate authorities to trust; nil takes the system's.
	RootCAs *x509.CertPool
}

// NewTransport returns a transport that keeps a pool of connections, bounds
// dialling, TLS handshake, response headers and idle time, and accepts TLS 1.2 or
// later. Use one for the API and the token endpoint together.
func NewTransport(o TransportOptions) *http.Transport {
	proxy := http.ProxyFromEnvironment
	if o.Proxy != nil {
		proxy = http.ProxyURL(o.Proxy)
	}
	dialer := &net.Dialer{Timeout: dialTimeout, KeepAlive: 30 * time.Second}
	return &http.Transport{
		Proxy:                  proxy,
		DialContext:            dialer.DialContext,
		ForceAttemptHTTP2:      true,
		TLSClientConfig:        &tls.Config{RootCAs: o.RootCAs, MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    tlsHandshakeTimeout,
		ResponseHeaderTimeout:  responseHeaderTimeout,
		IdleConnTimeout:        idleConnTimeout,
		MaxIdleConns:           2 * maxIdleConnsPerHost,
		MaxIdleConnsPerHost:    maxIdleConnsPerHost,
		MaxResponseHeaderBytes: maxHeaderBytes,
	}
}

// withoutRedirects returns a copy of client that hands a redirect to its caller
// instead of following it, unless allow accepts it.
func withoutRedirects(client *http.Client, allow func(next *http.Request, via []*http.Request) bool) *http.Client {
	guarded := *client
	guarded.CheckRedirect = func(next *http.Request, via []*http.Request) error {
		if allow != nil && allow(next, via) {
			return nil
		}
		return http.ErrUseLastResponse
	}
	// A cookie jar would carry state between calls that Zoom's API has no use for.
	guarded.Jar = nil
	return &guarded
}

// allowSameOrigin lets a read follow a few redirects within the same scheme and
// host. A redirected write is never followed: net/http would turn it into a GET,
// whose success would look like the success of the write.
func allowSameOrigin(next *http.Request, via []*http.Request) bool {
	first := via[0]
	return first.Method == http.MethodGet && next.Method == http.MethodGet && len(via) <= maxRedirects &&
		next.URL.Scheme == first.URL.Scheme && next.URL.Host == first.URL.Host
}

// parseEndpoint parses an endpoint address and refuses whatever would send
// credentials in clear: plain http is accepted for loopback hosts only.
func parseEndpoint(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	if err != nil {
		// The error of url.Parse quotes the address, which may hold a password.
		return nil, errors.New("address cannot be parsed as a URL")
	}
	switch {
	case u.Host == "" || u.Hostname() == "":
		return nil, errors.New("address has no host")
	case u.User != nil:
		return nil, errors.New("address must not hold a user name or password")
	case u.RawQuery != "" || u.Fragment != "":
		return nil, errors.New("address must not have a query or fragment")
	case u.Scheme == "https", u.Scheme == "http" && isLoopback(u.Hostname()):
		return u, nil
	default:
		return nil, fmt.Errorf("scheme %q is not allowed: use https (http only for a loopback host)", u.Scheme)
	}
}

func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
