package demo

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
)

// wantedPhone is the Zoom Phone that somebody gets.
func (s *story) wantedPhone() []shared.Attribute {
	return []shared.Attribute{
		shared.NewAttribute("zoom_phone_feature", shared.BoolValue(true)),
		shared.NewAttribute("site_name", text(firstSite)),
		shared.NewAttribute("zoom_phone_calling_plans", shared.IntValue(firstCode)),
		shared.NewAttribute("zoom_phone_numbers", text(s.number)),
	}
}

// phoned changes Zoom Phone, which must take certain calls.
func (s *story) phoned(ctx context.Context, deltas []shared.AttributeDelta, calls ...string) (*shared.WriteResult, []string, error) {
	result, err := s.conn.Update(ctx, &shared.UpdateRequest{Class: userClass, UID: s.ada, Deltas: deltas})
	if err != nil {
		return nil, nil, err
	}
	lines, err := told(result, shared.OutcomeUpdated)
	if err == nil {
		err = ran(result, calls...)
	}
	return result, lines, err
}

// rephoned changes one attribute of Zoom Phone, and then looks at the simulator.
func (s *story) rephoned(ctx context.Context, delta shared.AttributeDelta, want seenPhone, calls ...string) ([]string, error) {
	_, lines, err := s.phoned(ctx, []shared.AttributeDelta{delta}, append(calls, readPhone)...)
	if err != nil {
		return lines, err
	}
	read, err := s.phoneIs(ctx, want)
	return append(lines, read...), err
}

func (s *story) givePhone(ctx context.Context) ([]string, error) {
	var deltas []shared.AttributeDelta
	for _, a := range s.wantedPhone() {
		deltas = append(deltas, shared.ReplaceDelta(a.Name, slices.Collect(a.Values.All())...))
	}
	seen := s.seen()
	_, lines, err := s.phoned(ctx, deltas, "PATCH /users/{userId}", readPhone, "PATCH /phone/users/{userId}",
		"POST /phone/users/{userId}/calling_plans", assignNumber, readPhone)
	if err != nil {
		return lines, err
	}
	early, written := 0, false
	for _, r := range s.sim.Sim().Requests()[seen:] {
		written = written || r.Method == http.MethodPatch
		if written && r.Status == http.StatusNotFound {
			early++
		}
	}
	if early == 0 {
		return lines, unexpected("how often there was no phone user yet", "at least 1", early)
	}
	lines = append(lines, fmt.Sprintf("Zoom makes the phone user late, here after %v: the connector waited, and looked %d times", profileDelay, early+1))
	read, err := s.phoneIs(ctx, seenPhone{site: firstSite, plans: firstPlan, numbers: s.number})
	return append(lines, read...), err
}

func (s *story) swapPlans(ctx context.Context) ([]string, error) {
	const swap = "PUT /phone/users/{userId}/calling_plans"
	seen := s.seen()
	lines, err := s.rephoned(ctx, shared.ReplaceDelta("zoom_phone_calling_plans", shared.IntValue(laterCode)),
		seenPhone{site: firstSite, plans: laterPlan, numbers: s.number}, swap)
	return lines, errors.Join(err, s.wrote(seen, swap))
}

func (s *story) exchangeNumbers(ctx context.Context) ([]string, error) {
	const remove = "DELETE /phone/users/{userId}/phone_numbers/{phoneNumberId}"
	seen := s.seen()
	exchanged := shared.AddDelta("zoom_phone_numbers", text(s.otherNumber))
	exchanged.Remove = shared.NewValues(text(s.number))
	lines, err := s.rephoned(ctx, exchanged, seenPhone{site: firstSite, plans: laterPlan, numbers: s.otherNumber}, assignNumber, remove)
	return lines, errors.Join(err, s.wrote(seen, assignNumber, remove))
}

// moveSite moves the user, at which Zoom changes the extension: the result must
// say so.
func (s *story) moveSite(ctx context.Context) ([]string, error) {
	before, err := s.phone(ctx, s.ada)
	if err != nil {
		return nil, err
	}
	if before == nil {
		return nil, unexpected("the phone user", "there", "missing")
	}
	moved := []shared.AttributeDelta{shared.ReplaceDelta("site_name", text(laterSite))}
	result, lines, err := s.phoned(ctx, moved, "PATCH /phone/users/{userId}", readPhone)
	if err != nil {
		return lines, err
	}
	if err := affected(result, "extension_number"); err != nil {
		return lines, err
	}
	read, err := s.phoneIs(ctx, seenPhone{site: laterSite, plans: laterPlan, numbers: s.otherNumber})
	if err != nil {
		return lines, err
	}
	lines = append(lines, read...)
	after, err := s.phone(ctx, s.ada)
	if err == nil && (after == nil || after.extension == before.extension) {
		err = unexpected("the phone user", "one with another extension", after)
	}
	return lines, err
}

// affected checks which attributes changed along with a write.
func affected(result *shared.WriteResult, want ...string) error {
	var got []string
	for _, e := range result.SideEffects {
		got = append(got, e.Attribute)
	}
	if !slices.Equal(got, want) {
		return unexpected("the list of side effects", names(want), names(got))
	}
	return nil
}

// wrote checks which requests were to change something since then.
func (s *story) wrote(since int, want ...string) error {
	var got []string
	for _, r := range s.sim.Sim().Requests()[since:] {
		if r.Method != http.MethodGet && !strings.HasPrefix(r.Template, "/oauth/") {
			got = append(got, r.Method+" "+r.Template)
		}
	}
	if !slices.Equal(got, want) {
		return unexpected("the list of changes sent", names(want), names(got))
	}
	return nil
}
