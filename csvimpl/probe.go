package csvimpl

import (
	"context"
	"errors"
	"io"

	"github.com/igaplugin/igaplugin/shared"
)

// maxProblems is how many faults of one file a test reports.
const maxProblems = 20

// Test reads every file and reports what is wrong in it, row by row, up to 20
// faults a file. It creates nothing. It fails when no file can be read.
func (c *connection) Test(ctx context.Context, _ *shared.TestRequest) (*shared.TestReport, error) {
	report := &shared.TestReport{}
	var first error
	usable := 0
	for i, t := range c.tables {
		if i > 0 {
			report.Target += ", "
		}
		report.Target += t.path
		faults, readable, err := t.probe(ctx)
		if err != nil {
			return nil, err
		}
		class := shared.ClassReport{Class: t.class}
		for _, fault := range faults {
			class.Problems = append(class.Problems, shared.Problem{Error: shared.AsError(fault)})
			if first == nil {
				first = fault
			}
		}
		if readable {
			usable++
		}
		report.Classes = append(report.Classes, class)
	}
	if usable == 0 {
		return nil, first
	}
	return report, nil
}

// probe returns the faults of a file, and whether there is any use in it. err is
// that of the context.
func (t *table) probe(ctx context.Context) (faults []error, readable bool, err error) {
	if t.willCreate() {
		return nil, true, ctx.Err()
	}
	src, err := t.openExisting()
	if err == nil {
		err = t.remember(src.layout)
	}
	if err != nil {
		if src != nil {
			err = errors.Join(err, src.close())
		}
		return []error{t.ioFault("opening", err)}, false, ctx.Err()
	}
	faults, err = src.faults(ctx)
	return faults, true, errors.Join(err, src.close())
}

// faults returns the faults of all rows, up to the limit. A row that is no CSV
// ends the reading: what follows may be anything.
func (s *source) faults(ctx context.Context) (faults []error, err error) {
	known := newSeen()
	for n := 0; len(faults) < maxProblems; n++ {
		if n%checkEvery == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		r, err := s.next()
		if errors.Is(err, io.EOF) {
			return faults, nil
		}
		if r == nil {
			return append(faults, err), nil
		}
		if err == nil {
			err = s.checkUID(ctx, r, known)
		}
		if err != nil {
			faults = append(faults, err)
			continue
		}
		faults = append(faults, s.cellFaults(r, maxProblems-len(faults))...)
	}
	return faults, nil
}

// cellFaults returns the faults of the cells of a row.
func (s *source) cellFaults(r *row, limit int) (faults []error) {
	if _, err := s.identifier(r, s.layout.name); err != nil && s.layout.name.index != s.layout.uid.index {
		faults = append(faults, err)
	}
	for _, f := range s.layout.fields {
		if _, err := s.values(r, f); err != nil {
			faults = append(faults, err)
		}
	}
	return faults[:min(limit, len(faults))]
}
