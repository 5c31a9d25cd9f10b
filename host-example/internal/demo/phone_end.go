package demo

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/filter"
)

func (s *story) refusePhone(ctx context.Context) ([]string, error) {
	taken, err := s.every(ctx, numberClass, filter.Eq("assignee_type", text("User")))
	if err != nil {
		return nil, err
	}
	if len(taken) == 0 {
		return nil, unexpected("the number of numbers that users have", "at least 1", 0)
	}
	seen := s.seen()
	_, err = s.conn.Update(ctx, &shared.UpdateRequest{Class: userClass, UID: s.ada, Deltas: []shared.AttributeDelta{
		shared.ReplaceDelta("site_name", text("Atlantis")),
		shared.AddDelta("zoom_phone_calling_plans", shared.IntValue(999)),
		shared.AddDelta("zoom_phone_numbers", text(taken[0].Name())),
	}})
	lines, wrong := refused(err, shared.ErrInvalidAttributeValue)
	if fault, ok := errors.AsType[*shared.Error](err); wrong == nil && (!ok || len(fault.Faults) != 3) {
		wrong = unexpected("the error", "one with 3 faults", err)
	}
	return lines, errors.Join(wrong, s.wrote(seen))
}

func (s *story) invitePhone(ctx context.Context) ([]string, error) {
	attributes := append(s.wantedPhone(),
		shared.NewAttribute("email", text(guestEmail)), shared.NewAttribute("type", shared.IntValue(1)))
	result, err := s.create(ctx, userClass, nil, attributes...)
	if err != nil {
		return nil, err
	}
	lines, err := told(result, shared.OutcomePending, "zoom_phone_feature", "site_name", "zoom_phone_calling_plans", "zoom_phone_numbers")
	if err != nil {
		return lines, err
	}
	return lines, s.noPhone(ctx, result.UID)
}

// noPhone checks that the simulator has no Zoom Phone for a user.
func (s *story) noPhone(ctx context.Context, uid string) error {
	phone, err := s.phone(ctx, uid)
	if err == nil && phone != nil {
		err = unexpected("the phone user", "none", phone)
	}
	return err
}

func (s *story) takePhone(ctx context.Context) ([]string, error) {
	before, err := s.stock(ctx)
	if err != nil {
		return nil, err
	}
	off := []shared.AttributeDelta{shared.ReplaceDelta("zoom_phone_feature", shared.BoolValue(false))}
	result, lines, err := s.phoned(ctx, off, "PATCH /users/{userId}", readPhone)
	if err != nil {
		return lines, err
	}
	if err := affected(result, "extension_number", "site_id", "zoom_phone_calling_plans", "zoom_phone_numbers"); err != nil {
		return lines, err
	}
	if err := s.noPhone(ctx, s.ada); err != nil {
		return lines, err
	}
	after, err := s.stock(ctx)
	if err != nil {
		return lines, err
	}
	if seats := before.seats[laterPlan] + 1; after.seats[laterPlan] != seats || !slices.Contains(after.numbers, s.otherNumber) {
		return lines, unexpected("what is free again", fmt.Sprintf("%d seats and number %s", seats, s.otherNumber), after)
	}
	return append(lines, "the simulator has no phone user any more; the seat and the number are free again"), nil
}
