package zoomsim

import (
	"crypto/subtle"
	"encoding/json"
	"net"
	"net/http"
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
	mux   *http.ServeMux
}

// controlError is the error form of the control side.
type controlError struct {
	Error string `json:"error"`
}

func newControl(sim *Sim, token string) *control {
	c := &control{sim: sim, token: token, mux: http.NewServeMux()}
	handle := func(method, path string, serve http.HandlerFunc) {
		c.mux.HandleFunc(method+" "+controlPrefix+path, serve)
	}
	handle(http.MethodGet, "stats", c.getStats)
	handle(http.MethodGet, "requests", c.getRequests)
	handle(http.MethodPost, "reset", c.postReset)
	handle(http.MethodGet, "faults", c.getFaults)
	handle(http.MethodPost, "faults", c.postFaults)
	handle(http.MethodDelete, "faults", c.deleteFaults)
	handle(http.MethodGet, "clock", c.getClock)
	handle(http.MethodPost, "clock", c.postClock)
	handle(http.MethodPost, "tokens/revoke", c.postRevoke)
	handle(http.MethodPost, "users/{user}/activate", c.postActivate)
	handle(http.MethodGet, "webhooks", c.getWebhooks)
	c.mux.HandleFunc(controlPrefix, func(w http.ResponseWriter, _ *http.Request) {
		writeControl(w, http.StatusNotFound, controlError{"no such control operation"})
	})
	return c
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
	c.mux.ServeHTTP(w, r)
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
	from := r.Header.Get("Origin")
	return from == "" || from == origin(r)
}

// origin is the origin of the server as the caller addressed it.
func origin(r *http.Request) string {
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

func writeControl(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(body); err != nil {
		return // The client has gone; net/http closes the connection.
	}
}
