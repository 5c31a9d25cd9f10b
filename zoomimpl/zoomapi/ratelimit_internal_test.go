package zoomapi

import (
	"net/http"
	"testing"
	"time"
)

func TestParseRetryAfter(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 5, 30, 23, 59, 0, 0, time.UTC)
	for name, tc := range map[string]struct {
		value string
		want  time.Duration
	}{
		"none":      {value: "", want: 0},
		"seconds":   {value: "7", want: 7 * time.Second},
		"blanks":    {value: " 7 ", want: 7 * time.Second},
		"negative":  {value: "-7", want: 0},
		"huge":      {value: "99999999999999999999", want: 0},
		"ISO":       {value: "2026-05-31T00:00:00Z", want: time.Minute},
		"ISO zone":  {value: "2026-05-31T02:00:00+02:00", want: time.Minute},
		"HTTP date": {value: "Sun, 31 May 2026 00:00:00 GMT", want: time.Minute},
		"RFC 850":   {value: "Sunday, 31-May-26 00:00:00 GMT", want: time.Minute},
		"asctime":   {value: "Sun May 31 00:00:00 2026", want: time.Minute},
		"past":      {value: "2020-05-31T00:00:00Z", want: 0},
		"nonsense":  {value: "soon", want: 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := parseRetryAfter(tc.value, now); got != tc.want {
				t.Errorf("parseRetryAfter(%q) = %s, want %s", tc.value, got, tc.want)
			}
		})
	}
}

func FuzzParseRetryAfter(f *testing.F) {
	for _, seed := range []string{"", "5", "-1", "2026-05-31T00:00:00Z", "Sun, 31 May 2026 00:00:00 GMT", "9223372036854775807"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		if got := parseRetryAfter(value, time.Now()); got < 0 {
			t.Errorf("parseRetryAfter(%q) = %s", value, got)
		}
	})
}

func FuzzRefusal(f *testing.F) {
	for _, seed := range []string{"", "{", `{"code":1}`, `{"code":"1","message":"a\u0000"}`, `{"errors":[{"field":null}]}`, "[1]", "<html>"} {
		f.Add([]byte(seed), 400)
	}
	f.Fuzz(func(t *testing.T, body []byte, status int) {
		a := &answer{status: status, header: http.Header{}, body: body}
		err := a.refusal(&encoded{}, []string{"token"})
		if err == nil && !a.success() {
			t.Error("no error for a failed answer")
		}
		if err == nil {
			return
		}
		for _, r := range err.Error() {
			if r < ' ' || r == 0x7f {
				t.Fatalf("control character in %q", err)
			}
		}
	})
}

func TestSafeText(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		text string
		want string
	}{
		"plain":         {text: "all is well", want: "all is well"},
		"secret":        {text: "x abcd y abcd", want: "x *** y ***"},
		"short secret":  {text: "a bc", want: "a bc"},
		"cut in a rune": {text: "123456789012345678é", want: "123456789012345678…"},
		"secret at cut": {text: "12345678901234567abcd", want: "12345678901234567**…"},
		"invalid UTF-8": {text: "a\xffb", want: "a b"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := safeText(tc.text, 19, "abcd", "bc", ""); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}
