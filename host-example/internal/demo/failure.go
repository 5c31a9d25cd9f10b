package demo

import (
	"context"
	"errors"
	"slices"

	"github.com/igaplugin/igaplugin/shared"
)

// Faults of the simulator, as its control side takes them. Both must happen:
// the end of the simulator says if one did not.
const (
	refuseMember = `[{"method": "POST", "route": "/groups/{groupId}/members", "times": 1, "min_fires": 1, ` +
		`"effect": {"kind": "answer", "status": 403, "code": 200, "message": "No permission."}}]`
	loseAnswer = `[{"method": "PATCH", "route": "/users/{userId}", "times": 1, "min_fires": 1, "effect": {"kind": "cut", "applied": true}}]`
)

// failures shows writes that do not go well, and a request that is wrong.
func (s *story) failures() []step {
	const fault = `curl -H "Authorization: Bearer $TOKEN" $CONTROL/faults -d @`
	return []step{
		{
			"one step of a write is refused: the error tells what is done and what is not",
			[]string{fault + "refuse.json", "igahost update ZoomUser UID job_title=Programmer group_ids+=name:" + firstGroup},
			s.partial,
		},
		{"go on with what remains: the user is as asked for", []string{"igahost update ZoomUser UID job_title=Programmer group_ids+=name:" + firstGroup}, s.goOn},
		{
			"an answer is lost: a look at Zoom tells that the change was made",
			[]string{fault + "lose.json", "igahost update ZoomUser UID dept='" + department + "'"},
			s.lostAnswer,
		},
		{"a mistake: nothing is sent", []string{"igahost update ZoomUser UID frist_name=Ada"}, func(ctx context.Context) ([]string, error) {
			seen := s.seen()
			_, err := s.conn.Update(ctx, &shared.UpdateRequest{Class: userClass, UID: s.ada, Deltas: []shared.AttributeDelta{
				shared.ReplaceDelta("frist_name", text("Ada")),
			}})
			if asked := s.asked(seen); len(asked) > 0 {
				return nil, unexpected("what Zoom was asked", "nothing", asked)
			}
			return refused(err, shared.ErrInvalidRequest)
		}},
	}
}

func (s *story) partial(ctx context.Context) ([]string, error) {
	if err := s.control(ctx, "faults", refuseMember); err != nil {
		return nil, err
	}
	result, err := s.conn.Update(ctx, &shared.UpdateRequest{Class: userClass, UID: s.ada, Deltas: []shared.AttributeDelta{
		shared.ReplaceDelta("job_title", text("Programmer")),
		shared.AddDelta("group_ids", named(groupClass, firstGroup)),
	}})
	failed, ok := errors.AsType[*shared.WriteError](err)
	if !ok || !errors.Is(err, shared.ErrPartial) {
		return nil, unexpected("the answer", shared.ErrPartial, [2]any{result, err})
	}
	lines := append(say("the fault: the next POST /groups/{groupId}/members is answered with 403"), say("%v", err)...)
	lines = append(lines, steps(&failed.Result)...)
	s.remaining = failed.Remaining
	var remains []string
	for _, d := range s.remaining {
		remains = append(remains, d.Name)
	}
	if !slices.Contains(remains, "group_ids") {
		return lines, unexpected("what remains", "group_ids at least", names(remains))
	}
	lines = append(lines, "to do or not verified yet: "+names(remains))
	read, err := s.expect(ctx, s.ada, [2]string{"job_title", "Programmer"})
	return append(lines, read...), err
}

func (s *story) goOn(ctx context.Context) ([]string, error) {
	lines, err := s.update(ctx, userClass, s.ada, s.remaining...)
	if err != nil {
		return lines, err
	}
	obj, err := s.conn.Get(ctx, &shared.GetRequest{Class: userClass, UID: s.ada, Attributes: []string{"group_ids"}})
	if err != nil {
		return lines, err
	}
	for _, name := range []string{firstGroup, laterGroup} {
		group, err := s.conn.Get(ctx, &shared.GetRequest{Class: groupClass, Name: name})
		if err != nil {
			return lines, err
		}
		if values, _ := obj.Get("group_ids"); !values.Contains(ref(groupClass, group.UID())) {
			return lines, unexpected("the list of groups", "one with "+name, values)
		}
	}
	return append(lines, say("read back: she is in %s and in %s", firstGroup, laterGroup)...), nil
}

func (s *story) lostAnswer(ctx context.Context) ([]string, error) {
	if err := s.control(ctx, "faults", loseAnswer); err != nil {
		return nil, err
	}
	seen := s.seen()
	lines := say("the fault: the next PATCH /users/{userId} is carried out, and its connection cut")
	done, err := s.update(ctx, userClass, s.ada, shared.ReplaceDelta("dept", text(department)))
	lines = append(lines, done...)
	if err != nil {
		return lines, err
	}
	asked := s.asked(seen)
	lines = append(lines, counted(asked))
	if sent := asked["PATCH /users/{userId}"]; sent != 1 {
		return lines, unexpected("the number of times that the change was sent", 1, sent)
	}
	read, err := s.expect(ctx, s.ada, [2]string{"dept", department})
	return append(lines, read...), errors.Join(err, s.sim.Sim().CheckFaults())
}
