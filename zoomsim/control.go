package zoomsim

import (
	"crypto/subtle"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
)

// controlPrefix is the path of the control side.
const controlPrefix = "/control/"

// control answers requests to the control side: what happened, and what people
// outside the API do. It changes state, so it wants its token, and it checks
// Host and Origin, so that no web page can reach it through a browser.
type control struct {
	sim   *Sim
	token string
}

// controlError is the error form of the control side.
type controlError struct {
	Error string `json:"error"`
}

// ServeHTTP answers one request.
func (c *control) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !sameLoopback(r) {
		writeControl(w, http.StatusForbidden, controlError{"host or origin is not this loopback server"})
		return
	}
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") || subtle.ConstantTimeCompare([]byte(token), []byte(c.token)) != 1 {
		w.Header().Set("WWW-Authenticate", "Bearer")
		writeControl(w, http.StatusUnauthorized, controlError{"the control token is missing or wrong"})
		return
	}
	c.serve(w, r)
}

func (c *control) serve(w http.ResponseWriter, r *http.Request) {
	segments := strings.Split(strings.TrimPrefix(r.URL.EscapedPath(), controlPrefix), "/")
	switch {
	case r.Method == http.MethodGet && len(segments) == 1 && segments[0] == "stats":
		writeControl(w, http.StatusOK, c.sim.Stats())
	case r.Method == http.MethodPost && len(segments) == 1 && segments[0] == "reset":
		c.sim.ResetRecord()
		w.WriteHeader(http.StatusNoContent)
	case r.Method == http.MethodPost && len(segments) == 3 && segments[0] == "users" && segments[2] == "activate":
		c.activate(w, segments[1])
	default:
		writeControl(w, http.StatusNotFound, controlError{"no such control operation"})
	}
}

func (c *control) activate(w http.ResponseWriter, escaped string) {
	idOrEmail, err := url.PathUnescape(escaped)
	if err != nil {
		writeControl(w, http.StatusBadRequest, controlError{err.Error()})
		return
	}
	switch err := c.sim.ActivateUser(idOrEmail); {
	case err == nil:
		w.WriteHeader(http.StatusNoContent)
	case errors.Is(err, ErrNoSuchUser):
		writeControl(w, http.StatusNotFound, controlError{err.Error()})
	default:
		writeControl(w, http.StatusConflict, controlError{err.Error()})
	}
}

// sameLoopback tells whether a request was meant for this machine and does not
// come from a page of another origin.
func sameLoopback(r *http.Request) bool {
	host := r.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	if !isLoopbackHost(strings.Trim(host, "[]")) {
		return false
	}
	origin := r.Header.Get("Origin")
	return origin == "" || origin == "http://"+r.Host
}

func writeControl(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(body); err != nil {
		return // The client has gone; net/http closes the connection.
	}
}
