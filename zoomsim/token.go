package zoomsim

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strings"
	"sync/atomic"
	"time"
)

// tokenIssuer makes and checks access tokens. They are signed and carry their
// end, so that nothing is stored and an expired one can be told from a wrong
// one however old it is.
type tokenIssuer struct {
	key      []byte
	account  string
	lifetime time.Duration
	single   bool
	issued   atomic.Int64 // number of tokens so far
	oldest   atomic.Int64 // lower numbers are revoked
}

// tokenClaims is the payload; the names are those of Zoom's tokens.
type tokenClaims struct {
	Account string `json:"aud"`
	Number  int64  `json:"jti"`
	Expires int64  `json:"exp"`
}

// tokenHeader is the first part of every token, as in Zoom's.
const tokenHeader = `{"alg":"HS256","typ":"JWT"}`

// tokenState is what the API finds about a token.
type tokenState int

const (
	tokenInvalid tokenState = iota
	tokenExpired
	tokenValid
)

func newTokenIssuer(o Options) *tokenIssuer {
	return &tokenIssuer{
		key: derive(o.Seed, "access token"), account: o.Credentials.AccountID,
		lifetime: o.TokenLifetime, single: o.SingleToken,
	}
}

func (i *tokenIssuer) sign(text string) string {
	mac := hmac.New(sha256.New, i.key)
	// hash.Hash documents that Write never fails.
	_, _ = mac.Write([]byte(text))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// issue makes a token that is valid from now on.
func (i *tokenIssuer) issue(now time.Time) (string, error) {
	number := i.issued.Add(1)
	payload, err := json.Marshal(tokenClaims{i.account, number, now.Add(i.lifetime).Unix()})
	if err != nil {
		return "", err
	}
	if i.single {
		i.revokeBelow(number)
	}
	text := base64.RawURLEncoding.EncodeToString([]byte(tokenHeader)) + "." + base64.RawURLEncoding.EncodeToString(payload)
	return text + "." + i.sign(text), nil
}

func (i *tokenIssuer) revoke() { i.revokeBelow(i.issued.Load() + 1) }

func (i *tokenIssuer) revokeBelow(number int64) {
	for {
		have := i.oldest.Load()
		if have >= number || i.oldest.CompareAndSwap(have, number) {
			return
		}
	}
}

// check tells whether a token may be used now.
func (i *tokenIssuer) check(token string, now time.Time) tokenState {
	at := strings.LastIndexByte(token, '.')
	if at < 0 || !hmac.Equal([]byte(token[at+1:]), []byte(i.sign(token[:at]))) {
		return tokenInvalid
	}
	_, encoded, _ := strings.Cut(token[:at], ".")
	payload, err := base64.RawURLEncoding.DecodeString(encoded)
	if err != nil {
		return tokenInvalid
	}
	var claims tokenClaims
	if err := json.Unmarshal(payload, &claims); err != nil || claims.Account != i.account || claims.Number < i.oldest.Load() {
		return tokenInvalid
	}
	if now.Unix() >= claims.Expires {
		return tokenExpired
	}
	return tokenValid
}
