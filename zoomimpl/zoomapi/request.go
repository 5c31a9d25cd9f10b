package zoomapi

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxSegment bounds an identifier in a path, in bytes. Zoom's own ids have 22
// characters and e-mail addresses at most 128.
const maxSegment = 512

// request describes one logical call.
type request struct {
	method string
	// route is the template, such as "/users/{userId}"; ids fill its placeholders
	// from left to right.
	route string
	ids   []string
	query url.Values
	// body is sent as JSON; nil sends no body.
	body any
	// errorInOK is set for reads known to report an error with HTTP 200. Every
	// write is looked at: a refusal must not pass for a success.
	errorInOK bool
	// secrets are values of the body that must not show up in an error text.
	secrets []string
}

// encoded is a request in the form in which it is sent, possibly several times.
type encoded struct {
	request
	// target is path and query, below the service address.
	target  string
	payload []byte
}

func (r request) encode() (*encoded, error) {
	path, err := r.path()
	if err != nil {
		return nil, fmt.Errorf("zoom: %s %s: %w", r.method, r.route, err)
	}
	out := &encoded{request: r, target: path}
	if len(r.query) > 0 {
		out.target += "?" + r.query.Encode()
	}
	if r.body != nil {
		if out.payload, err = json.Marshal(r.body); err != nil {
			return nil, fmt.Errorf("zoom: %s %s: encoding the request: %w", r.method, r.route, err)
		}
	}
	return out, nil
}

// path fills the placeholders of the route with the escaped identifiers.
func (r request) path() (string, error) {
	segments := strings.Split(r.route, "/")
	next := 0
	for i, segment := range segments {
		if !strings.HasPrefix(segment, "{") {
			continue
		}
		name := strings.Trim(segment, "{}")
		if next >= len(r.ids) {
			return "", fmt.Errorf("%w: %s is missing", ErrInvalidID, name)
		}
		if err := checkSegment(name, r.ids[next]); err != nil {
			return "", err
		}
		segments[i] = url.PathEscape(r.ids[next])
		next++
	}
	return strings.Join(segments, "/"), nil
}

// ValidID reports whether an identifier can stand in the path of a request. What
// it refuses names nothing at Zoom; calls with it fail with ErrInvalidID.
func ValidID(id string) bool { return checkSegment("", id) == nil }

// checkSegment refuses identifiers that would address something else than the
// object they are meant to name. The identifier itself is not quoted: it may be
// an e-mail address, or long.
func checkSegment(name, id string) error {
	var problem string
	switch {
	case id == "":
		problem = "is empty"
	case id == "." || id == "..":
		problem = "is a relative path step"
	case len(id) > maxSegment:
		problem = fmt.Sprintf("is longer than %d bytes", maxSegment)
	case !utf8.ValidString(id):
		problem = "is not valid UTF-8"
	case strings.ContainsFunc(id, unicode.IsControl):
		problem = "has control characters"
	case (name == "userId" || name == "memberId") && isUserEndpoint(id):
		problem = "is a word that names another endpoint"
	default:
		return nil
	}
	return fmt.Errorf("%w: %s %s", ErrInvalidID, name, problem)
}

// isUserEndpoint reports whether /users/{word} is an endpoint of its own in
// Zoom's specification. "me" names the owner of the application: as a user id it
// would change or delete the very account the client works with.
func isUserEndpoint(word string) bool {
	switch strings.ToLower(word) {
	case "me", "email", "features", "summary", "vanity_name":
		return true
	default:
		return false
	}
}
