package codec

import (
	"errors"
	"fmt"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
	"github.com/igaplugin/igaplugin/shared"
)

// EncodeReport converts the report of a test.
func EncodeReport(r *shared.TestReport) (*connectorv1.TestResponse, error) {
	if r == nil {
		return nil, errors.New("a report that is nil")
	}
	classes, err := each(r.Classes, encodeClassReport)
	return &connectorv1.TestResponse{Classes: classes, Target: r.Target, Stats: EncodeStats(r.Stats)}, err
}

// DecodeReport converts the report of a test.
func DecodeReport(r *connectorv1.TestResponse) (*shared.TestReport, error) {
	classes, err := each(r.GetClasses(), decodeClassReport)
	if err != nil {
		return nil, err
	}
	stats, err := DecodeStats(r.GetStats())
	if err != nil {
		return nil, err
	}
	return &shared.TestReport{Target: r.GetTarget(), Classes: classes, Stats: stats}, nil
}

func encodeClassReport(c shared.ClassReport) (*connectorv1.ClassReport, error) {
	problems, err := each(c.Problems, encodeProblem)
	return &connectorv1.ClassReport{ObjectClass: c.Class, Problems: problems}, err
}

func decodeClassReport(c *connectorv1.ClassReport) (shared.ClassReport, error) {
	problems, err := each(c.GetProblems(), decodeProblem)
	if err != nil {
		return shared.ClassReport{}, fmt.Errorf("object class %q: %w", c.GetObjectClass(), err)
	}
	return shared.ClassReport{Class: c.GetObjectClass(), Problems: problems}, nil
}

func encodeProblem(p shared.Problem) (*connectorv1.Problem, error) {
	ops, err := each(p.Operations, encodeOperation)
	return &connectorv1.Problem{Error: EncodeError(p.Error), Operations: ops, Missing: names(p.Missing)}, err
}

func decodeProblem(p *connectorv1.Problem) (shared.Problem, error) {
	ops, err := each(p.GetOperations(), decodeOperation)
	if err != nil {
		return shared.Problem{}, err
	}
	e, err := DecodeError(p.GetError())
	return shared.Problem{Error: e, Operations: ops, Missing: names(p.GetMissing())}, err
}
