package zoomimpl_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strconv"
	"time"

	"github.com/igaplugin/igaplugin/zoomsim"
)

// reply answers with a status, a body, and headers given in turn with their values.
func reply(status int, body string, headers ...string) upset {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		w.Header().Set("Content-Type", "application/json")
		for i := 0; i < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body) // Whoever has gone needs no answer.
	}
}

const (
	tooFast  = `{"code":429,"message":"You have reached the maximum per-second rate limit for this API. Try again later."}`
	tooMany  = `{"code":429,"message":"You have reached the maximum daily rate limit for this API."}`
	tooOld   = `{"code":124,"message":"Access token is expired."}`
	tooLate  = `{"code":300,"message":"The next page token is invalid or expired."}`
	gateway  = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
	internal = `{"code":500,"message":"Internal error"}`
)

// expiredPage is what Zoom says of a page token that is too old; Zoom Phone has
// another code for it.
func expiredPage(at string) upset {
	if at == phoneList {
		return reply(400, `{"code":400,"message":"The next page token is invalid or expired."}`)
	}
	return reply(400, tooLate)
}

// throttledUntil answers 429 with a time that is in seconds from now.
func throttledUntil(seconds int, layout string) upset {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		at := strconv.Itoa(seconds)
		if layout != "" {
			at = time.Now().UTC().Add(time.Duration(seconds) * time.Second).Format(layout)
		}
		reply(429, tooFast, "Retry-After", at, "X-RateLimit-Type", "QPS")(w, r, next)
	}
}

// reset ends the connection without an answer.
func reset(http.ResponseWriter, *http.Request, http.Handler) { hangUp() }

func hangUp() {
	panic(http.ErrAbortHandler) // So net/http wants it.
}

// cutBody ends the connection in the middle of the true answer.
func cutBody(w http.ResponseWriter, r *http.Request, next http.Handler) {
	answer := record(r, next)
	maps.Copy(w.Header(), answer.Header())
	w.Header().Set("Content-Length", strconv.Itoa(answer.Body.Len()))
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes()[:answer.Body.Len()/2])
	_ = http.NewResponseController(w).Flush()
	hangUp()
}

// truncate ends the true answer in its middle, as if it were complete.
func truncate(w http.ResponseWriter, r *http.Request, next http.Handler) {
	answer := record(r, next)
	reply(answer.Code, answer.Body.String()[:answer.Body.Len()/2])(w, r, next)
}

// stall answers when nobody waits any more.
func stall(_ http.ResponseWriter, r *http.Request, _ http.Handler) {
	_, _ = io.Copy(io.Discard, r.Body) // Before that, net/http does not notice who goes.
	<-r.Context().Done()
}

// drip gives the true answer byte by byte, a second for each.
func drip(w http.ResponseWriter, r *http.Request, next http.Handler) {
	answer := record(r, next)
	control := http.NewResponseController(w)
	for _, b := range answer.Body.Bytes() {
		if _, err := w.Write([]byte{b}); err != nil || control.Flush() != nil {
			return
		}
		select {
		case <-time.After(time.Second):
		case <-r.Context().Done():
			return
		}
	}
}

// flood answers with more than anybody should read.
func flood(w http.ResponseWriter, r *http.Request, next http.Handler) {
	answer := record(r, next)
	reply(200, answer.Body.String()+string(bytes.Repeat([]byte(" "), 9<<20)))(w, r, next)
}

// bomb is a flood that is small until it is unpacked.
func bomb(w http.ResponseWriter, r *http.Request, next http.Handler) {
	answer := record(r, next)
	var packed bytes.Buffer
	pack := gzip.NewWriter(&packed)
	_, _ = pack.Write(answer.Body.Bytes())
	_, _ = pack.Write(bytes.Repeat([]byte(" "), 12<<20))
	_ = pack.Close() // Into memory, which does not fail.
	reply(200, packed.String(), "Content-Encoding", "gzip")(w, r, next)
}

// record is the true answer to a request.
func record(r *http.Request, next http.Handler) *httptest.ResponseRecorder {
	answer := httptest.NewRecorder()
	next.ServeHTTP(answer, r)
	return answer
}

// revised changes the true answer, a JSON object.
func revised(change func(body map[string]any)) upset {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		answer := record(r, next)
		body := map[string]any{}
		decode := json.NewDecoder(answer.Body)
		decode.UseNumber()
		err := decode.Decode(&body)
		if answer.Code == http.StatusOK && err == nil {
			change(body)
		}
		text, err := json.Marshal(body)
		if err != nil {
			answer.Code = http.StatusTeapot // No test expects it.
		}
		reply(answer.Code, string(text))(w, r, next)
	}
}

// listOf is the list in an answer, and its name.
func listOf(body map[string]any) (string, []any) {
	for _, name := range []string{"users", "groups", "members"} {
		if list, ok := body[name].([]any); ok {
			return name, list
		}
	}
	return "users", nil
}

// elements are the objects of the list in an answer, or else the answer itself.
func elements(body map[string]any) []map[string]any {
	_, list := listOf(body)
	if list == nil {
		return []map[string]any{body}
	}
	var out []map[string]any
	for _, e := range list {
		if object, ok := e.(map[string]any); ok {
			out = append(out, object)
		}
	}
	return out
}

// after does something and lets the request go on.
func after(do func()) upset {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		do()
		next.ServeHTTP(w, r)
	}
}

// staff is an account of all three statuses, whose lists have many pages each.
func staff() zoomsim.Options {
	return zoomsim.Options{Seed: 11, Users: 240, Groups: 20, PendingShare: 0.2, InactiveShare: 0.3, PhoneShare: 0.8}
}
