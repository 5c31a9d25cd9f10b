package zoomimpl

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
)

const (
	cookieVersion = 1
	// maxCookie bounds a cookie, in bytes; Zoom's page tokens are far shorter.
	maxCookie = 8192
)

// position is where a search goes on. A cookie made of it is good for reading
// each row at least once: rows that were there are never passed over.
type position struct {
	// Way is the way of finding users that the position belongs to.
	Way string `json:"w,omitempty"`
	// Stream is the index of the list that is being read.
	Stream int `json:"s,omitempty"`
	// Token is Zoom's token of the page that is being read.
	Token string `json:"t,omitempty"`
	// Key is the row to go on with; empty means the first of the page.
	Key string `json:"k,omitempty"`
}

type cookie struct {
	Version int    `json:"v"`
	Query   string `json:"q"`
	position
}

// encodeCookie makes the cookie of a position; it holds no secret.
func (c *connection) encodeCookie(q *shared.Query, at position) (string, error) {
	text, err := json.Marshal(cookie{Version: cookieVersion, Query: c.queryHash(q), position: at})
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(text), nil
}

// decodeCookie returns the position of a cookie that was made for the query and
// the account, else ErrInvalidRequest.
func (c *connection) decodeCookie(q *shared.Query) (position, error) {
	if q.Cookie == "" {
		return position{}, nil
	}
	var got cookie
	text, err := base64.RawURLEncoding.DecodeString(q.Cookie)
	if err == nil {
		err = json.Unmarshal(text, &got)
	}
	switch {
	case err != nil || len(q.Cookie) > maxCookie || got.Version != cookieVersion || got.Stream < 0:
		return position{}, badCookie(q, "is not one of this connector")
	case got.Query != c.queryHash(q):
		return position{}, badCookie(q, "belongs to another query or account: class, filter, attributes and page size must stay the same")
	default:
		return got.position, nil
	}
}

func badCookie(q *shared.Query, message string) error {
	return &shared.Error{Kind: shared.ErrInvalidRequest, Class: q.Class, Faults: []shared.Fault{{Field: "cookie", Message: message}}}
}

// queryHash binds a cookie to a query and an account. Each part is preceded by
// its length, so that no two queries run into the same text.
func (c *connection) queryHash(q *shared.Query) string {
	parts := []string{c.cfg.serviceURL, c.cfg.accountID, c.cfg.pendingUID, strconv.Itoa(c.cfg.batchSize), q.Class, strconv.Itoa(q.PageSize)}
	if q.Filter != nil {
		parts = append(parts, q.Filter.String())
	} else {
		parts = append(parts, "")
	}
	parts = append(parts, q.Attributes...)
	var b strings.Builder
	for _, p := range parts {
		b.WriteString(strconv.Itoa(len(p)))
		b.WriteByte(':')
		b.WriteString(p)
	}
	sum := sha256.Sum256([]byte(b.String()))
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}
