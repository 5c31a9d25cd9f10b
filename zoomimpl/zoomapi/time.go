package zoomapi

import (
	"context"
	"encoding/json"
	"log/slog"
	"time"
)

// timeLayouts are the forms a Zoom date-time is accepted in; fractions of a
// second go with each. The first is the documented one. The others cover offsets
// without colon, and answers without a zone or a time of day, which mean UTC and
// midnight.
var timeLayouts = [...]string{
	time.RFC3339, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05Z07", "2006-01-02T15:04:05",
	"2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05Z0700", "2006-01-02 15:04:05", time.DateOnly,
}

// Time is a date-time of a Zoom answer, in UTC. Zoom leaves a date-time out or
// sends an empty string when there is none (a user who never logged in); both
// read as the zero Time.
type Time struct {
	time.Time
	// Unreadable is set when Zoom sent something that is no date-time. The time is
	// unknown then, and zero: one odd value must not cost the whole answer. A
	// number is unreadable, too, since nothing says in what it counts.
	Unreadable bool
}

// UnmarshalJSON reads an ISO 8601 date-time, an empty string or null. It never
// fails.
func (t *Time) UnmarshalJSON(data []byte) error {
	var text *string
	if json.Unmarshal(data, &text) != nil {
		*t = Time{Unreadable: true}
		return nil //nolint:nilerr // Unreadable says it.
	}
	*t = Time{}
	if text == nil || *text == "" {
		return nil
	}
	for _, layout := range timeLayouts {
		if parsed, err := time.Parse(layout, *text); err == nil {
			t.Time = parsed.UTC()
			return nil
		}
	}
	t.Unreadable = true
	return nil
}

// noteTimes logs how many dates of users could not be read. What they say is not
// logged.
func (c *Client) noteTimes(ctx context.Context, route string, users []*User) {
	odd := 0
	for _, u := range users {
		for _, t := range []Time{u.UserCreatedAt, u.CreatedAt, u.LastLoginTime} {
			if t.Unreadable {
				odd++
			}
		}
	}
	if odd > 0 {
		c.log.LogAttrs(ctx, slog.LevelDebug, "zoom dates that cannot be read are taken as unknown",
			slog.String("route", route), slog.Int("dates", odd))
	}
}
