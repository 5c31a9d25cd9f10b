package demo

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// stopTimeout bounds the end of what a demo started.
const stopTimeout = 15 * time.Second

// story is what the steps hand to each other.
type story struct {
	// dir is a folder for files, which is removed in the end.
	dir     string
	options Options
	script  *script
	sim     *zoomsim.Server
	plugin  *host.Plugin
	conn    shared.FullConnection
	// narrow is the account of an app that lacks scopes and a plan.
	narrow *zoomsim.Server
	// ada and group are the uids of what the demo creates.
	ada, group string
	// number and otherNumber are Zoom Phone numbers that nobody has at first.
	number, otherNumber string
	// remaining is what a write that failed part of the way left to do.
	remaining []shared.AttributeDelta
	takeover  takeover
}

// chapters are the story in its order.
func (s *story) chapters() []chapter {
	chapters := []chapter{
		{"The connector", s.opening()},
		{"Joiner", s.joiner()},
		{"Mover", s.mover()},
		{"Pending user", s.pending()},
		{"Group", s.groups()},
		{"Zoom Phone", s.phones()},
		{"Failures", s.failures()},
		{"Leaver", s.leaver()},
		{"Search", s.searches()},
		{"A newer version", s.newer()},
	}
	if s.options.CSV != "" {
		chapters = append(chapters, chapter{"Another connector: CSV files", s.csvFiles()})
	}
	if s.options.Node != "" {
		chapters = append(chapters, chapter{"Another language: Node.js", s.nodeConnector()})
	}
	return append(chapters, chapter{"The end", []step{s.stop()}})
}

// Run tells the story. It returns the error of the first step that failed, or
// whose answer was not as it should be.
func Run(ctx context.Context, o Options) (err error) {
	s := &story{options: o, script: &script{out: o.Out, color: o.Color, width: o.Width}}
	begun := time.Now()
	defer func() { err = errors.Join(err, s.end(ctx)) }()
	if s.dir, err = os.MkdirTemp("", "igahost-demo-"); err != nil {
		return err
	}
	if err := errors.Join(s.writeCSV(), s.writeJSON()); err != nil {
		return err
	}
	for _, c := range s.chapters() {
		if err := s.script.play(ctx, c); err != nil {
			return err
		}
	}
	fmt.Fprintf(o.Out, "\n%s\n", s.script.paint(green, fmt.Sprintf("all %d steps passed in %s",
		s.script.steps, round(time.Since(begun)))))
	return nil
}

// end stops whatever still runs, also when ctx is done already.
func (s *story) end(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	err := s.unload(ctx)
	if s.dir != "" {
		err = errors.Join(err, os.RemoveAll(s.dir))
	}
	for _, sim := range []*zoomsim.Server{s.sim, s.narrow} {
		if sim != nil {
			err = errors.Join(err, sim.Close(ctx))
		}
	}
	return err
}

// unload closes the connection and stops the connector, if there are any.
func (s *story) unload(ctx context.Context) error {
	var errs []error
	if s.takeover.stop != nil {
		s.takeover.stop()
	}
	if s.conn != nil {
		errs = append(errs, s.conn.Close(ctx))
		s.conn = nil
	}
	if s.plugin != nil {
		errs = append(errs, s.plugin.Stop(ctx))
		s.plugin = nil
	}
	return errors.Join(errs...)
}
