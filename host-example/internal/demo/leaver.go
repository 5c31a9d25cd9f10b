package demo

import (
	"context"

	"github.com/igaplugin/igaplugin/shared"
)

// leaver takes the user out, in each of the ways that the configuration allows.
func (s *story) leaver() []step {
	return []step{
		{"delete her, which by default deactivates", []string{"igahost delete ZoomUser UID"}, s.deactivate},
		{"Zoom takes no changes to inactive users", []string{"igahost update ZoomUser UID job_title=Emerita"}, func(ctx context.Context) ([]string, error) {
			_, err := s.conn.Update(ctx, retire(s.ada))
			return refused(err, shared.ErrPreconditionFailed)
		}},
		{
			"a configuration of its own: the same change is made all the same",
			[]string{"igahost --config reactivate.yaml update ZoomUser UID job_title=Emerita"},
			s.reactivate,
		},
		{
			"delete her for good, and give her meetings to somebody else",
			[]string{"igahost --config reactivate.yaml delete ZoomUser UID --option transfer_email=" + invitedEmail + " --option transfer_meeting=true"},
			s.deleteAda,
		},
		{"the owner of the account is protected", []string{"igahost delete ZoomUser OWNER"}, s.deleteOwner},
	}
}

func retire(uid string) *shared.UpdateRequest {
	return &shared.UpdateRequest{Class: userClass, UID: uid, Deltas: []shared.AttributeDelta{shared.ReplaceDelta("job_title", text("Emerita"))}}
}

func (s *story) deactivate(ctx context.Context) ([]string, error) {
	result, err := s.conn.Delete(ctx, &shared.DeleteRequest{Class: userClass, UID: s.ada})
	if err != nil {
		return nil, err
	}
	lines, err := told(result, shared.OutcomeDeactivated)
	if err != nil {
		return lines, err
	}
	read, err := s.expect(ctx, s.ada, [2]string{"status", "inactive"})
	return append(lines, read...), err
}

// reactivate connects the same process once more.
func (s *story) reactivate(ctx context.Context) ([]string, error) {
	if err := s.reconnect(ctx,
		shared.NewAttribute("update_inactive", text("reactivate")),
		shared.NewAttribute("deactivate_on_delete", shared.BoolValue(false)),
	); err != nil {
		return nil, err
	}
	lines := say("update_inactive: reactivate, deactivate_on_delete: false")
	result, err := s.conn.Update(ctx, retire(s.ada))
	if err != nil {
		return lines, err
	}
	done, err := told(result, shared.OutcomeUpdated)
	lines = append(lines, done...)
	if err == nil {
		err = ran(result, "PUT /users/{userId}/status", "PATCH /users/{userId}", "GET /users/{userId}", "PUT /users/{userId}/status")
	}
	if err != nil {
		return lines, err
	}
	read, err := s.expect(ctx, s.ada, [2]string{"job_title", "Emerita"}, [2]string{"status", "inactive"})
	return append(lines, read...), err
}

func (s *story) deleteAda(ctx context.Context) ([]string, error) {
	result, err := s.conn.Delete(ctx, &shared.DeleteRequest{Class: userClass, UID: s.ada, Options: shared.Attributes{
		shared.NewAttribute("transfer_email", text(invitedEmail)),
		shared.NewAttribute("transfer_meeting", shared.BoolValue(true)),
	}})
	if err != nil {
		return nil, err
	}
	lines, err := told(result, shared.OutcomeDeleted)
	if err == nil {
		err = ran(result, "PUT /users/{userId}/status", "DELETE /users/{userId}")
	}
	if err != nil {
		return lines, err
	}
	_, err = s.conn.Get(ctx, &shared.GetRequest{Class: userClass, UID: s.ada})
	gone, err := refused(err, shared.ErrNotFound)
	return append(lines, gone...), err
}

func (s *story) deleteOwner(ctx context.Context) ([]string, error) {
	found, _, err := s.find(ctx, `role_id eq "0"`, "email")
	if err != nil {
		return nil, err
	}
	if len(found) != 1 {
		return nil, unexpected("the number of owners", 1, len(found))
	}
	_, err = s.conn.Delete(ctx, &shared.DeleteRequest{Class: userClass, UID: found[0].UID()})
	return refused(err, shared.ErrPreconditionFailed)
}
