package zoomapi_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// issuer is a token endpoint without a network. Each token is numbered.
type issuer struct {
	delay  time.Duration
	life   string // expires_in, with its comma; empty leaves it out
	issued atomic.Int64
	fail   atomic.Pointer[step]
}

func (i *issuer) RoundTrip(r *http.Request) (*http.Response, error) {
	n := i.issued.Add(1)
	select {
	case <-time.After(i.delay):
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
	now := step{status: 200, body: fmt.Sprintf(`{"access_token":"t%d","token_type":"bearer"%s}`, n, i.life)}
	if fail := i.fail.Load(); fail != nil {
		now = *fail
	}
	if now.err != nil {
		return nil, now.err
	}
	return &http.Response{
		StatusCode: now.status, Request: r, Body: io.NopCloser(strings.NewReader(now.body)),
		Header: http.Header{"Content-Type": {"application/json"}},
	}, nil
}

func (i *issuer) source() *zoomapi.TokenSource {
	sources := &zoomapi.TokenSources{HTTPClient: &http.Client{Transport: i}}
	return sources.Get(zoomapi.Credentials{AccountID: "acc", ClientID: "id", ClientSecret: zoomapi.NewSecret(canary)})
}

const hour = `,"expires_in":3600`

func wantToken(t *testing.T, source *zoomapi.TokenSource, want string) {
	t.Helper()
	got, err := source.Token(t.Context())
	if err != nil || got != want {
		t.Errorf("got %q, %v; want %q", got, err, want)
	}
}

func TestTokenRequest(t *testing.T) {
	t.Parallel()
	var form url.Values
	var id, secret, query string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			t.Error(err)
		}
		form, query = r.PostForm, r.URL.RawQuery
		id, secret, _ = r.BasicAuth()
		reply(t, w, http.StatusOK, `{"access_token":"t1","token_type":"bearer","expires_in":3600}`)
	}))
	t.Cleanup(server.Close)
	var sources zoomapi.TokenSources
	t.Cleanup(sources.CloseIdleConnections)
	wantToken(t, sources.Get(zoomapi.Credentials{
		TokenURL: server.URL + "/oauth/token", AccountID: "acc", ClientID: "id", ClientSecret: zoomapi.NewSecret(canary),
		Scope: "user:read:user:admin group:read:group:admin",
	}), "t1")
	want := url.Values{
		"grant_type": {"account_credentials"}, "account_id": {"acc"},
		"scope": {"user:read:user:admin group:read:group:admin"},
	}
	if diff := cmp.Diff(want, form); diff != "" {
		t.Errorf("form differs (-want +got):\n%s", diff)
	}
	if id != "id" || secret != canary || query != "" {
		t.Errorf("sent id %q, secret %q, query %q", id, secret, query)
	}
}

func TestOneFetchForAllWhoWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		i := &issuer{delay: time.Second, life: hour}
		source := i.source()
		var group sync.WaitGroup
		for range 50 {
			group.Go(func() { wantToken(t, source, "t1") })
		}
		group.Wait()
		if n := i.issued.Load(); n != 1 {
			t.Errorf("%d tokens were fetched", n)
		}
		// All of them find out at once that the token was refused.
		for range 50 {
			group.Go(func() {
				source.Invalidate("t1")
				wantToken(t, source, "t2")
			})
		}
		group.Wait()
		if n := i.issued.Load(); n != 2 {
			t.Errorf("%d tokens were fetched", n)
		}
	})
}

func TestCancelledCallerDoesNotStopTheFetch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		i := &issuer{delay: time.Second, life: hour}
		source := i.source()
		ctx, cancel := context.WithCancel(t.Context())
		var first, second error
		var token string
		var group sync.WaitGroup
		start := time.Now()
		group.Go(func() {
			_, first = source.Token(ctx)
			if elapsed := time.Since(start); elapsed != 100*time.Millisecond {
				t.Errorf("the cancelled caller waited %s", elapsed)
			}
		})
		synctest.Wait() // The first caller started the fetch.
		group.Go(func() { token, second = source.Token(t.Context()) })
		time.AfterFunc(100*time.Millisecond, cancel)
		group.Wait()
		if !errors.Is(first, context.Canceled) {
			t.Errorf("cancelled caller: %v", first)
		}
		if second != nil || token != "t1" || i.issued.Load() != 1 {
			t.Errorf("other caller: %q, %v after %d fetches", token, second, i.issued.Load())
		}
	})
}

func TestRenewal(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		life  string
		renew time.Duration // age at which the token is renewed
	}{
		"an hour":      {life: hour, renew: 55 * time.Minute},
		"a minute":     {life: `,"expires_in":60`, renew: 54 * time.Second},
		"undocumented": {life: "", renew: 55 * time.Minute},
		"as text":      {life: `,"expires_in":"3600"`, renew: 55 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				i := &issuer{life: tc.life}
				source := i.source()
				wantToken(t, source, "t1")
				<-time.After(tc.renew - 1)
				wantToken(t, source, "t1")
				<-time.After(1)
				wantToken(t, source, "t2")
			})
		})
	}
}

func TestRenewalByInjectedClock(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	i := &issuer{life: hour}
	sources := &zoomapi.TokenSources{HTTPClient: &http.Client{Transport: i}, Now: func() time.Time { return now }}
	source := sources.Get(zoomapi.Credentials{AccountID: "acc"})
	wantToken(t, source, "t1")
	now = now.Add(50 * time.Minute)
	wantToken(t, source, "t1")
	now = now.Add(6 * time.Minute)
	wantToken(t, source, "t2")
}

func TestGoodTokenOutlivesAFailedRenewal(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		i := &issuer{life: hour}
		source := i.source()
		wantToken(t, source, "t1")
		i.fail.Store(&step{status: 503})
		<-time.After(56 * time.Minute)
		wantToken(t, source, "t1")
		wantToken(t, source, "t1") // no second fetch so soon
		if n := i.issued.Load(); n != 2 {
			t.Errorf("%d fetches, want 2", n)
		}
		<-time.After(4 * time.Minute)
		if _, err := source.Token(t.Context()); err == nil {
			t.Error("a token was used past its end")
		}
		i.fail.Store(nil)
		wantToken(t, source, "t4")
	})
}

func TestInvalidateKeepsANewerToken(t *testing.T) {
	t.Parallel()
	i := &issuer{life: hour}
	source := i.source()
	wantToken(t, source, "t1")
	source.Invalidate("t0")
	source.Invalidate("")
	wantToken(t, source, "t1")
	source.Invalidate("t1")
	wantToken(t, source, "t2")
	source.Invalidate("t1")
	wantToken(t, source, "t2")
}

func TestTokenRefusals(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		status int
		body   string
		want   zoomapi.AuthError
		text   string
	}{
		"wrong secret": {
			status: 400, body: `{"reason":"Invalid client_id or client_secret","error":"invalid_client"}`,
			want: zoomapi.AuthError{Status: 400, Code: "invalid_client", Reason: "Invalid client_id or client_secret"},
			text: "client id or client secret is wrong",
		},
		"wrong account": {
			status: 400, body: `{"reason":"Bad Request","error":"invalid_request"}`,
			want: zoomapi.AuthError{Status: 400, Code: "invalid_request", Reason: "Bad Request"},
			text: "account id is wrong",
		},
		"other grant": {
			status: 400, body: `{"reason":"unsupported grant type","error":"unsupported_grant_type"}`,
			want: zoomapi.AuthError{Status: 400, Code: "unsupported_grant_type", Reason: "unsupported grant type"},
			text: "Server-to-Server",
		},
		"HTML": {
			status: 502, body: "<html>" + canary + "</html>",
			want: zoomapi.AuthError{Status: 502}, text: "overloaded or down",
		},
		"echoed secret": {
			status: 401, body: `{"reason":"bad ` + canary + `\r\n","error":"x"}`,
			want: zoomapi.AuthError{Status: 401, Code: "x", Reason: "bad ***"}, text: "refused",
		},
		"success with an error": {
			status: 200, body: `{"error":"invalid_scope"}`,
			want: zoomapi.AuthError{Status: 200, Code: "invalid_scope"}, text: "scope",
		},
		"success without a token": {status: 200, body: `{"x":"` + canary + `"}`, text: "without a usable token"},
		"truncated":               {status: 200, body: `{"access_token":"` + canary, text: "without a usable token"},
		"empty":                   {status: 200, text: "without a usable token"},
		"redirect":                {status: 307, want: zoomapi.AuthError{Status: 307}, text: "redirects"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var i issuer
			i.fail.Store(&step{status: tc.status, body: tc.body})
			_, err := i.source().Token(t.Context())
			got, ok := errors.AsType[*zoomapi.AuthError](err)
			if !ok {
				t.Fatalf("got %v, want an AuthError", err)
			}
			if diff := cmp.Diff(&tc.want, got); diff != "" {
				t.Errorf("error differs (-want +got):\n%s", diff)
			}
			if !strings.Contains(err.Error(), tc.text) || leaks(err.Error()) {
				t.Errorf("text %q, want %q and no secret", err, tc.text)
			}
		})
	}
}

func TestTokenEndpointRedirectIsNotFollowed(t *testing.T) {
	t.Parallel()
	var thief atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/thief" {
			thief.Add(1)
			reply(t, w, http.StatusOK, `{"access_token":"t","expires_in":3600}`)
			return
		}
		http.Redirect(w, r, "/thief", http.StatusTemporaryRedirect)
	}))
	t.Cleanup(server.Close)
	var sources zoomapi.TokenSources
	t.Cleanup(sources.CloseIdleConnections)
	_, err := sources.Get(zoomapi.Credentials{TokenURL: server.URL, ClientSecret: zoomapi.NewSecret(canary)}).Token(t.Context())
	if refusal, ok := errors.AsType[*zoomapi.AuthError](err); !ok || refusal.Status != 307 || thief.Load() != 0 {
		t.Errorf("got %v, %d requests followed", err, thief.Load())
	}
}

func TestUnreachableTokenEndpoint(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var i issuer
		i.fail.Store(&step{err: errDial})
		source := i.source()
		_, err := source.Token(t.Context())
		if failure, ok := errors.AsType[*zoomapi.TransportError](err); !ok || failure.Sent {
			t.Errorf("got %v, want a TransportError that says not sent", err)
		}
		i.delay = time.Hour
		start := time.Now()
		_, err = source.Token(t.Context())
		if !errors.Is(err, zoomapi.ErrAttemptTimeout) || errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, want ErrAttemptTimeout", err)
		}
		if elapsed := time.Since(start); elapsed > time.Minute {
			t.Errorf("the fetch took %s", elapsed)
		}
	})
}

func TestTokenURLIsChecked(t *testing.T) {
	t.Parallel()
	var i issuer
	sources := &zoomapi.TokenSources{HTTPClient: &http.Client{Transport: &i}}
	source := sources.Get(zoomapi.Credentials{TokenURL: "http://zoom.us/oauth/token"})
	if _, err := source.Token(t.Context()); err == nil || !strings.Contains(err.Error(), "https") {
		t.Errorf("got %v, want plain http refused", err)
	}
	client := newClient(t, zoomapi.Config{TokenSource: source, IOErrorRetries: 3})
	_, err := client.User(t.Context(), "x")
	if err == nil || !strings.Contains(err.Error(), "https") || i.issued.Load() != 0 {
		t.Errorf("got %v after %d requests", err, i.issued.Load())
	}
}

func TestTokenFailuresOfACall(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		fail step
		want int64 // requests to the token endpoint
	}{
		"wrong secret": {fail: step{status: 400, body: `{"reason":"r","error":"invalid_client"}`}, want: 1},
		"overloaded":   {fail: step{status: 503}, want: 3},
		"unreachable":  {fail: step{err: errDial}, want: 3},
		"cut":          {fail: step{err: errReset}, want: 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var i issuer
				i.fail.Store(&tc.fail)
				meter := &zoomapi.Meter{}
				client := newClient(t, zoomapi.Config{TokenSource: i.source(), IOErrorRetries: 2, HTTPClient: &http.Client{
					Transport: roundTripper(func(*http.Request) (*http.Response, error) {
						t.Error("a request was sent without a token")
						return nil, errReset
					}),
				}})
				err := create(zoomapi.WithMeter(t.Context(), meter), client)
				if err == nil || i.issued.Load() != tc.want || meter.Requests() != 0 {
					t.Errorf("got %v after %d fetches and %d requests", err, i.issued.Load(), meter.Requests())
				}
				failure, ok := errors.AsType[*zoomapi.TransportError](err)
				if tc.fail.err != nil && (!ok || failure.Sent || failure.Route != "/users") {
					t.Errorf("got %#v, want the request not sent", err)
				}
				if _, ok := errors.AsType[*zoomapi.AuthError](err); tc.fail.err == nil && !ok {
					t.Errorf("got %v, want an AuthError", err)
				}
			})
		})
	}
}

func TestTokenSourcesAreShared(t *testing.T) {
	t.Parallel()
	var sources zoomapi.TokenSources
	base := zoomapi.Credentials{AccountID: "a", ClientID: "b", ClientSecret: zoomapi.NewSecret("c"), Scope: "d"}
	source := sources.Get(base)
	same := base
	same.ClientSecret = zoomapi.NewSecret(strings.Clone("c"))
	same.TokenURL = zoomapi.DefaultTokenURL
	if sources.Get(same) != source {
		t.Error("equal credentials got another source")
	}
	for n, change := range []func(c *zoomapi.Credentials){
		func(c *zoomapi.Credentials) { c.TokenURL = "https://other.test/token" },
		func(c *zoomapi.Credentials) { c.AccountID = "x" },
		func(c *zoomapi.Credentials) { c.ClientID = "x" },
		func(c *zoomapi.Credentials) { c.ClientSecret = zoomapi.NewSecret("x") },
		func(c *zoomapi.Credentials) { c.Scope = "" },
		func(c *zoomapi.Credentials) { c.AccountID, c.ClientID = "ab", "" },
	} {
		t.Run(strconv.Itoa(n), func(t *testing.T) {
			t.Parallel()
			other := base
			change(&other)
			if sources.Get(other) == source {
				t.Error("other credentials got the same source")
			}
		})
	}
}
