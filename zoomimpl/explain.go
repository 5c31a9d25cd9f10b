package zoomimpl

import (
	"context"

	"github.com/igaplugin/igaplugin/shared"
)

// explainer is a source that can tell which requests it will make. It makes those
// first pages that it has to know for that, which are not read again.
type explainer interface {
	explain(ctx context.Context) ([]shared.FetchSource, error)
}

// explain asks a source for its plan.
func explain(ctx context.Context, src explainer) (*shared.FetchPlan, error) {
	sources, err := src.explain(ctx)
	if err != nil {
		return nil, err
	}
	return fetchPlan(sources), nil
}

// fetchPlan makes the plan of a search. Where the numbers of one kind of request
// cannot be told, that of all cannot.
func fetchPlan(sources []shared.FetchSource) *shared.FetchPlan {
	plan := &shared.FetchPlan{Sources: sources}
	for _, s := range sources {
		plan.Requests = sum(plan.Requests, s.Requests)
		if len(s.Attributes) == 0 && s.Rows != 0 {
			plan.Rows = sum(plan.Rows, s.Rows)
		}
	}
	return plan
}

// sum adds up numbers of which some may be unknown.
func sum(a, b int64) int64 {
	if a == shared.Unknown || b == shared.Unknown {
		return shared.Unknown
	}
	return a + b
}

// pagesOf is how many requests a list of so many rows takes; Unknown when the
// number of rows is. An empty list takes one, too.
func pagesOf(rows int64, size int) int64 {
	if rows == shared.Unknown {
		return shared.Unknown
	}
	return max(1, (rows+int64(size)-1)/int64(size))
}

// explainList is the plan of a class that comes from one list, of which the first
// page was read. Further requests for each row are not foreseen.
func explainList(call, purpose string, rows, requests int64, attributes ...string) []shared.FetchSource {
	sources := []shared.FetchSource{{Call: call, Purpose: purpose, Requests: requests, Rows: rows}}
	if len(attributes) > 0 {
		sources = append(sources, shared.FetchSource{
			Call: call + "/{id}/...", Purpose: "what the list does not carry, for each row",
			Requests: shared.Unknown, Rows: shared.Unknown, Attributes: attributes,
		})
	}
	return sources
}

// costly are the attributes of a query that the list of their class does not carry.
func (p *searchPlan) costly() []string {
	var names []string
	for _, a := range p.class.Attributes {
		if a.Source != sourceList && p.uses(a.Name) {
			names = append(names, a.Name)
		}
	}
	return names
}
