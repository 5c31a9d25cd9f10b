package zoomsim

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"net/url"
	"sort"
	"strconv"
	"time"
)

// pageTokenLife is how long a next_page_token can be used.
const pageTokenLife = 15 * time.Minute

// A page token is 26 bytes, 35 characters of base64 as Zoom's: the creation
// number to go on after (6), the second of expiry (6), and a MAC over both and
// the query (14). Going on after an object, not at an offset, keeps a
// traversal free of gaps and repeats while objects come and go.
const (
	pageTokenRaw   = 26
	pageTokenPlain = 12
)

// pageSigner makes and reads page tokens; it holds no state.
type pageSigner struct{ key []byte }

func (p pageSigner) mac(plain []byte, query string) []byte {
	mac := hmac.New(sha256.New, p.key)
	// hash.Hash documents that Write never fails.
	_, _ = mac.Write(plain)
	_, _ = mac.Write([]byte(query))
	return mac.Sum(nil)[:pageTokenRaw-pageTokenPlain]
}

func (p pageSigner) token(after uint64, query string, now time.Time) string {
	plain := make([]byte, 16)
	binary.BigEndian.PutUint64(plain[:8], after<<16)
	binary.BigEndian.PutUint64(plain[6:14], uint64(now.Add(pageTokenLife).Unix())<<16) //nolint:gosec // A time after 1970.
	plain = plain[:pageTokenPlain]
	return base64.RawURLEncoding.EncodeToString(append(plain, p.mac(plain, query)...))
}

// after reads a token; false when it is not for this query or has expired.
func (p pageSigner) after(token, query string, now time.Time) (uint64, bool) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(raw) != pageTokenRaw {
		return 0, false
	}
	plain := raw[:pageTokenPlain]
	if !hmac.Equal(raw[pageTokenPlain:], p.mac(plain, query)) {
		return 0, false
	}
	var wide [8]byte
	copy(wide[2:], plain[6:])
	expires := time.Unix(int64(binary.BigEndian.Uint64(wide[:])), 0) //nolint:gosec // 48 bits.
	copy(wide[2:], plain[:6])
	return binary.BigEndian.Uint64(wide[:]), now.Before(expires)
}

// pageRequest is what a list call asks for.
type pageRequest struct {
	size   int
	after  uint64 // creation number to go on after
	number int    // deprecated page_number, 0 when tokens are used
	first  bool   // no token was sent
	query  string // what a token is bound to
}

// pageRequest reads the paging parameters. Like Zoom it is lenient: a size
// that is no positive number is the default, one above the limit is the limit.
// bound names everything besides the size that a token must not change.
func (s *Sim) pageRequest(q url.Values, fallback, limit int, bound string) (pageRequest, *refusal) {
	p := pageRequest{size: fallback, first: true}
	if n, err := strconv.Atoi(q.Get("page_size")); err == nil && n > 0 {
		p.size = min(n, limit)
	} else if isHuge(q.Get("page_size"), err) {
		p.size = limit
	}
	p.query = strconv.Itoa(p.size) + "\n" + bound
	if token := q.Get("next_page_token"); token != "" {
		after, ok := s.pages.after(token, p.query, s.now())
		if !ok {
			return p, badRequest(codeValidation, messageBadPageToken)
		}
		p.after, p.first = after, false
		return p, nil
	}
	if q.Has("page_number") {
		p.number = 1
		if n, err := strconv.Atoi(q.Get("page_number")); err == nil && n > 0 {
			p.number = n
		}
	}
	return p, nil
}

// cut gives the half-open range of the page in a list of n objects in creation
// order, and whether more follow.
func (p pageRequest) cut(n int, seq func(int) uint64) (from, to int, more bool) {
	switch {
	case p.number > 0:
		// Dividing keeps a huge page number from overflowing.
		from = n
		if p.number-1 <= n/p.size {
			from = min((p.number-1)*p.size, n)
		}
	case p.after > 0:
		from = sort.Search(n, func(i int) bool { return seq(i) > p.after })
	}
	to = min(from+p.size, n)
	return from, to, to < n
}

// pageInfo is the part that the list answers have in common.
type pageInfo struct {
	NextPageToken *string `json:"next_page_token,omitempty"`
	PageCount     *int    `json:"page_count,omitempty"`
	PageNumber    int     `json:"page_number"`
	PageSize      int     `json:"page_size"`
	TotalRecords  int     `json:"total_records"`
}

// info describes a page. countAlways shows page_count on every page; GET /users
// was observed to show it on the first one only. With page_number there is no
// token, as observed in 2020.
func (s *Sim) info(p pageRequest, total int, more bool, last uint64, countAlways bool) pageInfo {
	info := pageInfo{PageNumber: max(p.number, 1), PageSize: p.size, TotalRecords: total}
	if p.first || countAlways {
		count := (total + p.size - 1) / p.size
		info.PageCount = &count
	}
	if p.number == 0 {
		token := s.nextToken(p, more, last)
		info.NextPageToken = &token
	}
	return info
}

// nextToken is the token of the page after the one that ends with last, or "".
func (s *Sim) nextToken(p pageRequest, more bool, last uint64) string {
	if !more {
		return ""
	}
	return s.pages.token(last, p.query, s.now())
}

// isHuge tells a number beyond int from text that is no number.
func isHuge(text string, err error) bool {
	numError := &strconv.NumError{}
	return errors.As(err, &numError) && errors.Is(numError.Err, strconv.ErrRange) && text[0] != '-'
}
