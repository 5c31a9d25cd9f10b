package zoomapi

import (
	"crypto/sha256"
	"encoding/binary"
	"net/http"
	"sync"
	"time"
)

// DefaultTokenURL is the address of Zoom's token endpoint.
const DefaultTokenURL = "https://zoom.us/oauth/token"

// Credentials are those of a Server-to-Server OAuth app.
type Credentials struct {
	// TokenURL is DefaultTokenURL when empty; https is required as for
	// Config.ServiceURL.
	TokenURL     string
	AccountID    string
	ClientID     string
	ClientSecret Secret
	// Scope narrows the token to scopes separated by blanks; empty asks for all
	// scopes of the app.
	Scope string
}

// key identifies the credentials without holding the secret. Each part is
// preceded by its length, so that no two sets run into the same bytes.
func (c Credentials) key() [sha256.Size]byte {
	var joined []byte
	for _, part := range []string{c.TokenURL, c.AccountID, c.ClientID, c.ClientSecret.Reveal(), c.Scope} {
		joined = binary.BigEndian.AppendUint64(joined, uint64(len(part)))
		joined = append(joined, part...)
	}
	return sha256.Sum256(joined)
}

// TokenSources hands out one TokenSource per set of credentials, so that all
// clients of the same app share its token: Zoom bounds the number of tokens that
// are valid at a time. The zero value is ready for use; it must not be copied.
type TokenSources struct {
	// HTTPClient sends the requests; nil takes a new client over NewTransport.
	// Redirects are never followed. Set it before the first Get.
	HTTPClient *http.Client
	// Now is the clock; nil takes time.Now. Set it before the first Get.
	Now func() time.Time

	mu      sync.Mutex
	client  *http.Client
	sources map[[sha256.Size]byte]*TokenSource
}

// Get returns the TokenSource of the credentials. It sends nothing; whether the
// credentials are good shows with the first token.
func (t *TokenSources) Get(creds Credentials) *TokenSource {
	creds.TokenURL = orDefault(creds.TokenURL, DefaultTokenURL)
	key := creds.key()
	t.mu.Lock()
	defer t.mu.Unlock()
	if source, ok := t.sources[key]; ok {
		return source
	}
	if t.client == nil {
		client := t.HTTPClient
		if client == nil {
			client = &http.Client{Transport: NewTransport(TransportOptions{})}
		}
		t.client = withoutRedirects(client, nil)
		t.sources = map[[sha256.Size]byte]*TokenSource{}
	}
	now := t.Now
	if now == nil {
		now = time.Now
	}
	source := &TokenSource{creds: creds, client: t.client, now: now}
	t.sources[key] = source
	return source
}

// CloseIdleConnections closes the pooled connections that no request uses.
func (t *TokenSources) CloseIdleConnections() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.client != nil {
		t.client.CloseIdleConnections()
	}
}
