package demo

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/filter"
)

// leaver deletes the user in the way that the configuration says, which keeps
// her data.
func (s *story) leaver() []step {
	return []step{{"leaver: delete her, which by default deactivates", "igahost delete ZoomUser UID", func(ctx context.Context) ([]string, error) {
		result, err := s.conn.Delete(ctx, &shared.DeleteRequest{Class: userClass, UID: s.user})
		if err != nil {
			return nil, err
		}
		lines, err := told(result, shared.OutcomeDeactivated)
		if err != nil {
			return lines, err
		}
		read, err := s.expectUser(ctx, "status", "inactive")
		return append(lines, read...), err
	}}}
}

// mistakes shows errors on purpose: they cross the process boundary with their
// type.
func (s *story) mistakes() []step {
	return []step{
		{"a mistake on purpose: a user who does not exist", "igahost get ZoomUser nobody", func(ctx context.Context) ([]string, error) {
			_, err := s.conn.Get(ctx, &shared.GetRequest{Class: userClass, UID: "nobody"})
			return refused(err, shared.ErrNotFound)
		}},
		{"another one: an attribute that does not exist", "igahost update ZoomUser UID frist_name=Ada", func(ctx context.Context) ([]string, error) {
			_, err := s.conn.Update(ctx, &shared.UpdateRequest{Class: userClass, UID: s.user, Deltas: []shared.AttributeDelta{
				shared.ReplaceDelta("frist_name", shared.StringValue("Ada")),
			}})
			return refused(err, shared.ErrInvalidRequest)
		}},
	}
}

// refused checks that a call ended with a kind of error.
func refused(err error, want shared.ErrorKind) ([]string, error) {
	if !errors.Is(err, want) {
		return nil, unexpected("the error", want.Error(), err)
	}
	return []string{err.Error(), fmt.Sprintf("errors.Is(err, %q) is true on this side of the process boundary", want.Error())}, nil
}

// swap runs the same host with another connector.
func (s *story) swap() []step {
	unload := step{"stop the connector", "", func(ctx context.Context) ([]string, error) {
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
		{"swap: the same host loads another connector", "igahost --plugin " + filepath.Base(s.options.Memory), func(ctx context.Context) ([]string, error) {
			return s.load(ctx, s.options.Memory)
		}},
		{"connect it; it needs no configuration", "igahost schema", func(ctx context.Context) ([]string, error) {
			return s.connect(ctx, nil, "User", "Group")
		}},
		{"the same calls, another target", "igahost create User user_name=ada", s.swapped},
	}
}

// swapped creates, finds and deletes an object of the second connector.
func (s *story) swapped(ctx context.Context) ([]string, error) {
	created, err := s.conn.Create(ctx, &shared.CreateRequest{Class: "User", Attributes: shared.Attributes{
		shared.NewAttribute("user_name", shared.StringValue("ada")),
	}})
	if err != nil {
		return nil, err
	}
	lines, err := told(created, shared.OutcomeCreated)
	if err != nil {
		return lines, err
	}
	query := &shared.Query{Class: "User", Filter: filter.Eq("user_name", shared.StringValue("ADA")), Attributes: []string{"user_name"}}
	found, err := s.expectFound(ctx, query, "ada")
	if err != nil {
		return lines, err
	}
	deleted, err := s.conn.Delete(ctx, &shared.DeleteRequest{Class: "User", UID: created.UID})
	if err != nil {
		return lines, err
	}
	gone, err := told(deleted, shared.OutcomeDeleted)
	return append(append(lines, found...), gone...), err
}
