package zoomapi

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Headers of Zoom's throttling answers and values of the type header.
const (
	headerLimitType  = "X-RateLimit-Type"
	limitTypeQPS     = "QPS"
	limitTypeDaily   = "Daily-limit"
	headerRetryAfter = "Retry-After"
)

// parseRetryAfter reads the value of a Retry-After header: seconds, an HTTP date
// or, which is what Zoom sends, an ISO 8601 date-time. It returns 0 for a missing
// or unreadable value and for a time that has passed.
func parseRetryAfter(value string, now time.Time) time.Duration {
	value = strings.TrimSpace(value)
	if seconds, err := strconv.ParseInt(value, 10, 32); err == nil {
		return max(0, time.Duration(seconds)*time.Second)
	}
	for _, layout := range []string{time.RFC3339, http.TimeFormat, time.RFC850, time.ANSIC} {
		if at, err := time.Parse(layout, value); err == nil {
			return max(0, at.Sub(now))
		}
	}
	return 0
}

// throttling tells from a 429 or 503 answer how long to wait and whether a daily
// quota is used up. Zoom has been seen to leave all its headers out, so the text
// counts too.
func throttling(header http.Header, message string, now time.Time) (wait time.Duration, daily bool) {
	wait = parseRetryAfter(header.Get(headerRetryAfter), now)
	kind := header.Get(headerLimitType)
	daily = strings.EqualFold(kind, limitTypeDaily) ||
		strings.Contains(strings.ToLower(message), "daily rate limit")
	switch {
	case wait > 0:
	case daily:
		// Daily quotas start anew at midnight UTC.
		wait = now.UTC().Truncate(24 * time.Hour).Add(24 * time.Hour).Sub(now)
	case strings.EqualFold(kind, limitTypeQPS):
		wait = throttleWait
	}
	return wait, daily
}
