package demo

import (
	"context"
	"path/filepath"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/filter"
)

// swap runs the same host with another connector.
func (s *story) swap() []step {
	unload := step{"stop the connector", nil, func(ctx context.Context) ([]string, error) {
		pid := s.plugin.PID()
		if err := s.unload(ctx); err != nil {
			return nil, err
		}
		return say("process %d has ended", pid), nil
	}}
	if s.options.Memory == "" {
		return []step{unload}
	}
	return []step{
		unload,
		{"the same host loads another one", []string{"igahost --plugin " + filepath.Base(s.options.Memory)}, func(ctx context.Context) ([]string, error) {
			return s.load(ctx, s.options.Memory)
		}},
		{"connect it; it needs no configuration", []string{"igahost schema"}, func(ctx context.Context) ([]string, error) {
			return s.connect(ctx, nil, "User", "Group")
		}},
		{"the same calls, another target", []string{"igahost create User user_name=ada"}, s.swapped},
	}
}

// swapped creates, finds and deletes an object of the second connector.
func (s *story) swapped(ctx context.Context) ([]string, error) {
	created, err := s.create(ctx, "User", nil, shared.NewAttribute("user_name", text("ada")))
	if err != nil {
		return nil, err
	}
	lines, err := told(created, shared.OutcomeCreated)
	if err != nil {
		return lines, err
	}
	found, _, err := s.run(ctx, &shared.Query{Class: "User", Filter: filter.Eq("user_name", text("ADA")), Attributes: []string{"user_name"}})
	if err != nil {
		return lines, err
	}
	if len(found) != 1 || found[0].UID() != created.UID {
		return lines, unexpected("the number of users found", 1, len(found))
	}
	deleted, err := s.conn.Delete(ctx, &shared.DeleteRequest{Class: "User", UID: created.UID})
	if err != nil {
		return lines, err
	}
	gone, err := told(deleted, shared.OutcomeDeleted)
	return append(append(lines, "found again by a filter"), gone...), err
}
