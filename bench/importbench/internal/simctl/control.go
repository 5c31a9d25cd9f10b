package simctl

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/igaplugin/igaplugin/bench/importbench/internal/bound"
	"github.com/igaplugin/igaplugin/zoomsim"
)

const (
	// maxAnswer is the greatest answer read in bytes: 10,000 requests of the log.
	maxAnswer      = 16 << 20
	maxLog         = 10_000
	controlTimeout = 30 * time.Second
)

// Control asks the control side of a simulator.
type Control struct {
	address Address
	client  *http.Client
}

// NewControl makes one.
func NewControl(address Address) *Control {
	return &Control{address: address, client: &http.Client{Timeout: controlTimeout}}
}

// Reset forgets all that was counted.
func (c *Control) Reset(ctx context.Context) error {
	return c.do(ctx, http.MethodPost, "/reset", nil)
}

// Stats are the counters since the last reset.
func (c *Control) Stats(ctx context.Context) (zoomsim.Stats, error) {
	var stats zoomsim.Stats
	err := c.do(ctx, http.MethodGet, "/stats", &stats)
	return stats, err
}

// Chains are the lists that an operation was asked for page by page, told apart
// by their query. The simulator logs the newest 10,000 requests: where more were
// made, chains may be missing or come out too short.
func (c *Control) Chains(ctx context.Context, operation string) ([]bound.Chain, error) {
	var log struct {
		Requests []struct {
			Query string `json:"query"`
		} `json:"requests"`
	}
	at := "/requests?limit=" + strconv.Itoa(maxLog) + "&route=" + url.QueryEscape(operation)
	if err := c.do(ctx, http.MethodGet, at, &log); err != nil {
		return nil, err
	}
	var names []string
	pages := map[string]int64{}
	for _, request := range log.Requests {
		query, err := url.ParseQuery(request.Query)
		if err != nil {
			return nil, fmt.Errorf("the log of the simulator: %w", err)
		}
		name := operation
		if status := query.Get("status"); status != "" {
			name += "?status=" + status
		}
		if pages[name] == 0 {
			names = append(names, name)
		}
		pages[name]++
	}
	chains := make([]bound.Chain, 0, len(names))
	for _, name := range names {
		chains = append(chains, bound.Chain{Name: name, Pages: pages[name]})
	}
	return chains, nil
}

func (c *Control) do(ctx context.Context, method, at string, into any) error {
	r, err := http.NewRequestWithContext(ctx, method, c.address.ControlURL+at, nil)
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+c.address.ControlToken)
	answer, err := c.client.Do(r)
	if err != nil {
		return fmt.Errorf("asking the simulator: %w", err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	if err != nil {
		return fmt.Errorf("reading what the simulator answered: %w", err)
	}
	if answer.StatusCode >= http.StatusBadRequest {
		return fmt.Errorf("%s %s: the simulator answered %s", method, at, answer.Status)
	}
	if into == nil {
		return nil
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("%s %s: %w", method, at, err)
	}
	return nil
}
