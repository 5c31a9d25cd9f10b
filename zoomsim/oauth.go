package zoomsim

import (
	"crypto/subtle"
	"net/http"
	"strings"
	"time"
)

// tokenPath is the path of the token endpoint, on the same host as the API.
const tokenPath = "/oauth/token"

// tokenAnswer is the answer to a good token request.
type tokenAnswer struct {
	AccessToken string `json:"access_token"`
	TokenType   string `json:"token_type"`
	ExpiresIn   int64  `json:"expires_in"`
	Scope       string `json:"scope"`
	APIURL      string `json:"api_url"`
}

// tokenRefusal is the error form of the token endpoint, which differs from
// that of the API.
type tokenRefusal struct {
	Reason string `json:"reason"`
	Error  string `json:"error"`
}

// grantAccountCredentials is the grant of Server-to-Server OAuth.
const grantAccountCredentials = "account_credentials"

// serveToken answers POST /oauth/token. Parameters are taken from a form body
// or from the query; Zoom reports wrong credentials with 400, not 401.
func (s *Sim) serveToken(c *call) (reply, *refusal) {
	id, secret, ok := c.r.BasicAuth()
	want := s.opts.Credentials
	// Both comparisons always run, so that time tells nothing.
	good := subtle.ConstantTimeCompare([]byte(id), []byte(want.ClientID)) & subtle.ConstantTimeCompare([]byte(secret), []byte(want.ClientSecret))
	if !ok || good != 1 {
		return s.refuseClient()
	}
	if s.opts.AppDisabled {
		return refuseToken("The app has been disabled by the developer", "invalid_client")
	}
	c.r.Body = http.MaxBytesReader(c.w, c.r.Body, maxBody)
	if err := c.r.ParseForm(); err != nil {
		// Zoom gives its one general reason for whatever cannot be read.
		return refuseToken("Bad Request", "invalid_request")
	}
	if c.r.Form.Get("grant_type") != grantAccountCredentials {
		return refuseToken("unsupported grant type", "unsupported_grant_type")
	}
	if c.r.Form.Get("account_id") != want.AccountID {
		return refuseToken(s.opts.WrongAccountReason, "invalid_request")
	}
	token, err := s.tokens.issue(s.now())
	if err != nil {
		return reply{}, internalError(err)
	}
	scopes := s.opts.Scopes
	if scopes == nil {
		scopes = s.routes.accountScopes()
	}
	return reply{http.StatusOK, tokenAnswer{
		AccessToken: token,
		TokenType:   "bearer",
		ExpiresIn:   int64(s.opts.TokenLifetime / time.Second),
		Scope:       strings.Join(scopes, " "),
		APIURL:      origin(c.r),
	}}, nil
}

func refuseToken(reason, code string) (reply, *refusal) {
	return reply{http.StatusBadRequest, tokenRefusal{reason, code}}, nil
}
