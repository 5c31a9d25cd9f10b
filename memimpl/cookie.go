package memimpl

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
)

// cookieVersion is the first field of a cookie.
const cookieVersion = "1"

// sequence returns the number in a uid, which grows in the order of creation.
func sequence(uid string) uint64 {
	n, _ := strconv.ParseUint(uid[strings.LastIndexByte(uid, '-')+1:], 10, 64)
	return n
}

// queryHash binds a cookie to its store and query.
func (s *store) queryHash(q *shared.Query) string {
	filter := ""
	if q.Filter != nil {
		filter = q.Filter.String()
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %q %q", s.id, q.Class, filter, q.Attributes))
	return hex.EncodeToString(sum[:8])
}

// writeCookie makes a cookie that continues after an object.
func (s *store) writeCookie(q *shared.Query, uid string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(cookieVersion + "." + s.queryHash(q) + "." + strconv.FormatUint(sequence(uid), 10)))
}

// readCookie returns the number of the object to continue after.
func (s *store) readCookie(q *shared.Query) (uint64, error) {
	raw, err := base64.RawURLEncoding.DecodeString(q.Cookie)
	parts := strings.Split(string(raw), ".")
	if err != nil || len(parts) != 3 || parts[0] != cookieVersion {
		return 0, shared.NewError(shared.ErrInvalidRequest, "the cookie is not one of this connector; search again without it")
	}
	if parts[1] != s.queryHash(q) {
		return 0, shared.NewError(shared.ErrInvalidRequest, "the cookie belongs to another query or connection; search again without it")
	}
	n, err := strconv.ParseUint(parts[2], 10, 64)
	if err != nil {
		return 0, shared.NewError(shared.ErrInvalidRequest, "the cookie is damaged; search again without it")
	}
	return n, nil
}
