package csvimpl

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/igaplugin/igaplugin/shared"
)

// maxProblems is how many faults of one file a test reports.
const maxProblems = 20

// Test reads every file and reports what is wrong in it, row by row, up to 20
// faults a file, and whether it can be written. It creates and changes nothing. It fails when no file can be read.
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
			if err := t.writable(); err != nil {
				class.Problems = append(class.Problems, shared.Problem{Error: err, Operations: t.needWrite(), Missing: []string{"right to write"}})
			}
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

// writable tells whether the file can be replaced, or made.
func (t *table) writable() *shared.Error {
	path, err := t.realPath()
	if err == nil {
		err = writableFolder(filepath.Dir(path))
	}
	if err == nil {
		var f *os.File
		if f, err = os.OpenFile(path, os.O_WRONLY|noFollow, 0); err == nil {
			err = f.Close()
		} else if t.willCreate() {
			err = nil
		}
	}
	if err == nil {
		return t.lockable(path)
	}
	if readOnly(err) {
		return shared.AsError(t.ioFault("writing", err))
	}
	return t.fileFault(shared.ErrPermissionDenied, "cannot be replaced: %v; the connector process needs the right to write to the file and its folder", err)
}

// lockable tells whether the lock file can be opened, if there is one.
func (t *table) lockable(path string) *shared.Error {
	f, err := openOldLock(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		return shared.AsError(t.lockFault(path, err))
	}
	return nil
}

// needWrite are the operations that need the right to write: all, where the
// first use makes the file.
func (t *table) needWrite() []shared.Operation {
	if t.willCreate() {
		return nil
	}
	return []shared.Operation{shared.OperationCreate, shared.OperationUpdate, shared.OperationDelete}
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
	if err := s.largeObject(r); err != nil {
		faults = append(faults, err)
	}
	return faults[:min(limit, len(faults))]
}
