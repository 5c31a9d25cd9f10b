package demo

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"path/filepath"
	"time"

	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/shared"
)

// slowUsers has the simulator take its time for some users, so that a search is
// certainly not at its end when the versions change.
const slowUsers = `[{"method": "GET", "route": "/users/{userId}", "from": 20, "times": 20, "min_fires": 20, ` +
	`"effect": {"kind": "delay", "delay": "700ms"}}]`

// takeover is what the steps of a hot swap hand to each other.
type takeover struct {
	// next and stop read the search that runs meanwhile.
	next func() (*shared.Object, error, bool)
	stop func()
	rows map[string]bool
	// events tell what happens to the connector, and done how the swap ended.
	events chan host.Event
	done   chan error
	report *host.SwapReport
	// pid is the process in which the search runs.
	pid int
}

// newer has a newer version of the connector take over while a search is running.
func (s *story) newer() []step {
	swap := []step{
		{
			"a search that takes a while; its first row has come",
			[]string{"igahost search ZoomUser --attrs email,job_title"},
			s.beginSearch,
		},
		{
			"meanwhile a newer version takes over, beside the old one",
			nil, s.swapVersion,
		},
		{"new calls go to the new version", []string{"igahost get ZoomRole " + administrators}, s.newVersion},
		{"the search ends in the version in which it began; then that one is stopped", nil, s.endSearch},
	}
	if s.options.Memory == "" {
		return swap
	}
	return append(swap, step{"what is no newer version does not come in; the one that runs goes on", nil, s.swapRefused})
}

func (s *story) beginSearch(ctx context.Context) ([]string, error) {
	if err := s.control(ctx, "faults", slowUsers); err != nil {
		return nil, err
	}
	results, err := s.conn.Search(ctx, &shared.Query{Class: userClass, Attributes: []string{"email", "job_title"}})
	if err != nil {
		return nil, err
	}
	t := &s.takeover
	t.rows, t.pid = map[string]bool{}, s.plugin.PID()
	t.next, t.stop = iter.Pull2(results.All())
	obj, err, ok := t.next()
	if err != nil || !ok {
		return nil, errors.Join(err, unexpected("the first row", "there", ok))
	}
	t.rows[obj.UID()] = true
	return []string{obj.Name(), "the connector asks Zoom for each user; 20 of the answers take 700 ms"}, nil
}

// swapVersion starts the swap and returns when new calls go to the new version;
// the search keeps the old one alive.
func (s *story) swapVersion(ctx context.Context) ([]string, error) {
	path := s.options.Next
	if path == "" {
		path = s.options.Zoom
	}
	sum, err := checksum(path)
	if err != nil {
		return nil, err
	}
	t := &s.takeover
	t.done = make(chan error, 1)
	go func() {
		var err error
		t.report, err = s.plugin.Swap(ctx, host.Spec{Path: path, SHA256: sum}, host.SwapOptions{})
		t.done <- err
	}()
	for {
		select {
		case e := <-t.events:
			if e.Kind == host.EventSwapped {
				lines := []string{
					fmt.Sprintf("in Go: plugin.Swap(ctx, host.Spec{Path: %q, SHA256: ...}, host.SwapOptions{})", filepath.Base(path)),
					fmt.Sprintf("%s %s runs as process %d beside %s in process %d", e.Connector, e.Version, e.PID, e.Swap.From, t.pid),
					fmt.Sprintf("configuration and schema: %s (%d changes); connections opened: %d", e.Swap.Changes.Level(), len(e.Swap.Changes.Changes), e.Swap.Connections),
					fmt.Sprintf("it took over after %s", round(e.Swap.Took)),
				}
				if s.options.Next == "" {
					lines = append(lines, "(the same file again; --next PATH names a newer one)")
				}
				return lines, nil
			}
		case err := <-t.done:
			return nil, errors.Join(err, errors.New("the versions were not swapped"))
		}
	}
}

func (s *story) newVersion(ctx context.Context) ([]string, error) {
	info, err := s.plugin.Info(ctx)
	if err != nil {
		return nil, err
	}
	seen, begun := s.seen(), time.Now()
	obj, err := s.conn.Get(ctx, &shared.GetRequest{Class: roleClass, UID: administrators})
	if err != nil {
		return nil, err
	}
	took := time.Since(begun)
	status := s.plugin.Status()
	lines := say("%s, read by version %s in process %d in %s; %s", obj.Name(), info.Version, status.PID, round(took), counted(s.asked(seen)))
	if status.PID == s.takeover.pid || info.Version != status.Version {
		return lines, unexpected("the process", "another one", status.PID)
	}
	return lines, nil
}

func (s *story) endSearch(ctx context.Context) ([]string, error) {
	t := &s.takeover
	for {
		obj, err, ok := t.next()
		if err != nil {
			return nil, err
		}
		if !ok {
			break
		}
		if t.rows[obj.UID()] {
			return nil, fmt.Errorf("%s came twice", obj.Name())
		}
		t.rows[obj.UID()] = true
	}
	if err := <-t.done; err != nil {
		return nil, err
	}
	_, all, err := s.matching(ctx, "email pr")
	if err != nil {
		return nil, err
	}
	lines := []string{
		fmt.Sprintf("%d users of %d, none twice", len(t.rows), all),
		fmt.Sprintf("version %s in process %d has ended; calls that were cut: %d", t.report.From, t.pid, t.report.Cut),
	}
	switch {
	case len(t.rows) != all:
		return lines, unexpected("the number of users", all, len(t.rows))
	case t.report.Cut != 0:
		return lines, unexpected("the number of calls cut", 0, t.report.Cut)
	}
	return lines, nil
}

func (s *story) swapRefused(ctx context.Context) ([]string, error) {
	before := s.plugin.PID()
	_, err := s.plugin.Swap(ctx, host.Spec{Path: s.options.Memory}, host.SwapOptions{})
	lines, err := refused(err, shared.ErrPreconditionFailed)
	if err != nil {
		return lines, err
	}
	if _, err := s.conn.Get(ctx, &shared.GetRequest{Class: roleClass, UID: administrators}); err != nil {
		return lines, err
	}
	status := s.plugin.Status()
	if status.PID != before || status.State != host.StateRunning {
		return lines, unexpected("the process", before, status.PID)
	}
	return append(lines, fmt.Sprintf("%s %s goes on in process %d; %s was stopped again", status.Connector, status.Version, status.PID, filepath.Base(s.options.Memory))), nil
}
