package demo

import (
	"context"

	"github.com/igaplugin/igaplugin/shared"
)

// What the demo works with.
const (
	userClass  = "ZoomUser"
	groupClass = "ZoomGroup"
	roleClass  = "ZoomRole"

	firstEmail = "ada.byron@example.com"
	laterEmail = "ada.lovelace@example.com"
	// Groups that the simulator makes.
	firstGroup = "Engineering"
	laterGroup = "Product"
)

// active is the option that makes a user of a managed domain without an
// invitation.
func active() shared.Attributes {
	return shared.Attributes{shared.NewAttribute("create_action", text("autoCreate"))}
}

// joiner makes a user who can work at once.
func (s *story) joiner() []step {
	return []step{
		{
			"one call: an active user with a licence and a group",
			[]string{"igahost create ZoomUser email=" + firstEmail + " first_name=Ada last_name=Byron type=2 job_title=Analyst " +
				"group_ids=name:" + firstGroup + " --option create_action=autoCreate"},
			s.createAda,
		},
		{"read her by name", []string{"igahost get ZoomUser --name " + firstEmail}, s.readAda},
	}
}

func (s *story) createAda(ctx context.Context) ([]string, error) {
	result, err := s.create(ctx, userClass, active(),
		shared.NewAttribute("email", text(firstEmail)),
		shared.NewAttribute("first_name", text("Ada")),
		shared.NewAttribute("last_name", text("Byron")),
		shared.NewAttribute("type", shared.IntValue(2)),
		shared.NewAttribute("job_title", text("Analyst")),
		shared.NewAttribute("group_ids", named(groupClass, firstGroup)),
	)
	if err != nil {
		return nil, err
	}
	s.ada = result.UID
	lines, err := told(result, shared.OutcomeCreated)
	if err != nil {
		return lines, err
	}
	return lines, ran(result, "POST /users", "PATCH /users/{userId}", "POST /groups/{groupId}/members", "GET /users/{userId}")
}

func (s *story) readAda(ctx context.Context) ([]string, error) {
	obj, err := s.conn.Get(ctx, &shared.GetRequest{Class: userClass, Name: firstEmail})
	if err != nil {
		return nil, err
	}
	if obj.UID() != s.ada {
		return nil, unexpected("the uid", s.ada, obj.UID())
	}
	read, err := s.expect(ctx, s.ada, [2]string{"status", "active"}, [2]string{"type", "2"}, [2]string{"job_title", "Analyst"})
	return append(read, say("%d attributes in all", obj.Len())...), err
}
