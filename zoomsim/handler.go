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
	if !s.delay(r.Context()) {
		return // The client has gone; there is nobody to answer.
	}
	answer, refused := s.answer(c)
	if refused != nil {
		answer = reply{refused.status, refused.body}
	}
	// Recorded before it is written, so that whoever has the answer finds the
	// request in the record.
	s.record.end(entry, answer.status)
	s.write(c, answer)
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
		return reply{}, unknownEndpoint()
	}
	if c.route.label != "" {
		if refused := s.authorise(c); refused != nil {
			return reply{}, refused
		}
	}
	return c.route.serve(s, c)
}

// delay waits for the configured latency; false when the request was
// cancelled meanwhile.
func (s *Sim) delay(ctx context.Context) bool {
	if s.opts.Latency == 0 {
		return true
	}
	timer := time.NewTimer(s.opts.Latency)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

func (s *Sim) write(c *call, answer reply) {
	header := c.w.Header()
	header.Set("X-Zm-Trackingid", s.trackingID())
	header.Set("Cache-Control", "no-cache, no-store, must-revalidate, no-transform")
	if c.route != nil && c.route.label != "" {
		header.Set("X-Ratelimit-Category", string(c.route.label))
	}
	if answer.body == nil {
		c.w.WriteHeader(answer.status)
		return
	}
	text, err := json.Marshal(answer.body)
	if err != nil {
		// Bodies are plain structs, so this is a defect of the simulator.
		http.Error(c.w, err.Error(), http.StatusInternalServerError)
		return
	}
	header.Set("Content-Type", "application/json;charset=UTF-8")
	c.w.WriteHeader(answer.status)
	if _, err := c.w.Write(text); err != nil {
		return // The client has gone; net/http closes the connection.
	}
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
