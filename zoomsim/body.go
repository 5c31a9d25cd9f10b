package zoomsim

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
)

// maxBody is the largest request body, in bytes.
const maxBody = 1 << 20

// readBody reads a JSON object into target, a pointer to a struct whose fields
// are pointers, so that absent and null fields stay nil. Unknown fields are
// ignored, as Zoom does. A field of a wrong JSON type is a validation failure.
func readBody(r *http.Request, target any) *refusal {
	notObject := badRequest(codeValidation, messageBadJSON)
	text, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil || len(text) > maxBody {
		return notObject
	}
	if text = bytes.TrimSpace(text); len(text) == 0 || text[0] != '{' {
		return notObject
	}
	err = json.Unmarshal(text, target)
	if err == nil {
		return nil
	}
	if wrong := (&json.UnmarshalTypeError{}); errors.As(err, &wrong) {
		return invalidField(strings.TrimPrefix(wrong.Field, "."))
	}
	return notObject
}
