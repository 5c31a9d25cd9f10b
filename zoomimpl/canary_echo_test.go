package zoomimpl_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/igaplugin/igaplugin/zoomsim"
)

// echo is a Zoom that says back all it was told, in one way or another.
type echo struct {
	sim *zoomsim.Sim

	mu   sync.Mutex
	mode string
	// basic and token are the credentials that it was sent.
	basic, token string
	requests     int
}

func (e *echo) setMode(mode string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.mode = mode
}

// listen returns the mode and all secrets that this Zoom knows, in every form:
// the credentials, and what the request holds. Texts are cut somewhere, so
// that each request begins with another one.
func (e *echo) listen(r *http.Request) (mode, all string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return "", ""
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	said := r.Header.Get("Authorization")
	if token, ok := strings.CutPrefix(said, "Bearer "); ok {
		e.token = token
	} else {
		e.basic = said
	}
	secrets := []string{e.basic, canaryClient}
	if r.URL.Path != "/oauth/token" {
		secrets = append(secrets, e.token)
	}
	for _, password := range []string{canaryPassword, canaryChanged} {
		if quoted, err := json.Marshal(password); err == nil && bytes.Contains(body, quoted) {
			secrets = append(secrets, password)
		}
	}
	var parts []string
	for _, secret := range secrets {
		if secret != "" {
			parts = append(parts, forms(secret)...)
		}
	}
	const step = 7
	e.requests += step
	first := e.requests % len(parts)
	return e.mode, " " + strings.Join(slices.Concat(parts[first:], parts[:first]), " ")
}

// echoModes are the ways to answer.
func echoModes() map[string]func(w http.ResponseWriter, all string) {
	envelope := func(status int) func(http.ResponseWriter, string) {
		return func(w http.ResponseWriter, all string) {
			var texts []any
			for part := range strings.FieldsSeq(all) {
				texts = append(texts, map[string]any{"field": part, "message": "about " + part})
			}
			for first := range slices.Chunk(texts, 15) { // No more are looked at.
				writeJSON(w, status, map[string]any{"code": 300, "message": "refused:" + all, "reason": "refused:" + all, "error": strings.Fields(all)[0], "errors": first})
				break
			}
		}
	}
	header := func(name string, status int) func(http.ResponseWriter, string) {
		return func(w http.ResponseWriter, all string) {
			w.Header().Set(name, all)
			writeJSON(w, status, map[string]any{"code": 200, "message": "see the header"})
		}
	}
	return map[string]func(http.ResponseWriter, string){
		"400": envelope(400), "401": envelope(401), "403": envelope(403), "404": envelope(404), "409": envelope(409), "500": envelope(500), "503": envelope(503),
		"status line": rawAnswer("HTTP/1.1%s\r\n\r\n"), "no HTTP": rawAnswer("%s\r\n\r\n"), "bad header": rawAnswer("HTTP/1.1 200 OK\r\n%s\r\n\r\n"),
		"bad length": rawAnswer("HTTP/1.1 200 OK\r\nContent-Length: %s\r\n\r\n"), "bad encoding": rawAnswer("HTTP/1.1 200 OK\r\nTransfer-Encoding: %s\r\n\r\n"),
		"cut": rawAnswer("HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n{\"access_token\":\"%s"), "nothing": rawAnswer("%.0s"),
		"bad place":   rawAnswer("HTTP/1.1 302 Found\r\nLocation: http://[%s\r\nContent-Length: 0\r\n\r\n"),
		"place":       rawAnswer("HTTP/1.1 302 Found\r\nLocation: /%s\r\nContent-Length: 0\r\n\r\n"),
		"tracking id": header("X-Zm-Trackingid", 400), "tracking id of 500": header("X-Zm-Trackingid", 500), "retry": header("Retry-After", 503),
		"html": func(w http.ResponseWriter, all string) {
			w.WriteHeader(http.StatusBadGateway)
			_, _ = io.WriteString(w, "<html>"+all)
		},
		"text": func(w http.ResponseWriter, all string) { _, _ = io.WriteString(w, all) },
		"types": func(w http.ResponseWriter, all string) {
			writeJSON(w, 200, map[string]any{
				"access_token": []string{all}, "id": map[string]any{all: all}, "created_at": all, "status": []string{all}, "users": all, "groups": all, "roles": all, "scope": all,
			})
		},
		"numbers": func(w http.ResponseWriter, all string) {
			writeJSON(w, 200, map[string]any{"access_token": "x", "expires_in": all, "token_type": all, "total_records": all, "type": all, "pmi": all})
		},
	}
}

// rawAnswer answers with bytes that are no HTTP, perhaps.
func rawAnswer(format string) func(http.ResponseWriter, string) {
	return func(w http.ResponseWriter, all string) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		_, _ = fmt.Fprintf(conn, format, all)
		_ = conn.Close()
	}
}

func writeJSON(w http.ResponseWriter, status int, content any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(content)
}

// ServeHTTP answers as the mode says: "ok" and a mode for the other of API and
// token endpoint is the simulator.
func (e *echo) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	mode, all := e.listen(r)
	where, how, _ := strings.Cut(mode, " ")
	isToken := r.URL.Path == "/oauth/token"
	if answer, ok := echoModes()[how]; ok && (where == "token") == isToken && (where != "writes" || r.Method != http.MethodGet) {
		answer(w, all)
		return
	}
	e.sim.ServeHTTP(w, r)
}
