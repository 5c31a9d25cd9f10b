package zoomsim

import (
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// Limits of GET /control/requests.
const (
	defaultRequestLog = 100
	maxRequestLog     = 10_000
)

func (c *control) getStats(w http.ResponseWriter, _ *http.Request) {
	writeControl(w, http.StatusOK, c.sim.Stats())
}

// loggedRequest is a recorded request as the control side shows it.
type loggedRequest struct {
	At        time.Time `json:"at"`
	Method    string    `json:"method"`
	Route     string    `json:"route"`
	Path      string    `json:"path"`
	Query     string    `json:"query,omitempty"`
	Label     Label     `json:"label,omitempty"`
	Status    int       `json:"status"`
	LatencyMS float64   `json:"latency_ms"`
}

// getRequests shows the newest requests, the newest first: "limit" of them,
// and with "route" those of one "METHOD template" alone.
func (c *control) getRequests(w http.ResponseWriter, r *http.Request) {
	query, limit := r.URL.Query(), defaultRequestLog
	if text := query.Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > maxRequestLog {
			writeControl(w, http.StatusBadRequest, controlError{fmt.Sprintf("limit is %q, allowed is 1 to %d", text, maxRequestLog)})
			return
		}
		limit = n
	}
	log := []loggedRequest{}
	for _, request := range c.sim.record.newest(limit, query.Get("route")) {
		log = append(log, loggedRequest{
			At: request.At, Method: request.Method, Route: request.Template, Path: request.Path, Query: request.Query,
			Label: request.Label, Status: request.Status, LatencyMS: float64(request.Latency) / float64(time.Millisecond),
		})
	}
	writeControl(w, http.StatusOK, map[string]any{"requests": log})
}

// getWebhooks shows the latest events of the webhook and what became of them.
func (c *control) getWebhooks(w http.ResponseWriter, _ *http.Request) {
	deliveries := c.sim.WebhookDeliveries()
	if deliveries == nil {
		deliveries = []WebhookDelivery{} // No webhook, as [].
	}
	writeControl(w, http.StatusOK, map[string]any{"deliveries": deliveries})
}

// postReset forgets the record, and with {"tenant": true} what happened to the
// tenant as well.
func (c *control) postReset(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Tenant bool `json:"tenant"`
	}
	if !readControl(w, r, &body, true) {
		return
	}
	if body.Tenant {
		c.sim.ResetTenant()
	}
	c.sim.ResetRecord()
	w.WriteHeader(http.StatusNoContent)
}
