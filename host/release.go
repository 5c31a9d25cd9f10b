package host

import (
	"context"
	"time"
)

// release is one version of a connector as it was launched or swapped in. What
// was checked of it is remembered, so that a restart runs that, whatever the path
// names by then.
type release struct {
	spec *Spec
	// program is nil when the connector runs already and is attached to.
	program program
	// crashes belong to the goroutine that looks after the process of the moment.
	crashes crashes
	// started tells that the program has been started before.
	started bool
	// exec returns the path to execute, right before it is.
	exec func() (string, error)
}

// program is what a release executes. Its methods are called by one goroutine at
// a time, but path.
type program interface {
	// prepare sees to it, before each start, that what was checked can be executed;
	// again says that it has been before. folder is private to the start.
	prepare(ctx context.Context, folder string, again bool) error
	// path returns the path to execute, right before it is.
	path(again bool) (string, error)
	// close releases it; processes that were started from it run on.
	close()
}

// openRelease opens and checks what a resolved Spec names.
func openRelease(s *Spec) (*release, error) {
	r := &release{spec: s, crashes: crashes{policy: s.Restart}}
	if s.Reattach != "" {
		return r, nil
	}
	open := openBinary
	if s.Checksums != "" {
		open = openFolder
	}
	var err error
	if r.program, err = open(s); err != nil {
		return nil, err
	}
	r.exec = func() (string, error) { return r.program.path(r.started) }
	return r, nil
}

// start begins a life of the release, within limit.
func (r *release) start(ctx context.Context, limit time.Time) (life, error) {
	if r.program == nil {
		a, err := attach(ctx, r.spec)
		if err != nil {
			return nil, err
		}
		return a, nil
	}
	p, err := startInstance(ctx, r, limit)
	if err != nil {
		return nil, err
	}
	r.started = true
	return p, nil
}

// prepare prepares a start of the program.
func (r *release) prepare(ctx context.Context, folder string, limit time.Time) error {
	bounded, cancel := context.WithDeadline(ctx, limit)
	defer cancel()
	err := r.program.prepare(bounded, folder, r.started)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return startError(r.spec, failure{what: "the start was given up", cause: ctx.Err()})
	case bounded.Err() != nil:
		what := "its files could not be compared within " + r.spec.StartTimeout.String()
		return startError(r.spec, failure{what: what, remedy: "allow more time to start"})
	default:
		return err
	}
}

// close closes the program; processes that were started from it run on.
func (r *release) close() {
	if r.program != nil {
		r.program.close()
	}
}
