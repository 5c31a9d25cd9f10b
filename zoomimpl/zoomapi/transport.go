package zoomapi

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Bounds of a transport.
const (
	// DefaultConnectTimeout bounds the opening of a connection.
	DefaultConnectTimeout = 10 * time.Second
	idleConnTimeout       = 90 * time.Second
	maxIdleConnsPerHost   = 80
	maxHeaderBytes        = 256 << 10
	maxRedirects          = 3
)

// TransportOptions are the settings of NewTransport. The zero value is valid.
type TransportOptions struct {
	// Proxy carries every https request, with the credentials that it holds; its
	// scheme is http, https or socks5. Nil takes the proxy of the environment
	// (HTTPS_PROXY, NO_PROXY), which never applies to loopback hosts. Plain http,
	// which clients accept for loopback hosts only, goes through no proxy.
	Proxy *url.URL
	// RootCAs are the certificate authorities to trust; nil takes the system's.
	RootCAs *x509.CertPool
	// ConnectTimeout bounds the dialling of a connection and, by itself, its TLS
	// handshake; DefaultConnectTimeout when 0.
	ConnectTimeout time.Duration
}

// NewTransport returns a transport that keeps a pool of connections, bounds
// dialling, TLS handshake, size of headers and idle time, and accepts TLS 1.2 or
// later. The time of a request as a whole is bounded by Client and TokenSource.
// Use one for the API and the token endpoint together.
func NewTransport(o TransportOptions) *http.Transport {
	timeout := orDefault(o.ConnectTimeout, DefaultConnectTimeout)
	dialer := &net.Dialer{Timeout: timeout, KeepAlive: 30 * time.Second}
	return &http.Transport{
		Proxy:                  proxyFunc(o.Proxy),
		DialContext:            dialer.DialContext,
		ForceAttemptHTTP2:      true,
		TLSClientConfig:        &tls.Config{RootCAs: o.RootCAs, MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    timeout,
		IdleConnTimeout:        idleConnTimeout,
		MaxIdleConns:           2 * maxIdleConnsPerHost,
		MaxIdleConnsPerHost:    maxIdleConnsPerHost,
		MaxResponseHeaderBytes: maxHeaderBytes,
		OnProxyConnectResponse: proxyRefusal,
	}
}

// proxyRefusal is the error of a proxy that does not connect. That of net/http has
// the proxy's own words, which may repeat the password.
func proxyRefusal(_ context.Context, _ *url.URL, _ *http.Request, answer *http.Response) error {
	if answer.StatusCode == http.StatusOK {
		return nil
	}
	return fmt.Errorf("the proxy refuses to connect: HTTP %d %s", answer.StatusCode, http.StatusText(answer.StatusCode))
}

// proxyFunc chooses the proxy of a request. Plain http is for loopback hosts
// alone: a proxy would read the credentials, and its loopback is another machine.
// net/http knows "localhost" as loopback, but no other spelling of it.
func proxyFunc(proxy *url.URL) func(*http.Request) (*url.URL, error) {
	return func(r *http.Request) (*url.URL, error) {
		switch {
		case r.URL.Scheme != "https":
			return nil, nil
		case proxy != nil:
			return proxy, nil
		default:
			return http.ProxyFromEnvironment(r)
		}
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

// NormaliseEndpoint returns an address for Config.ServiceURL or
// Credentials.TokenURL with scheme, host and port in their usual form. It refuses
// what these refuse; the error says what is wanted and does not quote the
// address.
func NormaliseEndpoint(address string) (string, error) {
	u, err := parseEndpoint(address)
	if err != nil {
		return "", err
	}
	return u.String(), nil
}

// parseEndpoint parses the address of an endpoint and refuses whatever would send
// credentials in clear: plain http is accepted for loopback hosts only. The error
// of url.Parse quotes the address, which may hold a password.
func parseEndpoint(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return nil, errors.New("cannot be parsed as a URL")
	case u.Opaque != "" || u.Hostname() == "":
		return nil, errors.New("has no host; must be a URL like https://HOST/PATH")
	case u.User != nil:
		return nil, errors.New("must not hold a user name or password")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return nil, errors.New("must have neither query nor fragment")
	case !ValidPort(u.Port()):
		return nil, errors.New("must have a port from 1 to 65535, or none")
	case u.Scheme != "https" && (u.Scheme != "http" || !isLoopback(u.Hostname())):
		return nil, errors.New("must be an https URL; plain http is accepted for a loopback host only")
	}
	u.Host = strings.ToLower(u.Host)
	if u.Scheme == "https" {
		u.Host = strings.TrimSuffix(u.Host, ":443")
	}
	return u, nil
}

// ValidPort reports whether the port of a URL is one that can be dialled; the
// empty one stands for that of the scheme.
func ValidPort(port string) bool {
	if port == "" {
		return true
	}
	n, err := strconv.ParseUint(port, 10, 16)
	return err == nil && n > 0
}

func isLoopback(host string) bool {
	if strings.EqualFold(strings.TrimSuffix(host, "."), "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
