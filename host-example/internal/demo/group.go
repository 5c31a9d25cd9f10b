package demo

import (
	"context"
	"errors"

	"github.com/igaplugin/igaplugin/shared"
)

const (
	groupName = "Engine Room"
	newName   = "Difference Engine"
)

// groups is the life of a group.
func (s *story) groups() []step {
	return []step{
		{
			"a group with its members and admins",
			[]string{"igahost create ZoomGroup name='" + groupName + "' members=name:" + laterEmail + " admins=name:" + laterEmail},
			s.createGroup,
		},
		{"rename it", []string{"igahost update ZoomGroup UID name='" + newName + "'"}, s.rename},
		{"delete it; its members stay users", []string{"igahost delete ZoomGroup UID"}, s.deleteGroup},
	}
}

func (s *story) createGroup(ctx context.Context) ([]string, error) {
	result, err := s.create(ctx, groupClass, nil,
		shared.NewAttribute("name", text(groupName)),
		shared.NewAttribute("members", named(userClass, laterEmail)),
		shared.NewAttribute("admins", named(userClass, laterEmail)),
	)
	if err != nil {
		return nil, err
	}
	s.group = result.UID
	lines, err := told(result, shared.OutcomeCreated)
	if err != nil {
		return lines, err
	}
	group, err := s.conn.Get(ctx, &shared.GetRequest{Class: groupClass, UID: s.group, Attributes: []string{"members", "admins"}})
	if err != nil {
		return lines, err
	}
	for _, attribute := range []string{"members", "admins"} {
		if values, _ := group.Get(attribute); values.String() != s.ada {
			return lines, unexpected(attribute, s.ada, values)
		}
	}
	return lines, nil
}

func (s *story) rename(ctx context.Context) ([]string, error) {
	lines, err := s.update(ctx, groupClass, s.group, shared.ReplaceDelta("name", text(newName)))
	if err != nil {
		return lines, err
	}
	group, err := s.conn.Get(ctx, &shared.GetRequest{Class: groupClass, Name: newName})
	if err != nil {
		return lines, err
	}
	if group.UID() != s.group {
		return lines, unexpected("the uid of the renamed group", s.group, group.UID())
	}
	return lines, nil
}

func (s *story) deleteGroup(ctx context.Context) ([]string, error) {
	result, err := s.conn.Delete(ctx, &shared.DeleteRequest{Class: groupClass, UID: s.group})
	if err != nil {
		return nil, err
	}
	lines, err := told(result, shared.OutcomeDeleted)
	if err != nil {
		return lines, err
	}
	_, err = s.conn.Get(ctx, &shared.GetRequest{Class: groupClass, UID: s.group})
	if !errors.Is(err, shared.ErrNotFound) {
		return lines, unexpected("the error of a read afterwards", shared.ErrNotFound, err)
	}
	return append(lines, say("a read says: %v", err)...), nil
}
