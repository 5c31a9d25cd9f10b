package zoomsim_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/zoomsim"
)

func TestToken(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{Seed: 1, TokenLifetime: 90 * time.Second, Scopes: []string{"user:read:admin", "group:read:admin"}})
	a := c.serve(tokenRequest(c.sim, nil))
	o := a.object(t)
	if token, _ := o["access_token"].(string); !strings.HasPrefix(token, "eyJ") {
		t.Errorf("token %q does not look like Zoom's", token)
	}
	delete(o, "access_token")
	want := object{"token_type": "bearer", "expires_in": 90.0, "scope": "user:read:admin group:read:admin", "api_url": "http://example.com"}
	if diff := cmp.Diff(want, o); diff != "" {
		t.Errorf("token answer (-want +got):\n%s", diff)
	}
}

func TestTokenRefusals(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{Seed: 1})
	credentials := c.sim.Credentials()
	for name, tc := range map[string]struct {
		change func(*http.Request, url.Values)
		want   object
	}{
		"wrong secret": {
			func(r *http.Request, _ url.Values) { r.SetBasicAuth(credentials.ClientID, "wrong") },
			object{"reason": "Invalid client_id or client_secret", "error": "invalid_client"},
		},
		"wrong client": {
			func(r *http.Request, _ url.Values) { r.SetBasicAuth("wrong", credentials.ClientSecret) },
			object{"reason": "Invalid client_id or client_secret", "error": "invalid_client"},
		},
		"no credentials": {
			func(r *http.Request, _ url.Values) { r.Header.Del("Authorization") },
			object{"reason": "Invalid client_id or client_secret", "error": "invalid_client"},
		},
		"wrong account": {
			func(_ *http.Request, form url.Values) { form.Set("account_id", "wrong") },
			object{"reason": "Bad Request", "error": "invalid_request"},
		},
		"other grant": {
			func(_ *http.Request, form url.Values) { form.Set("grant_type", "client_credentials") },
			object{"reason": "unsupported grant type", "error": "unsupported_grant_type"},
		},
		"no parameters": {
			func(_ *http.Request, form url.Values) { clear(form) },
			object{"reason": "unsupported grant type", "error": "unsupported_grant_type"},
		},
		"too large": {
			func(_ *http.Request, form url.Values) { form.Set("filler", strings.Repeat("x", 2<<20)) },
			object{"reason": "Bad Request", "error": "invalid_request"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := c.serve(tokenRequest(c.sim, tc.change))
			if a.status != http.StatusBadRequest {
				t.Errorf("status %d, want 400", a.status)
			}
			if diff := cmp.Diff(tc.want, a.object(t)); diff != "" {
				t.Errorf("answer (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTokenParametersInQuery(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{Seed: 1})
	a := c.serve(tokenRequest(c.sim, func(r *http.Request, form url.Values) {
		r.URL.RawQuery = form.Encode()
		clear(form)
	}))
	if a.status != http.StatusOK {
		t.Errorf("answer is %d %s", a.status, a.text)
	}
}

func TestTokenLife(t *testing.T) {
	t.Parallel()
	clock := newClock()
	c := newClient(t, zoomsim.Options{Clock: clock.Now})
	clock.advance(59 * time.Minute)
	first := c.token
	c.login()
	if c.token == first {
		t.Fatal("two tokens are equal")
	}
	second := c.token
	c.token = first
	c.must(http.StatusOK, http.MethodGet, "/users", "")
	clock.advance(time.Minute)
	c.do(http.MethodGet, "/users", "").refusal(t, http.StatusUnauthorized, 124, "Access token is expired.")
	c.token = second
	c.must(http.StatusOK, http.MethodGet, "/users", "")
	c.sim.RevokeTokens()
	c.do(http.MethodGet, "/users", "").refusal(t, http.StatusUnauthorized, 124, "Invalid access token.")
	c.login()
	c.must(http.StatusOK, http.MethodGet, "/users", "")
}

func TestSingleToken(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{SingleToken: true})
	first := c.token
	c.login()
	c.must(http.StatusOK, http.MethodGet, "/users", "")
	c.token = first
	c.do(http.MethodGet, "/users", "").refusal(t, http.StatusUnauthorized, 124, "Invalid access token.")
}

func TestBadTokens(t *testing.T) {
	t.Parallel()
	c, other := newClient(t, zoomsim.Options{Seed: 1}), newClient(t, zoomsim.Options{Seed: 2})
	for name, header := range map[string]string{
		"none":               "",
		"other scheme":       "Basic " + c.token,
		"no token":           "Bearer",
		"cut":                "Bearer " + c.token[:len(c.token)-1],
		"changed":            "Bearer " + c.token[:len(c.token)/2] + "x" + c.token[len(c.token)/2+1:],
		"of another account": "Bearer " + other.token,
		"dots":               "Bearer ..",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(http.MethodGet, "/v2/users", nil)
			r.Header.Set("Authorization", header)
			c.serve(r).refusal(t, http.StatusUnauthorized, 124, "Invalid access token.")
		})
	}
}

func TestScopes(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		scopes []string
		path   string
		refuse string
	}{
		"granular":            {[]string{"user:read:list_users:admin"}, "/users", ""},
		"classic":             {[]string{"user:read:admin"}, "/users", ""},
		"classic write reads": {[]string{"user:write:admin"}, "/users", ""},
		"other granular":      {[]string{"user:read:user:admin"}, "/users", "Invalid access token, does not contain scopes:[user:read:list_users:admin]."},
		"other class":         {[]string{"user:read:admin"}, "/groups", "Invalid access token, does not contain scopes:[group:read:list_groups:admin]."},
		"account level":       {[]string{"group:read:admin"}, "/users/me", "Invalid access token, does not contain scopes:[user:read:user:admin]."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClient(t, zoomsim.Options{Scopes: tc.scopes})
			if tc.refuse == "" {
				c.must(http.StatusOK, http.MethodGet, tc.path, "")
				return
			}
			c.do(http.MethodGet, tc.path, "").refusal(t, http.StatusBadRequest, 4711, tc.refuse)
		})
	}
}

func TestAllScopesByDefault(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{})
	scope, _ := c.serve(tokenRequest(c.sim, nil)).object(t)["scope"].(string)
	for _, want := range []string{"user:read:list_users:admin", "user:delete:user:admin", "group:write:member:admin"} {
		if !strings.Contains(" "+scope+" ", " "+want+" ") {
			t.Errorf("scope %q lacks %s", scope, want)
		}
	}
}

// TestAuthOptions: where sources differ, an option chooses.
func TestAuthOptions(t *testing.T) {
	t.Parallel()
	wrongClient := func(r *http.Request, _ url.Values) { r.SetBasicAuth("wrong", "wrong") }
	wrongAccount := func(_ *http.Request, form url.Values) { form.Set("account_id", "wrong") }
	for name, tc := range map[string]struct {
		o      zoomsim.Options
		change func(*http.Request, url.Values)
		status int
		want   object
	}{
		"disabled app": {
			zoomsim.Options{AppDisabled: true},
			nil, 400,
			object{"reason": "The app has been disabled by the developer", "error": "invalid_client"},
		},
		"disabled app, wrong client": {
			zoomsim.Options{AppDisabled: true},
			wrongClient, 400,
			object{"reason": "Invalid client_id or client_secret", "error": "invalid_client"},
		},
		"wrong account": {
			zoomsim.Options{WrongAccountReason: "Account does not exist"},
			wrongAccount, 400,
			object{"reason": "Account does not exist", "error": "invalid_request"},
		},
		"wrong client": {
			zoomsim.Options{WrongClientStatus: 401},
			wrongClient, 401,
			object{"reason": "Invalid client_id or client_secret", "error": "invalid_client"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, err := zoomsim.New(tc.o)
			if err != nil {
				t.Fatal(err)
			}
			c := &client{t: t, sim: sim}
			a := c.serve(tokenRequest(sim, tc.change))
			if diff := cmp.Diff(tc.want, a.object(t)); diff != "" || a.status != tc.status {
				t.Errorf("status %d, want %d; answer (-want +got):\n%s", a.status, tc.status, diff)
			}
		})
	}
}

func TestSpecErrorStatus(t *testing.T) {
	t.Parallel()
	clock := newClock()
	c := newClient(t, zoomsim.Options{SpecErrorStatus: true, Clock: clock.Now})
	c.do(http.MethodGet, "/nothing", "").refusal(t, http.StatusBadRequest, 2300, "This API endpoint is not recognized.")
	clock.advance(time.Hour)
	c.do(http.MethodGet, "/users", "").refusal(t, http.StatusBadRequest, 124, "Access token is expired.")
	c.token = "wrong"
	c.do(http.MethodGet, "/users", "").refusal(t, http.StatusBadRequest, 124, "Invalid access token.")
}

func TestScopeErrorCode(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{ScopeErrorCode: 4700, Scopes: []string{"group:read:admin"}})
	c.do(http.MethodGet, "/users", "").refusal(t, http.StatusBadRequest, 4700, "Invalid access token, does not contain user:read:admin scope.")
}
