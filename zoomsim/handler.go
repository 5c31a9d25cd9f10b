package zoomsim

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"
)

// call is one request on its way through the simulator.
type call struct {
	w      http.ResponseWriter
	r      *http.Request
	route  *route
	params []string // path parameters in the order of the template
	rate   verdict
}

// reply is a good answer: a status and a body to show as JSON, nil for none.
type reply struct {
	status int
	body   any
}

// noContent is the answer of most writes.
func noContent() (reply, *refusal) { return reply{status: http.StatusNoContent}, nil }

// ServeHTTP answers one request to the API or the token endpoint.
func (s *Sim) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := &call{w: w, r: r}
	c.route, c.params = s.route(r)
	entry := s.record.begin(r, c.route, s.now())
	defer s.record.end(entry, 0) // For requests that get no answer.
	leave, refused := s.enter(c)
	defer leave()
	if refused != nil {
		s.record.end(entry, refused.status)
		s.write(c, reply{refused.status, refused.body})
		return
	}
	if !wait(r.Context(), s.opts.Latency) {
		return // The client has gone; there is nobody to answer.
	}
	if f := s.faults.due(s, c); f != nil {
		s.serveFaulty(c, entry, f.Effect)
		return
	}
	answer := s.respond(c)
	// Recorded before it is written, so that whoever has the answer finds the
	// request in the record.
	s.record.end(entry, answer.status)
	s.write(c, answer)
}

// respond carries a request out; a refusal is an answer like any other.
func (s *Sim) respond(c *call) reply {
	answer, refused := s.answer(c)
	if refused != nil {
		return reply{refused.status, refused.body}
	}
	return answer
}

// route finds the operation of a request; nil when there is none.
func (s *Sim) route(r *http.Request) (*route, []string) {
	path := r.URL.EscapedPath()
	if path == tokenPath && r.Method == http.MethodPost {
		return tokenRoute(), nil
	}
	if rest, ok := strings.CutPrefix(path, apiPrefix); ok && strings.HasPrefix(rest, "/") {
		return s.routes.find(r.Method, rest)
	}
	return nil, nil
}

func (s *Sim) answer(c *call) (reply, *refusal) {
	if c.route == nil {
		return reply{}, s.unknownEndpoint()
	}
	if c.route.label != "" {
		if refused := s.authorise(c); refused != nil {
			return reply{}, refused
		}
		if refused := s.throttle(c); refused != nil {
			return reply{}, refused
		}
		if refused := s.paidOnly(c.route); refused != nil {
			return reply{}, refused
		}
	}
	return c.route.serve(s, c)
}

// wait waits for a while; false when the request was cancelled meanwhile.
func wait(ctx context.Context, d time.Duration) bool {
	if d == 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

func (s *Sim) write(c *call, answer reply) {
	s.setHeaders(c)
	text, err := s.text(c, answer)
	if err != nil {
		// Bodies are plain structs, so this is a defect of the simulator.
		http.Error(c.w, err.Error(), http.StatusInternalServerError)
		return
	}
	if text != nil {
		c.w.Header().Set("Content-Type", contentJSON)
	}
	c.w.WriteHeader(answer.status)
	if _, err := c.w.Write(text); err != nil {
		return // The client has gone; net/http closes the connection.
	}
}

// contentJSON is the content type of Zoom's answers.
const contentJSON = "application/json;charset=UTF-8"

// setHeaders sets what every answer carries.
func (s *Sim) setHeaders(c *call) {
	c.w.Header().Set("X-Zm-Trackingid", s.trackingID())
	c.w.Header().Set("Cache-Control", "no-cache, no-store, must-revalidate, no-transform")
	s.setRateHeaders(c)
}

// text is the body of an answer as JSON, nil for none.
func (s *Sim) text(c *call, answer reply) ([]byte, error) {
	if answer.body == nil {
		return nil, nil
	}
	text, err := json.Marshal(answer.body)
	if err == nil {
		s.faults.learnPage(c, text)
	}
	return text, err
}

// trackingID names an answer as Zoom does; the n-th answer of equal
// simulators has the same one.
func (s *Sim) trackingID() string {
	source := rand.NewPCG(s.opts.Seed, s.calls.Add(1))
	return fmt.Sprintf("v=2.0;clid=us02;rid=WEB_%016x%016x", source.Uint64(), source.Uint64())
}

// internalError reports a defect of the simulator.
func internalError(err error) *refusal {
	return refuse(http.StatusInternalServerError, http.StatusInternalServerError, "simulator: "+err.Error())
}
