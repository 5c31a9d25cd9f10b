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
	headerLimit      = "X-RateLimit-Limit"
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
	for _, layouts := range [][]string{timeLayouts[:], {http.TimeFormat, time.RFC850, time.ANSIC}} {
		for _, layout := range layouts {
			if at, err := time.Parse(layout, value); err == nil {
				return max(0, at.Sub(now))
			}
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

// rateLimit reads the quota that a 429 answer names, 0 for none.
func rateLimit(header http.Header) int {
	limit, err := strconv.ParseInt(header.Get(headerLimit), 10, 32)
	if err != nil {
		return 0
	}
	return int(max(0, limit))
}

// accountWide reports whether a 429 says anything about the quotas of the
// account. Some limits concern one user, or one operation only: concurrent
// requests for one user, changes of one user's address or password, meetings of
// one user, and changes of many users' features.
func accountWide(refusal *Error) bool {
	switch refusal.Route {
	case "/users/{userId}/email", "/users/{userId}/password":
		return !refusal.DailyLimit
	case "/users/features":
		return false
	}
	text := strings.ToLower(refusal.Message)
	return !strings.Contains(text, "concurrent requests") && !strings.Contains(text, "particular user")
}
