package zoomapi

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"
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
	// failurePause is the least time between a fetch that failed and the next.
	failurePause = backoffBase
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
	current grant
	renewAt time.Time
	endsAt  time.Time
	// retryAt is when a fetch may follow one that failed.
	retryAt time.Time
}

// grant is what a token answer gave.
type grant struct {
	token  Secret
	life   time.Duration
	scopes []string
	scoped bool // the answer named its scopes
	apiURL string
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
	done := s.flight.DoChan("", func() (fresh any, err error) {
		// A panic in a goroutine that nobody guards would end the process.
		defer func() {
			if r := recover(); r != nil {
				err = &fetchPanic{value: r, stack: debug.Stack()}
			}
		}()
		s.pause()
		// The fetch serves all who wait, so it must not end with the first of them.
		fetchCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), renewTimeout)
		defer cancel()
		return s.renew(fetchCtx)
	})
	select {
	case result := <-done:
		if p, panicked := errors.AsType[*fetchPanic](result.Err); panicked {
			panic(p) //nolint:forbidigo // It passes a panic on to those who called, who guard themselves.
		}
		token, ok := result.Val.(Secret)
		if result.Err != nil || !ok {
			return "", result.Err
		}
		return token.Reveal(), nil
	case <-ctx.Done():
		return "", fmt.Errorf("waiting for an access token: %w", ctx.Err())
	}
}

// fetchPanic is a panic of a fetch on its way to those who wait for the token.
type fetchPanic struct {
	value any
	stack []byte
}

// Error returns what the panic was about, and where it was.
func (p *fetchPanic) Error() string { return fmt.Sprintf("%v\n\n%s", p.value, p.stack) }

// Invalidate drops token, so that the next call of Token fetches a new one. It
// does nothing if the source has moved on to another token already.
func (s *TokenSource) Invalidate(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if token != "" && s.current.token.Reveal() == token {
		s.current.token = Secret{}
	}
}

// Scopes returns the scopes of the token in use, for which it fetches one if
// there is none; its errors are those of Token. The second result is false when
// the token answer named no scopes.
func (s *TokenSource) Scopes(ctx context.Context) (scopes []string, known bool, err error) {
	if _, err := s.Token(ctx); err != nil {
		return nil, false, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.current.scopes), s.current.scoped, nil
}

// APIURL returns the address of the REST API that the latest token answer named,
// as it was given: it is not checked. It is empty before the first token and
// when the answer named none.
func (s *TokenSource) APIURL() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.current.apiURL
}

// cached returns the current token unless it is due for renewal.
func (s *TokenSource) cached() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.now().Before(s.renewAt) {
		return ""
	}
	return s.current.token.Reveal()
}

// pause waits until a fetch may follow one that failed. Many callers repeat theirs,
// each in its own time: those who come meanwhile share the next one, and an
// endpoint that is down is not asked more often the more callers there are.
func (s *TokenSource) pause() {
	s.mu.Lock()
	wait := min(s.retryAt.Sub(s.now()), failurePause)
	s.mu.Unlock()
	if wait > 0 {
		<-time.After(wait)
	}
}

// renew fetches a token, unless a fetch that ended a moment ago already has.
func (s *TokenSource) renew(ctx context.Context) (Secret, error) {
	if token := s.cached(); token != "" {
		return NewSecret(token), nil
	}
	fresh, err := s.fetch(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	if err != nil {
		if s.current.token.IsZero() || !now.Before(s.endsAt) {
			if repeatable(http.MethodGet, err) {
				s.retryAt = now.Add(failurePause)
			}
			return Secret{}, err
		}
		// The token at hand is still good: use it, and try again a little later.
		s.renewAt = earlier(now.Add(renewPause), s.endsAt)
		return s.current.token, nil
	}
	s.current = fresh
	s.endsAt = now.Add(fresh.life)
	s.renewAt = s.endsAt.Add(-min(maxRenewAhead, fresh.life/10))
	return fresh.token, nil
}

// fetch asks the token endpoint for a token.
func (s *TokenSource) fetch(ctx context.Context) (grant, error) {
	if _, err := parseEndpoint(s.creds.TokenURL); err != nil {
		return grant{}, fmt.Errorf("zoom: token URL: %w", err)
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
	client, given := ctx.Value(tokenClientKey{}).(*http.Client)
	if !given {
		client = s.client
	}
	if client.Timeout > 0 {
		// By the context, which needs no goroutine of its own to watch the request.
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, client.Timeout)
		defer cancel()
		untimed := *client
		untimed.Timeout = 0
		client = &untimed
	}
	token, err := config.Token(context.WithValue(ctx, oauth2.HTTPClient, client))
	if err != nil {
		return grant{}, tokenFailure(ctx, err, s.secrets())
	}
	out := grant{token: NewSecret(token.AccessToken), life: tokenLife}
	if !token.Expiry.IsZero() {
		// The library adds the answer's life to the system clock, whatever s.now is.
		out.life = time.Until(token.Expiry)
	}
	// What is missing or of another type stays empty: a token works without.
	if scope, ok := token.Extra("scope").(string); ok {
		out.scopes, out.scoped = strings.Fields(scope), true
	}
	if address, ok := token.Extra("api_url").(string); ok {
		out.apiURL = address
	}
	return out, nil
}

// secrets are what a server learns from a request for a token.
func (s *TokenSource) secrets() []string {
	secret := s.creds.ClientSecret.Reveal()
	pair := url.QueryEscape(s.creds.ClientID) + ":" + url.QueryEscape(secret)
	return []string{base64.StdEncoding.EncodeToString([]byte(pair)), pair, secret}
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
