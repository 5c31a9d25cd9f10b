package zoomsim

import (
	"crypto/rand"
	"crypto/subtle"
	"net/http"
	"strings"
)

// uiPrefix is the path of the web page.
const uiPrefix = "/ui/"

// contentPolicy lets the page use what this server serves, and nothing inline.
const contentPolicy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// uiSession is what lets a browser in. The control token opens the page once;
// from then on the browser shows a cookie, so that the token stays out of the
// address bar, the history and the pages.
type uiSession struct {
	token  string // the control token
	cookie string // its name: browsers share cookies between ports, so it differs by server
	key    string // its value
	csrf   string // what every form must carry
}

func newUISession(token string) uiSession {
	return uiSession{token: token, cookie: "zoomsim_" + strings.ToLower(rand.Text()[:8]), key: rand.Text(), csrf: rand.Text()}
}

// admit tells whether a request may go on; it has answered the others.
func (u *uiSession) admit(w http.ResponseWriter, r *http.Request) bool {
	setPageHeaders(w.Header())
	if !sameLoopback(r) || r.Header.Get("Sec-Fetch-Site") == "cross-site" && r.Method != http.MethodGet {
		http.Error(w, "host or origin is not this loopback server", http.StatusForbidden)
		return false
	}
	if token := r.URL.Query().Get("token"); token != "" && r.Method == http.MethodGet {
		u.open(w, r, token)
		return false
	}
	cookie, err := r.Cookie(u.cookie)
	if err != nil || !equalSecret(cookie.Value, u.key) {
		http.Error(w, "Open this page by its URL with the control token: …"+uiPrefix+"?token=…", http.StatusUnauthorized)
		return false
	}
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return true
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if !equalSecret(r.PostFormValue("csrf"), u.csrf) {
		http.Error(w, "the form is not from this page, or too large", http.StatusForbidden)
		return false
	}
	return true
}

// open trades the control token for the cookie.
func (u *uiSession) open(w http.ResponseWriter, r *http.Request, token string) {
	if !equalSecret(token, u.token) {
		http.Error(w, "the control token is wrong", http.StatusUnauthorized)
		return
	}
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // Without TLS a secure cookie would not come back; the server is on loopback.
		Name: u.cookie, Value: u.key, Path: uiPrefix,
		HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: r.TLS != nil,
	})
	query := r.URL.Query()
	query.Del("token")
	http.Redirect(w, r, pageURL(r.URL.Path, query), http.StatusSeeOther) //nolint:gosec // The path begins with that of the page.
}

func equalSecret(got, want string) bool {
	return subtle.ConstantTimeCompare([]byte(got), []byte(want)) == 1
}

func setPageHeaders(header http.Header) {
	header.Set("Content-Security-Policy", contentPolicy)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("X-Frame-Options", "DENY")
	// With no-referrer, browsers would send the forms with the origin "null".
	header.Set("Referrer-Policy", "same-origin")
	header.Set("Cross-Origin-Opener-Policy", "same-origin")
	header.Set("Cross-Origin-Resource-Policy", "same-origin")
	header.Set("Cache-Control", "no-store")
}
