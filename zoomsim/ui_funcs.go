package zoomsim

import (
	"html/template"
	"net/http"
	"strconv"
	"time"
)

// uiFuncs are what the templates need besides the data.
func uiFuncs() template.FuncMap {
	return template.FuncMap{
		"number": func(n any) string {
			switch n := n.(type) {
			case int:
				return grouped(int64(n))
			case int64:
				return grouped(n)
			default:
				return "?"
			}
		},
		"moment":  func(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05") + " UTC" },
		"clock":   func(t time.Time) string { return t.UTC().Format("15:04:05.000") },
		"latency": func(d time.Duration) string { return strconv.FormatFloat(d.Seconds()*1000, 'f', 2, 64) + " ms" },
		"outcome": outcome,
		"name":    requestName,
	}
}

// grouped writes a number with thin gaps between its thousands.
func grouped(n int64) string {
	text := strconv.FormatInt(n, 10)
	for at := len(text) - 3; at > 0 && text[at-1] != '-'; at -= 3 {
		text = text[:at] + "\u202f" + text[at:]
	}
	return text
}

// outcome is the class of a status in the log.
func outcome(status int) string {
	switch {
	case status == 0:
		return "none"
	case status == http.StatusTooManyRequests:
		return "throttled"
	case status >= http.StatusInternalServerError:
		return "failed"
	case status >= http.StatusBadRequest:
		return "refused"
	default:
		return "fine"
	}
}
