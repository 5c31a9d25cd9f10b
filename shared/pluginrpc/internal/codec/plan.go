package codec

import (
	"errors"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
	"github.com/igaplugin/igaplugin/shared"
)

// EncodePlan converts a fetch plan; nil stays nil.
func EncodePlan(p *shared.FetchPlan) *connectorv1.FetchPlan {
	if p == nil {
		return nil
	}
	out := &connectorv1.FetchPlan{Requests: p.Requests, Rows: p.Rows}
	for _, s := range p.Sources {
		out.Sources = append(out.Sources, &connectorv1.FetchSource{
			Call: s.Call, Purpose: s.Purpose, Requests: s.Requests, Rows: s.Rows, AtMost: s.AtMost, Estimated: s.Estimated, Attributes: names(s.Attributes),
		})
	}
	return out
}

// DecodePlan converts a fetch plan; nil stays nil.
func DecodePlan(p *connectorv1.FetchPlan) (*shared.FetchPlan, error) {
	if p == nil {
		return nil, nil //nolint:nilnil // No plan is an answer.
	}
	out := &shared.FetchPlan{Requests: p.GetRequests(), Rows: p.GetRows()}
	if out.Requests < shared.Unknown || out.Rows < shared.Unknown {
		return nil, errNegative
	}
	for _, s := range p.GetSources() {
		if s.GetRequests() < shared.Unknown || s.GetRows() < shared.Unknown {
			return nil, errNegative
		}
		out.Sources = append(out.Sources, shared.FetchSource{
			Call: s.GetCall(), Purpose: s.GetPurpose(), Requests: s.GetRequests(), Rows: s.GetRows(),
			AtMost: s.GetAtMost(), Estimated: s.GetEstimated(), Attributes: names(s.GetAttributes()),
		})
	}
	return out, nil
}

var errNegative = errors.New("a fetch plan with a negative number")
