package zoomapi

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
	"golang.org/x/sync/singleflight"
)

// Times of the token's life.
const (
	// tokenLife is assumed when an answer does not say how long a token lasts; it
	// is what Zoom documents.
	tokenLife = time.Hour
	// maxRenewAhead is how long before its end a token is renewed at most.
	maxRenewAhead = 5 * time.Minute
	// renewTimeout bounds one request to the token endpoint.
	renewTimeout = 30 * time.Second
	// renewPause spaces out the attempts to renew a token that is still good.
	renewPause = 15 * time.Second
)

// TokenSource gives the access token of one set of credentials. It fetches a
// token when one is first needed, renews it some minutes before it ends, and
// fetches only once however many goroutines wait for it. Get one from
// TokenSources.
type TokenSource struct {
	creds  Credentials
	client *http.Client
	now    func() time.Time
	flight singleflight.Group

	mu      sync.Mutex
	current Secret
	renewAt time.Time
	endsAt  time.Time
}

var _ TokenProvider = (*TokenSource)(nil)

// Token returns an access token that is good now. It waits for a fetch under
// way; when ctx ends first, it returns the error of ctx and the fetch goes on
// for the others. A refusal is an *AuthError, an endpoint that cannot be reached
// a *TransportError.
func (s *TokenSource) Token(ctx context.Context) (string, error) {
	if token := s.cached(); token != "" {
		return token, nil
	}
	if err := ctx.Err(); err != nil {
		return "", fmt.Errorf("waiting for an access token: %w", err)
	}
	done := s.flight.DoChan("", func() (any, error) {
		// The fetch serves all who wait, so it must not end with the first of them.
		fetchCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), renewTimeout)
		defer cancel()
		return s.renew(fetchCtx)
	})
	select {
	case result := <-done:
		token, ok := result.Val.(Secret)
		if result.Err != nil || !ok {
			return "", result.Err
		}
		return token.Reveal(), nil
	case <-ctx.Done():
		return "", fmt.Errorf("waiting for an access token: %w", ctx.Err())
	}
}

// Invalidate drops token, so that the next call of Token fetches a new one. It
// does nothing if the source has moved on to another token already.
func (s *TokenSource) Invalidate(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if token != "" && s.current.Reveal() == token {
		s.current = Secret{}
	}
}

// cached returns the current token unless it is due for renewal.
func (s *TokenSource) cached() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.now().Before(s.renewAt) {
		return ""
	}
	return s.current.Reveal()
}

// renew fetches a token, unless a fetch that ended a moment ago already has.
func (s *TokenSource) renew(ctx context.Context) (Secret, error) {
	if token := s.cached(); token != "" {
		return NewSecret(token), nil
	}
	token, life, err := s.fetch(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	if err != nil {
		if s.current.IsZero() || !now.Before(s.endsAt) {
			return Secret{}, err
		}
		// The token at hand is still good: use it, and try again a little later.
		s.renewAt = earlier(now.Add(renewPause), s.endsAt)
		return s.current, nil
	}
	s.current = token
	s.endsAt = now.Add(life)
	s.renewAt = s.endsAt.Add(-min(maxRenewAhead, life/10))
	return token, nil
}

// fetch asks the token endpoint for a token and returns it with its life.
func (s *TokenSource) fetch(ctx context.Context) (Secret, time.Duration, error) {
	if _, err := parseEndpoint(s.creds.TokenURL); err != nil {
		return Secret{}, 0, fmt.Errorf("zoom: token URL: %w", err)
	}
	params := url.Values{"grant_type": {"account_credentials"}, "account_id": {s.creds.AccountID}}
	setIf(params, "scope", s.creds.Scope)
	secret := s.creds.ClientSecret.Reveal()
	config := clientcredentials.Config{
		ClientID:       s.creds.ClientID,
		ClientSecret:   secret,
		TokenURL:       s.creds.TokenURL,
		EndpointParams: params,
		AuthStyle:      oauth2.AuthStyleInHeader,
	}
	token, err := config.Token(context.WithValue(ctx, oauth2.HTTPClient, s.client))
	if err != nil {
		return Secret{}, 0, tokenFailure(ctx, err, secret)
	}
	life := tokenLife
	if !token.Expiry.IsZero() {
		// The library adds the answer's life to the system clock, whatever s.now is.
		life = time.Until(token.Expiry)
	}
	return NewSecret(token.AccessToken), life, nil
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
