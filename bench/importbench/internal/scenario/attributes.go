package scenario

import (
	"context"
	"encoding/json"
	"fmt"
	"os/exec"
	"strings"

	"github.com/igaplugin/igaplugin/zoomsim"
)

// attributes are those to import for each way of reading, as the connector's
// schema says which lists carry which. Everything is what is returned when none
// are named.
func (r *Runner) attributes(ctx context.Context) (map[Reads][]string, error) {
	cmd := exec.CommandContext(ctx, r.Host, "--plugin", r.Plugin, "schema", "ZoomUser", "-o", "json") //nolint:gosec // G204: the program that the caller named
	text, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("reading the schema of the connector: %w", err)
	}
	return attributesOf(text)
}

func attributesOf(schema []byte) (map[Reads][]string, error) {
	var class struct {
		Attributes []struct {
			Name    string `json:"name"`
			Default bool   `json:"returned_by_default"`
			Source  string `json:"source"`
		} `json:"attributes"`
	}
	if err := json.Unmarshal(schema, &class); err != nil {
		return nil, fmt.Errorf("the schema of the connector: %w", err)
	}
	var lists, phone []string
	for _, a := range class.Attributes {
		switch {
		case !a.Default:
		case a.Source == "list":
			lists, phone = append(lists, a.Name), append(phone, a.Name)
		case a.Source == "phone list":
			phone = append(phone, a.Name)
		}
	}
	if len(lists) == 0 || len(phone) == len(lists) {
		return nil, fmt.Errorf("the schema of the connector names %d attributes of lists and %d with Zoom Phone", len(lists), len(phone))
	}
	return map[Reads][]string{ReadsLists: lists, ReadsPhone: phone}, nil
}

// rateLimits writes rates as the connector's property rate_limits takes them.
func rateLimits(rates []zoomsim.RateGauge) []string {
	limits := []string{}
	for _, rate := range rates {
		label := strings.ToLower(string(rate.Label))
		if rate.Product == "phone" {
			label = "phone." + label
		}
		limits = append(limits, fmt.Sprintf("%s=%g", label, rate.PerSecond))
	}
	return limits
}
