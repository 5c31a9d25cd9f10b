package measure

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/igaplugin/igaplugin/bench/hostbench/internal/subject"
	"github.com/igaplugin/igaplugin/bench/hostbench/internal/usage"
	"github.com/igaplugin/igaplugin/shared"
)

// The objects that are read.
const (
	class      = "User"
	uid        = "user-7"
	attributes = 25
)

// Cell is one thing to measure.
type Cell struct {
	// Name and Operation are what is measured, and what the figures are for.
	Name, Operation string
	// Limit is the greatest ratio to the bare loop; 0 when it is only reported.
	Limit float64
	// Repetitions are how often each subject has its turn, and Operations how many
	// operations a turn has.
	Repetitions, Operations int
	// users is how many objects the store holds; 0 in a cell that starts processes.
	users int
	turn  func(ctx context.Context, conn subject.Connection, operations int) error
}

// Starts measures from the start of a process to its first answer, and its end.
func Starts(repetitions, starts int) Cell {
	return Cell{Name: "cold start", Operation: "start", Repetitions: repetitions, Operations: starts}
}

// Calls measures reads of one object, by some callers at the same time.
func Calls(repetitions, calls, callers int) Cell {
	const users = 1000
	c := Cell{Name: "unary call", Operation: "call", Repetitions: repetitions, Operations: calls, users: users}
	if callers > 1 {
		c.Name = fmt.Sprintf("unary call, %d callers", callers)
	}
	c.turn = func(ctx context.Context, conn subject.Connection, calls int) error {
		group, ctx := errgroup.WithContext(ctx)
		for caller := range callers {
			group.Go(func() error { return get(ctx, conn, (calls+caller)/callers) })
		}
		return group.Wait()
	}
	return c
}

// Stream measures a search of all objects.
func Stream(repetitions, objects int) Cell {
	c := Cell{Name: "stream", Operation: "object", Repetitions: repetitions, Operations: objects, users: objects}
	c.turn = search
	return c
}

// Limited returns the cell with a limit.
func (c Cell) Limited(limit float64) Cell {
	c.Limit = limit
	return c
}

func get(ctx context.Context, conn subject.Connection, calls int) error {
	for range calls {
		obj, err := conn.Get(ctx, class, uid)
		if err != nil {
			return err
		}
		if obj.UID() != uid || obj.Len() != attributes {
			return fmt.Errorf("got %v with %d attributes", obj, obj.Len())
		}
	}
	return nil
}

func search(ctx context.Context, conn subject.Connection, objects int) error {
	count := 0
	for obj, err := range conn.Search(ctx, class) {
		if err != nil {
			return err
		}
		if obj.Len() == attributes {
			count++
		}
	}
	if count != objects {
		return fmt.Errorf("got %d objects of %d attributes, want %d", count, attributes, objects)
	}
	return nil
}

// Run measures the cell with all subjects, in one order and then the other.
func (c Cell) Run(ctx context.Context, subjects []subject.Subject) (r Result, err error) {
	measure, end, err := c.prepare(ctx, subjects)
	defer func() {
		if err = errors.Join(err, end()); err != nil {
			err = fmt.Errorf("%s: %w", c.Name, err)
		}
	}()
	if err != nil {
		return r, err
	}
	r.Cell = c
	for repetition := -1; repetition < c.Repetitions; repetition++ {
		samples := make([]Sample, len(subjects))
		for turn := range subjects {
			i := turn
			if repetition%2 == 0 {
				i = len(subjects) - 1 - turn
			}
			if samples[i], err = measure(ctx, i); err != nil {
				return r, fmt.Errorf("%s: %w", subjects[i].Name, err)
			}
		}
		// The one before the first warms up.
		if repetition >= 0 {
			r.Samples = append(r.Samples, samples)
		}
	}
	return r, nil
}

// prepare returns what measures one turn of a subject. end must be called.
func (c Cell) prepare(ctx context.Context, subjects []subject.Subject) (measure func(context.Context, int) (Sample, error), end func() error, err error) {
	if c.users == 0 {
		return func(ctx context.Context, i int) (Sample, error) {
			return starts(ctx, subjects[i], c.Operations)
		}, func() error { return nil }, nil
	}
	var stops []func() error
	end = func() (err error) {
		for _, stop := range stops {
			err = errors.Join(err, stop())
		}
		return err
	}
	processes := make([]subject.Process, len(subjects))
	connections := make([]subject.Connection, len(subjects))
	for i, s := range subjects {
		p, err := s.Start(ctx, true)
		if err != nil {
			return nil, end, fmt.Errorf("%s: %w", s.Name, err)
		}
		stops = append(stops, func() error { return p.Stop(context.WithoutCancel(ctx)) })
		config := shared.Attributes{shared.NewAttribute("users", shared.IntValue(int64(c.users)))}
		if connections[i], err = p.Connect(ctx, config); err != nil {
			return nil, end, fmt.Errorf("%s: %w", s.Name, err)
		}
		processes[i] = p
	}
	return func(ctx context.Context, i int) (Sample, error) {
		return c.read(ctx, processes[i], connections[i])
	}, end, nil
}

// read measures one turn of a process that runs.
func (c Cell) read(ctx context.Context, p subject.Process, conn subject.Connection) (Sample, error) {
	pluginStart, err := told(ctx, p)
	if err != nil {
		return Sample{}, err
	}
	runtime.GC()
	hostStart, err := usage.Self()
	if err != nil {
		return Sample{}, err
	}
	start := time.Now()
	if err := c.turn(ctx, conn, c.Operations); err != nil {
		return Sample{}, err
	}
	wall := time.Since(start)
	hostEnd, err := usage.Self()
	if err != nil {
		return Sample{}, err
	}
	pluginEnd, err := told(ctx, p)
	if err != nil {
		return Sample{}, err
	}
	return each(Sample{Host: hostEnd - hostStart, Plugin: pluginEnd.Before - pluginStart.After, Wall: wall}, c.Operations), nil
}

func told(ctx context.Context, p subject.Process) (usage.Told, error) {
	info, err := p.Info(ctx)
	if err != nil {
		return usage.Told{}, err
	}
	return usage.Read(info)
}

// starts measures processes from their start to their first answer, and their
// end: what a process has used is known when it is gone.
func starts(ctx context.Context, s subject.Subject, count int) (Sample, error) {
	runtime.GC()
	var before, after [2]time.Duration
	var wall time.Duration
	if err := own(&before); err != nil {
		return Sample{}, err
	}
	for range count {
		start := time.Now()
		p, err := s.Start(ctx, false)
		if err != nil {
			return Sample{}, err
		}
		info, err := p.Info(ctx)
		wall += time.Since(start)
		if err == nil && info.Name == "" {
			err = errors.New("the connector has no name")
		}
		if err := errors.Join(err, p.Stop(context.WithoutCancel(ctx))); err != nil {
			return Sample{}, err
		}
	}
	if err := own(&after); err != nil {
		return Sample{}, err
	}
	return each(Sample{Host: after[0] - before[0], Plugin: after[1] - before[1], Wall: wall}, count), nil
}

// own reads the CPU time of this process and of those that it has waited for.
func own(into *[2]time.Duration) (err error) {
	if into[0], err = usage.Self(); err != nil {
		return err
	}
	into[1], err = usage.Ended()
	return err
}

// each divides what was measured by the number of operations.
func each(s Sample, operations int) Sample {
	n := time.Duration(operations)
	return Sample{Host: s.Host / n, Plugin: s.Plugin / n, Wall: s.Wall / n}
}
