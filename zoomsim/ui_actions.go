package zoomsim

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// maxAdvance is the farthest that one click moves the clock.
const maxAdvance = 366 * 24 * time.Hour

func (u *ui) handleActions() {
	post := func(name string, do func(form url.Values) error) {
		u.mux.HandleFunc("POST "+uiPrefix+"do/"+name, func(w http.ResponseWriter, r *http.Request) {
			u.act(w, r, name, do)
		})
	}
	post("accept", func(form url.Values) error { return u.sim.ActivateUser(form.Get("user")) })
	post("reset", func(url.Values) error { u.sim.ResetRecord(); return nil })
	post("revoke", func(url.Values) error { u.sim.RevokeTokens(); return nil })
	post("rebuild", func(url.Values) error { u.sim.ResetTenant(); return nil })
	post("fault", u.injectFault)
	post("heal", func(url.Values) error { u.sim.ClearFaults(); return nil })
	post("advance", func(form url.Values) error {
		by, err := time.ParseDuration(form.Get("by"))
		if err != nil || by <= 0 || by > maxAdvance {
			return errors.New("the clock moves ahead by a duration such as 90s, 15m or 24h, at most a year at once")
		}
		return u.sim.Clock().Advance(by)
	})
}

// act does what a button asks for and sends the browser back to its page, so
// that reloading does not do it again.
func (u *ui) act(w http.ResponseWriter, r *http.Request, name string, do func(form url.Values) error) {
	// The guard has read the form, and refused what it could not read.
	if err := do(r.PostForm); err != nil {
		u.message(w, r, http.StatusConflict, err.Error())
		return
	}
	back, err := url.Parse(r.PostForm.Get("back"))
	if err != nil || back.IsAbs() || back.Host != "" || !strings.HasPrefix(back.Path, uiPrefix) {
		back = &url.URL{Path: uiPrefix}
	}
	query := back.Query()
	query.Set("note", name)
	back.RawQuery = query.Encode()
	http.Redirect(w, r, back.RequestURI(), http.StatusSeeOther) //nolint:gosec // The path begins with that of the page, and there is no host.
}

// uiNote is the sentence for what a button did.
func uiNote(name string) string {
	switch name {
	case "accept":
		return "The invitation is accepted; the user is active."
	case "reset":
		return "The request log and the counters are empty."
	case "revoke":
		return "All access tokens issued so far are invalid."
	case "rebuild":
		return "The tenant is as it was at the start."
	case "fault":
		return "The fault is in force."
	case "heal":
		return "No faults are in force any more."
	case "advance":
		return "The clock has moved ahead."
	default:
		return ""
	}
}
