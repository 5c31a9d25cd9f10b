package zoomimpl

import (
	"errors"
	"net/url"
	"strings"
	"unicode"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// Bounds of the network settings.
const (
	maxRequestSeconds = 600
	maxConnectSeconds = 120
	// maxProxyCredential is what SOCKS has room for, in bytes; see RFC 1929.
	maxProxyCredential = 255
	// maxCACertificates holds a whole system's bundle, in characters.
	maxCACertificates = 512 << 10
)

func networkProperties() []*shared.Property {
	return []*shared.Property{
		{
			Name: propRequestTimeout, DisplayName: "Request timeout", Type: shared.TypeInt,
			Description: "Seconds that one HTTP request may take, its answer included. An operation may need many requests; a request for an access token never takes more than 30 seconds.",
			Default:     intDefault(int64(zoomapi.DefaultRequestTimeout.Seconds())), Minimum: new(1.0), Maximum: new(float64(maxRequestSeconds)),
		},
		{
			Name: propConnectTimeout, DisplayName: "Connect timeout", Type: shared.TypeInt,
			Description: "Seconds that a network connection may take to open, and its TLS handshake after that.",
			Default:     intDefault(int64(zoomapi.DefaultConnectTimeout.Seconds())), Minimum: new(1.0), Maximum: new(float64(maxConnectSeconds)),
		},
		{
			Name: propProxy, DisplayName: "Proxy", Type: shared.TypeString,
			Description: "Proxy for all https requests, those for access tokens included: http://HOST:PORT, https://HOST:PORT or socks5://HOST:PORT, without credentials. Not set: the proxy of the process's environment (HTTPS_PROXY, NO_PROXY). Plain http, which is for loopback hosts, goes through no proxy.",
			Check:       checkProxy,
		},
		{
			Name: propProxyUsername, DisplayName: "Proxy user name", Type: shared.TypeString,
			Description: "User name for the proxy; together with proxy_password.",
			Minimum:     new(1.0), Maximum: new(float64(maxProxyCredential)), Check: checkProxyUsername,
		},
		{
			Name: propProxyPassword, DisplayName: "Proxy password", Type: shared.TypeSecret,
			Description: "Password for the proxy; together with proxy_username. A proxy that is reached by http or socks5 gets it unencrypted.",
			Minimum:     new(1.0), Maximum: new(float64(maxProxyCredential)), Check: checkProxyPassword,
		},
		{
			Name: propCACertificates, DisplayName: "CA certificates", Type: shared.TypeString,
			Description: "Certificates of authorities to trust besides the system's, as PEM text of one or more certificates; for proxies that inspect TLS.",
			Maximum:     new(float64(maxCACertificates)), Check: checkCACertificates,
		},
	}
}

// checkProxy accepts the URL of a proxy. The errors do not quote it, because it
// may hold a password.
func checkProxy(v shared.Value) error {
	text, _ := v.AsString()
	_, err := parseProxy(text)
	return err
}

func parseProxy(text string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(text))
	switch {
	case err != nil || u.Opaque != "" || u.Hostname() == "":
		return nil, errors.New("must be a URL such as http://proxy.example.com:3128")
	case u.User != nil:
		return nil, errors.New("must not hold a user name or password: set proxy_username and proxy_password")
	case u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "socks5":
		return nil, errors.New("must have the scheme http, https or socks5")
	case strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return nil, errors.New("must have neither path, query nor fragment")
	case !zoomapi.ValidPort(u.Port()):
		return nil, errors.New("must have a port from 1 to 65535, or none")
	}
	return &url.URL{Scheme: u.Scheme, Host: strings.ToLower(u.Host)}, nil
}

// checkProxyUsername refuses what HTTP's basic authentication cannot carry; see
// RFC 7617, section 2.
func checkProxyUsername(v shared.Value) error {
	text, _ := v.AsString()
	if strings.ContainsFunc(text, unicode.IsControl) || strings.Contains(text, ":") || len(text) > maxProxyCredential {
		return errors.New("must have neither control characters nor a colon, and at most 255 bytes")
	}
	return nil
}

func checkProxyPassword(v shared.Value) error {
	s, _ := v.AsSecret()
	if strings.ContainsFunc(s.Reveal(), unicode.IsControl) || len(s.Reveal()) > maxProxyCredential {
		return errors.New("must have no control characters, a line break for instance, and at most 255 bytes")
	}
	return nil
}

func checkCACertificates(v shared.Value) error {
	text, _ := v.AsString()
	_, err := parseCertificates(text)
	return err
}
