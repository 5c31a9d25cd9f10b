package zoomsim

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"strconv"
	"time"
)

// gatewayPage is what a proxy in front of an API shows when the API is down.
const gatewayPage = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n"

// serveFaulty lets a fault happen to a request.
func (s *Sim) serveFaulty(c *call, entry *entry, e Effect) {
	// While the body is unread, net/http does not notice that a client goes.
	_ = bufferBody(c.r)
	if err := unlimited(c.w); err != nil {
		s.write(c, reply{http.StatusInternalServerError, errorBody{Code: http.StatusInternalServerError, Message: "simulator: " + err.Error()}})
		return
	}
	answer, done := s.apply(c, e)
	if !done {
		return // The client has gone; there is nobody to answer.
	}
	text, err := s.text(c, answer)
	if err != nil {
		http.Error(c.w, err.Error(), http.StatusInternalServerError)
		return
	}
	page := e.distort(answer.status, text)
	s.record.end(entry, page.recorded())
	s.setHeaders(c)
	page.write(c.r.Context(), c.w)
}

// unlimited takes the time limits off a connection: faults may last longer.
func unlimited(w http.ResponseWriter) error {
	controller := http.NewResponseController(w)
	for _, set := range []func(time.Time) error{controller.SetReadDeadline, controller.SetWriteDeadline} {
		if err := set(time.Time{}); err != nil && !errors.Is(err, http.ErrNotSupported) {
			return err
		}
	}
	return nil
}

// apply carries a request out when the effect wants it, and waits; false when
// the request was cancelled meanwhile.
func (s *Sim) apply(c *call, e Effect) (reply, bool) {
	delay := time.Duration(e.Delay)
	switch {
	case e.Applied:
		answer := s.respond(c)
		return answer, wait(c.r.Context(), delay)
	case !wait(c.r.Context(), delay):
		return reply{}, false
	case e.altersAnswer():
		return s.respond(c), true
	default:
		return reply{status: http.StatusOK}, true
	}
}

// altersAnswer tells whether the true answer is needed.
func (e Effect) altersAnswer() bool {
	switch e.Kind {
	case EffectDelay, EffectTruncate, EffectCutBody, EffectDrip:
		return true
	case EffectAnswer, EffectCut, EffectHTML, EffectEmpty, EffectRedirect:
		return false
	default:
		return false
	}
}

// faultyPage is an answer as it goes out.
type faultyPage struct {
	status  int
	header  map[string]string
	content string // type; empty for no body
	text    []byte
	send    int // bytes of text that are sent
	chunk   int // bytes between flushes; 0 for all at once
	pause   time.Duration
	cut     bool // the connection is closed at the end
}

// recorded is the status in the record: 0 when no answer is sent.
func (p faultyPage) recorded() int {
	if p.cut && p.send == 0 {
		return 0
	}
	return p.status
}

// distort makes the faulty answer out of the true one.
func (e Effect) distort(status int, text []byte) faultyPage {
	p := faultyPage{status: status, header: e.Headers, text: text, content: contentJSON}
	switch e.Kind {
	case EffectAnswer:
		p.status, p.text = e.Status, e.answerBody()
	case EffectCut:
		p.text, p.cut = nil, true
	case EffectTruncate:
		p.text = text[:e.part(text)]
	case EffectCutBody:
		p.send, p.cut = e.part(text), true
		return p
	case EffectHTML:
		p.status, p.content, p.text = cmp.Or(e.Status, http.StatusBadGateway), "text/html; charset=utf-8", []byte(cmp.Or(e.Body, gatewayPage))
	case EffectEmpty:
		p.status, p.text = cmp.Or(e.Status, status), nil
	case EffectDrip:
		p.chunk, p.pause = max(e.Bytes, 1), time.Duration(e.Interval)
	case EffectRedirect:
		p.status, p.text = cmp.Or(e.Status, http.StatusFound), nil
		p.header = map[string]string{"Location": e.Location}
		maps.Copy(p.header, e.Headers)
	case EffectDelay:
	}
	p.send = len(p.text)
	return p
}

// part is how much of a body is kept.
func (e Effect) part(text []byte) int {
	if e.Bytes == 0 {
		return len(text) / 2
	}
	return min(e.Bytes, len(text))
}

func (e Effect) answerBody() []byte {
	if e.Body != "" {
		return []byte(e.Body)
	}
	if e.Code == 0 && e.Message == "" {
		return nil
	}
	text, err := json.Marshal(errorBody{Code: e.Code, Message: e.Message})
	if err != nil {
		return []byte(err.Error()) // A number and a text can always be written.
	}
	return text
}

// write sends the page. A write that fails means that the client has gone.
func (p faultyPage) write(ctx context.Context, w http.ResponseWriter) {
	if p.cut && p.send == 0 {
		abort()
	}
	if len(p.text) > 0 {
		w.Header().Set("Content-Type", p.content)
		w.Header().Set("Content-Length", strconv.Itoa(len(p.text)))
	}
	for name, value := range p.header {
		w.Header().Set(name, value)
	}
	w.WriteHeader(p.status)
	controller := http.NewResponseController(w)
	for sent := 0; sent < p.send; {
		end := p.send
		if p.chunk > 0 {
			end = min(sent+p.chunk, p.send)
		}
		if sent > 0 && !wait(ctx, p.pause) {
			return
		}
		if _, err := w.Write(p.text[sent:end]); err != nil {
			return
		}
		sent = end
		if sent == p.send && !p.cut {
			return // The server sends what is left by itself.
		}
		if err := controller.Flush(); err != nil {
			return
		}
	}
	if p.cut {
		abort()
	}
}

// abort closes the connection.
func abort() {
	panic(http.ErrAbortHandler) //nolint:forbidigo // net/http recovers it and documents no other way, for HTTP/2 in particular.
}
