package codec

import (
	"errors"
	"fmt"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
	"github.com/igaplugin/igaplugin/shared"
)

// EncodeDelta converts the change of one attribute.
func EncodeDelta(d shared.AttributeDelta) (*connectorv1.AttributeDelta, error) {
	out := &connectorv1.AttributeDelta{Name: d.Name}
	var err error
	if d.Replace != nil {
		out.Replace = &connectorv1.ValueList{}
		if out.Replace.Values, err = EncodeValues(*d.Replace); err != nil {
			return nil, fmt.Errorf("attribute %q: %w", d.Name, err)
		}
	}
	if out.Add, err = EncodeValues(d.Add); err != nil {
		return nil, fmt.Errorf("attribute %q: %w", d.Name, err)
	}
	if out.Remove, err = EncodeValues(d.Remove); err != nil {
		return nil, fmt.Errorf("attribute %q: %w", d.Name, err)
	}
	return out, nil
}

// DecodeDelta converts the change of one attribute.
func DecodeDelta(d *connectorv1.AttributeDelta) (shared.AttributeDelta, error) {
	out := shared.AttributeDelta{Name: d.GetName()}
	var err error
	if d.GetReplace() != nil {
		vs, err := DecodeValues(d.GetReplace().GetValues())
		if err != nil {
			return out, fmt.Errorf("attribute %q: %w", d.GetName(), err)
		}
		out.Replace = &vs
	}
	if out.Add, err = DecodeValues(d.GetAdd()); err != nil {
		return out, fmt.Errorf("attribute %q: %w", d.GetName(), err)
	}
	if out.Remove, err = DecodeValues(d.GetRemove()); err != nil {
		return out, fmt.Errorf("attribute %q: %w", d.GetName(), err)
	}
	return out, nil
}

// EncodeWriteResult converts the truth about a write.
func EncodeWriteResult(r *shared.WriteResult) (*connectorv1.WriteResult, error) {
	if r == nil {
		return nil, errors.New("a write result that is nil")
	}
	outcome, err := encodeEnum[connectorv1.Outcome](r.Outcome)
	if err != nil {
		return nil, err
	}
	out, err := encodeResultRest(r)
	if err != nil {
		return nil, err
	}
	out.Outcome = outcome
	return out, nil
}

// encodeResultRest converts all but the outcome, which a write that ended part
// of the way does not have.
func encodeResultRest(r *shared.WriteResult) (*connectorv1.WriteResult, error) {
	steps, err := each(r.Steps, encodeStep)
	if err != nil {
		return nil, err
	}
	out := &connectorv1.WriteResult{
		Uid:         r.UID,
		Name:        r.Name,
		PreviousUid: r.PreviousUID,
		Steps:       steps,
		Stats:       EncodeStats(r.Stats),
	}
	for _, e := range r.SideEffects {
		out.SideEffects = append(out.SideEffects, &connectorv1.SideEffect{Attribute: e.Attribute, Description: e.Description})
	}
	for _, n := range r.NotApplied {
		out.NotApplied = append(out.NotApplied, &connectorv1.NotApplied{Attribute: n.Attribute, Reason: EncodeError(n.Reason)})
	}
	return out, nil
}

// DecodeWriteResult converts the truth about a write.
func DecodeWriteResult(r *connectorv1.WriteResult) (*shared.WriteResult, error) {
	outcome, err := decodeEnum[shared.Outcome](r.GetOutcome())
	if err != nil {
		return nil, err
	}
	out, err := decodeResultRest(r)
	if err != nil {
		return nil, err
	}
	out.Outcome = outcome
	return out, nil
}

func decodeResultRest(r *connectorv1.WriteResult) (*shared.WriteResult, error) {
	steps, err := each(r.GetSteps(), decodeStep)
	if err != nil {
		return nil, err
	}
	stats, err := DecodeStats(r.GetStats())
	if err != nil {
		return nil, err
	}
	out := &shared.WriteResult{
		UID:         r.GetUid(),
		Name:        r.GetName(),
		PreviousUID: r.GetPreviousUid(),
		Steps:       steps,
		Stats:       stats,
	}
	for _, e := range r.GetSideEffects() {
		out.SideEffects = append(out.SideEffects, shared.SideEffect{Attribute: e.GetAttribute(), Description: e.GetDescription()})
	}
	for _, n := range r.GetNotApplied() {
		reason, err := DecodeError(n.GetReason())
		if err != nil {
			return nil, err
		}
		out.NotApplied = append(out.NotApplied, shared.NotApplied{Attribute: n.GetAttribute(), Reason: reason})
	}
	return out, nil
}

func encodeStep(s shared.Step) (*connectorv1.Step, error) {
	state, err := encodeEnum[connectorv1.StepState](s.State)
	return &connectorv1.Step{Name: s.Name, Endpoint: s.Endpoint, State: state}, err
}

func decodeStep(s *connectorv1.Step) (shared.Step, error) {
	state, err := decodeEnum[shared.StepState](s.GetState())
	return shared.Step{Name: s.GetName(), Endpoint: s.GetEndpoint(), State: state}, err
}
