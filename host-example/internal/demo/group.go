package demo

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/igaplugin/igaplugin/shared"
)

// groupChapter is the life of the group that was created on the way.
func (s *story) groupChapter() []step {
	return []step{
		{"the group from its other side: its members", "igahost get ZoomGroup UID --attrs name,members", s.members},
		{"rename the group", "igahost update ZoomGroup UID name='" + newName + "'", s.rename},
		{"take her out of it", "igahost update ZoomUser UID group_ids-=GROUP", func(ctx context.Context) ([]string, error) {
			return s.update(ctx, userClass, s.user,
				shared.RemoveDelta("group_ids", shared.ReferenceValue(shared.Reference{Class: groupClass, UID: s.group})))
		}},
		{"delete the group", "igahost delete ZoomGroup UID", s.deleteGroup},
	}
}

func (s *story) members(ctx context.Context) ([]string, error) {
	group, err := s.conn.Get(ctx, &shared.GetRequest{Class: groupClass, UID: s.group, Attributes: []string{"name", "members"}})
	if err != nil {
		return nil, err
	}
	values, _ := group.Get("members")
	var uids []string
	for v := range values.All() {
		r, _ := v.AsReference()
		uids = append(uids, r.UID)
	}
	if !slices.Contains(uids, s.user) {
		return nil, unexpected("the members", "some with "+s.user, uids)
	}
	return say("%s has %d member: %s", group.Name(), len(uids), names(uids)), nil
}

func (s *story) rename(ctx context.Context) ([]string, error) {
	lines, err := s.update(ctx, groupClass, s.group, shared.ReplaceDelta("name", shared.StringValue(newName)))
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
		return lines, unexpected("the error of a read afterwards", shared.ErrNotFound.Error(), err)
	}
	return append(lines, fmt.Sprintf("a read says: %v", err)), nil
}
