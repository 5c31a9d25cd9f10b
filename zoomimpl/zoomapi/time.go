package zoomapi

import (
	"encoding/json"
	"errors"
	"time"
)

// timeLayouts are the forms a Zoom date-time is accepted in. The first is the
// documented one; the others cover answers without a zone, which mean UTC.
var timeLayouts = [...]string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05"}

var errNotTime = errors.New("not an ISO 8601 date-time")

// Time is a date-time of a Zoom answer, in UTC. Zoom leaves a date-time out or
// sends an empty string when there is none (a user who never logged in); both
// read as the zero Time.
type Time struct {
	time.Time
}

// UnmarshalJSON reads an ISO 8601 date-time, an empty string or null.
func (t *Time) UnmarshalJSON(data []byte) error {
	var text *string
	if err := json.Unmarshal(data, &text); err != nil {
		return err
	}
	if text == nil || *text == "" {
		t.Time = time.Time{}
		return nil
	}
	for _, layout := range timeLayouts {
		if parsed, err := time.Parse(layout, *text); err == nil {
			t.Time = parsed.UTC()
			return nil
		}
	}
	return errNotTime
}
