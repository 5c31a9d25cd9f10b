package zoomsim

import "encoding/base64"

// objectID is the id of a user or a group. Zoom shows it as 22 characters of
// URL-safe base64, so that it may hold and start with "-" and "_".
type objectID [16]byte

// idText is the length of an id as text.
const idText = 22

func (id objectID) String() string { return base64.RawURLEncoding.EncodeToString(id[:]) }

// parseID reads an id; false when text cannot be one. It is strict about the
// unused bits of the last character, so that ids are case-sensitive and have
// one spelling.
func parseID(text string) (objectID, bool) {
	var id objectID
	if len(text) != idText {
		return id, false
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(raw) != len(id) {
		return id, false
	}
	return objectID(raw), true
}
