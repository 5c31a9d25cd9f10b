package demo

import (
	"context"

	"github.com/igaplugin/igaplugin/shared"
)

// The ids of roles that every Zoom account has.
const (
	administrators = "1"
	members        = "2"
)

// mover changes the user as people change jobs.
func (s *story) mover() []step {
	return []step{
		{
			"a new name, address and licence, and another group",
			[]string{"igahost update ZoomUser UID email=" + laterEmail + " last_name=Lovelace type=1 " +
				"group_ids-=name:" + firstGroup + " group_ids+=name:" + laterGroup},
			s.move,
		},
		{"made an administrator", []string{"igahost update ZoomUser UID role_id=name:Admin"}, func(ctx context.Context) ([]string, error) {
			return s.changed(ctx, s.ada, []shared.AttributeDelta{shared.ReplaceDelta("role_id", named(roleClass, "Admin"))}, [2]string{"role_id", administrators})
		}},
		{"and a member again, as everybody without another role is", []string{"igahost update ZoomUser UID role_id="}, func(ctx context.Context) ([]string, error) {
			return s.changed(ctx, s.ada, []shared.AttributeDelta{shared.ReplaceDelta("role_id")}, [2]string{"role_id", members})
		}},
	}
}

func (s *story) move(ctx context.Context) ([]string, error) {
	group, err := s.conn.Get(ctx, &shared.GetRequest{Class: groupClass, Name: laterGroup})
	if err != nil {
		return nil, err
	}
	swapped := shared.AddDelta("group_ids", named(groupClass, laterGroup))
	swapped.Remove = shared.NewValues(named(groupClass, firstGroup))
	lines, err := s.changed(ctx, s.ada, []shared.AttributeDelta{
		shared.ReplaceDelta("email", text(laterEmail)),
		shared.ReplaceDelta("last_name", text("Lovelace")),
		shared.ReplaceDelta("type", shared.IntValue(1)),
		swapped,
	}, [2]string{"email", laterEmail}, [2]string{"type", "1"}, [2]string{"group_ids", group.UID()})
	return lines, err
}
