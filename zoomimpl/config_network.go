package zoomimpl

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"net/url"
	"strings"
	"time"
)

// networkConfig says how Zoom is reached.
type networkConfig struct {
	// proxy holds its credentials and must not be printed; nil is the proxy of
	// the environment.
	proxy *url.URL
	// rootCAs are nil for those of the system.
	rootCAs        *x509.CertPool
	caDigest       [sha256.Size]byte
	requestTimeout time.Duration
	connectTimeout time.Duration
}

func (r *configReader) network() networkConfig {
	n := networkConfig{
		proxy:          r.proxy(),
		requestTimeout: time.Duration(r.number(propRequestTimeout)) * time.Second,
		connectTimeout: time.Duration(r.number(propConnectTimeout)) * time.Second,
	}
	if text := r.text(propCACertificates); text != "" {
		certificates, err := parseCertificates(text)
		if err != nil {
			r.fault(propCACertificates, "%s", err)
			return n
		}
		if n.rootCAs, err = x509.SystemCertPool(); err != nil {
			r.fault(propCACertificates, "cannot be added to the system's certificates, which cannot be read: %s", err)
			return n
		}
		digest := sha256.New()
		for _, c := range certificates {
			n.rootCAs.AddCert(c)
			digest.Write(c.Raw)
		}
		digest.Sum(n.caDigest[:0])
	}
	return n
}

func (r *configReader) proxy() *url.URL {
	text := r.text(propProxy)
	if text == "" {
		return nil
	}
	proxy, err := parseProxy(text)
	if err != nil {
		r.fault(propProxy, "%s", err)
		return nil
	}
	if username := r.values(propProxyUsername); username.Len() > 0 {
		name, _ := username.AsString()
		proxy.User = url.UserPassword(name, r.secret(propProxyPassword).Reveal())
	}
	return proxy
}

// parseCertificates reads PEM text. Text between the certificates is ignored,
// as usual in bundles. The errors say nothing of the content: it may be a
// private key by mistake.
func parseCertificates(text string) ([]*x509.Certificate, error) {
	if strings.HasPrefix(text, "file:") {
		return nil, errors.New("must be the PEM text itself, not the name of a file")
	}
	var certificates []*x509.Certificate
	rest := []byte(text)
	for {
		var block *pem.Block
		block, rest = pem.Decode(rest)
		if block == nil {
			break
		}
		if block.Type != "CERTIFICATE" {
			return nil, errors.New("must hold nothing but certificates; a private key does not belong here")
		}
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, errors.New("holds a PEM block that is not a valid certificate")
		}
		certificates = append(certificates, certificate)
	}
	// What begins and is not a block has been mangled, and must not go missing.
	if len(certificates) == 0 || bytes.Contains(rest, []byte("-----BEGIN ")) {
		return nil, errors.New("must be PEM text with at least one complete certificate: -----BEGIN CERTIFICATE----- and so on, line breaks included")
	}
	return certificates, nil
}
