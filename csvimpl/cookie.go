package csvimpl

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/igaplugin/igaplugin/shared"
)

// cookieVersion changes when the form of cookies does.
const cookieVersion = 1

// position is a row of a file.
type position struct {
	UID    string `json:"u"`
	Offset int64  `json:"o"`
	Line   int    `json:"l"`
}

// cookie is where the next page goes on. The connector remembers nothing of it.
type cookie struct {
	Version int `json:"v"`
	// Query binds it to the query and the file.
	Query string `json:"q"`
	// Size and Modified are those of the file that Position is about.
	Size     int64 `json:"s"`
	Modified int64 `json:"m"`
	position
}

// cookie returns the cookie of a page that ends with a row.
func (s *search) cookie(last position) string {
	raw, err := json.Marshal(cookie{
		Version: cookieVersion, Query: s.fingerprint(), Size: s.src.stamp.info.Size(), Modified: s.src.stamp.info.ModTime().UnixNano(), position: last,
	})
	if err != nil {
		return "" // strings and numbers always marshal
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}

// fingerprint tells queries and files apart.
func (s *search) fingerprint() string {
	text := ""
	if s.query.Filter != nil {
		text = s.query.Filter.String()
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %q %q", s.src.table.path, s.query.Class, text, s.query.Attributes))
	return hex.EncodeToString(sum[:8])
}

// resume goes to the row behind the one that the cookie names: at once when the
// file is the same, else by looking for the uid.
func (s *search) resume() error {
	raw, err := base64.RawURLEncoding.DecodeString(s.query.Cookie)
	var c cookie
	if err != nil || json.Unmarshal(raw, &c) != nil || c.Version != cookieVersion {
		return shared.NewError(shared.ErrInvalidRequest, "the cookie is not one of this connector; search again without it")
	}
	if c.Query != s.fingerprint() {
		return shared.NewError(shared.ErrInvalidRequest, "the cookie belongs to another query or file; search again without it")
	}
	info := s.src.stamp.info
	if c.Size == info.Size() && c.Modified == info.ModTime().UnixNano() && c.Offset >= s.src.body && c.Offset < c.Size && c.Line > 1 {
		if err := s.src.seek(c.Offset, c.Line); err != nil {
			return s.src.table.ioFault("reading", err)
		}
		if r, err := s.src.next(); err == nil && s.src.is(r, &shared.GetRequest{UID: c.UID}) {
			return nil
		}
	}
	return s.skipTo(c.UID)
}

// skipTo goes to the row behind the one with a uid.
func (s *search) skipTo(uid string) error {
	if err := s.src.rewind(); err != nil {
		return s.src.table.ioFault("reading", err)
	}
	for n := 0; ; n++ {
		if n%checkEvery == 0 && s.ctx.Err() != nil {
			return s.ctx.Err()
		}
		r, err := s.src.next()
		if errors.Is(err, io.EOF) {
			return shared.NewError(shared.ErrCursorExpired, "the row after which the search continues has gone; search again")
		}
		if err != nil {
			return err
		}
		if s.src.is(r, &shared.GetRequest{UID: uid}) {
			return nil
		}
	}
}
