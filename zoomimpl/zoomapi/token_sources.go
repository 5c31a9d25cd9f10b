package zoomapi

import (
	"context"
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
	sources map[[sha256.Size]byte]*usedSource
}

// usedSource is a source and how many have got it and not released it.
type usedSource struct {
	*TokenSource
	users int
}

// Get returns the TokenSource of the credentials, which is kept until Release
// has been called as often. It sends nothing; whether the credentials are good
// shows with the first token.
func (t *TokenSources) Get(creds Credentials) *TokenSource {
	creds.TokenURL = orDefault(creds.TokenURL, DefaultTokenURL)
	key := creds.key()
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.client == nil {
		client := t.HTTPClient
		if client == nil {
			client = &http.Client{Transport: NewTransport(TransportOptions{})}
		}
		t.client = withoutRedirects(client, nil)
		t.sources = map[[sha256.Size]byte]*usedSource{}
	}
	used, ok := t.sources[key]
	if !ok {
		now := t.Now
		if now == nil {
			now = time.Now
		}
		used = &usedSource{TokenSource: &TokenSource{creds: creds, client: t.client, now: now}}
		t.sources[key] = used
	}
	used.users++
	return used.TokenSource
}

// Release gives back a source that Get returned. With the last release its token
// is forgotten, and the next Get of the same credentials starts anew; who still
// uses the source may go on. Release does nothing with any other source.
func (t *TokenSources) Release(source *TokenSource) {
	key := source.creds.key()
	t.mu.Lock()
	defer t.mu.Unlock()
	used, ok := t.sources[key]
	if !ok || used.TokenSource != source {
		return
	}
	if used.users--; used.users == 0 {
		delete(t.sources, key)
	}
}

// tokenClientKey finds the client in the context of a fetch.
type tokenClientKey struct{}

// WithTokenClient returns a context with which a TokenSource fetches a token over
// client instead of its own, so that users of one source can each have time-outs
// of their own. A fetch for several who wait goes over the client of the first.
// Redirects are not followed.
func WithTokenClient(ctx context.Context, client *http.Client) context.Context {
	return context.WithValue(ctx, tokenClientKey{}, withoutRedirects(client, nil))
}

// CloseIdleConnections closes the pooled connections that no request uses.
func (t *TokenSources) CloseIdleConnections() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.client != nil {
		t.client.CloseIdleConnections()
	}
}
