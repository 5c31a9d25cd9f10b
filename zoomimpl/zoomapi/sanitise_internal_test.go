package zoomapi

import (
	"encoding/json"
	"html"
	"net/url"
	"strconv"
	"strings"
	"testing"
)

// A server may repeat a secret in the very way in which it was sent, or as the
// framework writes text into its own answers.
func TestSafeTextHidesEveryForm(t *testing.T) {
	t.Parallel()
	const secret = `é "+/&<>'\word-Of%Ann`
	body, err := json.Marshal(secret)
	if err != nil {
		t.Fatal(err)
	}
	quoted := strconv.Quote(secret)
	tests := map[string]string{
		"as it is":                      secret,
		"JSON as this client sends it":  string(body[1 : len(body)-1]),
		"JSON without escapes for HTML": quoted[1 : len(quoted)-1],
		"JSON with escaped slashes":     strings.ReplaceAll(quoted[1:len(quoted)-1], "/", `\/`),
		"JSON in ASCII":                 strings.Trim(strconv.QuoteToASCII(secret), `"`),
		"HTML":                          html.EscapeString(secret),
		"query":                         url.QueryEscape(secret),
		"path":                          url.PathEscape(secret),
		"query with digits in lower case": strings.NewReplacer("%C3", "%c3", "%A9", "%a9", "%2B", "%2b", "%2F", "%2f", "%3C", "%3c", "%3E", "%3e", "%5C", "%5c").
			Replace(url.QueryEscape(secret)),
	}
	for name, form := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := safeText("told: "+form+".", maxMessage, secret); got != "told: ***." {
				t.Errorf("got %q of %q", got, form)
			}
		})
	}
}
