package zoomsim

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

const (
	defaultZAKLife  = 7200
	apiUserZAKLife  = 90 * secondsPerDay
	maxZAKLife      = 365 * secondsPerDay
	messageOldToken = "Token is no longer supported. Please use ZAK token instead."
)

type userTokenView struct {
	Token string `json:"token"`
}

// userToken answers GET /users/{userId}/token. The simulated account is not on
// the list of those that may still have the deprecated kind, which is the
// default; as documented the answer to that is a sentence with HTTP status 200.
func (s *Sim) userToken(c *call) (reply, *refusal) {
	q := c.r.URL.Query()
	kind := q.Get("type")
	switch kind {
	case "", "token", "zak", "onbehalf":
	default:
		return reply{}, invalidField("type")
	}
	ttl, given := 0, q.Get("ttl") != ""
	if given {
		var err error
		if ttl, err = strconv.Atoi(q.Get("ttl")); err != nil || ttl <= 0 || ttl > maxZAKLife {
			return reply{}, invalidField("ttl")
		}
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	u, refused := s.wanted(c.params[0])
	if refused != nil {
		return reply{}, refused
	}
	switch u.status {
	case pending:
		return reply{}, refusePending("get the token")
	case inactive:
		return reply{}, refuseInactive("get the token of")
	default:
	}
	if kind == "" || kind == "token" {
		return reply{http.StatusOK, userTokenView{messageOldToken}}, nil
	}
	if !given {
		ttl = defaultZAKLife
		if u.logins == loginAPI {
			ttl = apiUserZAKLife
		}
	}
	return reply{http.StatusOK, userTokenView{s.meetingToken(u, kind, ttl)}}, nil
}

// meetingToken makes a token that looks like Zoom's; nothing accepts it.
func (s *Sim) meetingToken(u *user, kind string, ttl int) string {
	claims := fmt.Sprintf(`{"iss":"web","clt":0,"uid":%q,"stk":%q,"exp":%d}`, u.id, kind, s.now().Add(time.Duration(ttl)*time.Second).Unix())
	encode := base64.RawURLEncoding.EncodeToString
	text := encode([]byte(tokenHeader)) + "." + encode([]byte(claims))
	mac := hmac.New(sha256.New, derive(s.opts.Seed, "meeting token"))
	// hash.Hash documents that Write never fails.
	_, _ = mac.Write([]byte(text))
	return text + "." + encode(mac.Sum(nil))
}
