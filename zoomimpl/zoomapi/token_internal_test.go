package zoomapi

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

// endpoint is a token endpoint that counts its tokens.
type endpoint struct{ issued int }

func (e *endpoint) RoundTrip(r *http.Request) (*http.Response, error) {
	e.issued++
	return &http.Response{
		StatusCode: http.StatusOK, Request: r, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(`{"access_token":"t","expires_in":3600}`)),
	}, nil
}

// A caller who found no token may get to renewing only after another's fetch has
// ended. It must not fetch again.
func TestLateRenewalUsesTheNewToken(t *testing.T) {
	t.Parallel()
	e := &endpoint{}
	sources := &TokenSources{HTTPClient: &http.Client{Transport: e}}
	source := sources.Get(Credentials{AccountID: "a"})
	for range 2 {
		if token, err := source.renew(t.Context()); err != nil || token.Reveal() != "t" {
			t.Errorf("got %q, %v", token.Reveal(), err)
		}
	}
	if e.issued != 1 {
		t.Errorf("%d tokens were fetched, want 1", e.issued)
	}
}
