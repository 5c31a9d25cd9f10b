package demo

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/filter"
)

// What the demo creates.
const (
	userClass  = "ZoomUser"
	groupClass = "ZoomGroup"
	email      = "ada.lovelace@example.com"
	department = "Analytical Engines"
	groupName  = "Engine Room"
	newName    = "Difference Engine"
)

// userChapter is the life of a user from invitation to leave of absence.
func (s *story) userChapter() []step {
	return []step{
		{"joiner: create a user", "igahost create ZoomUser email=" + email + " first_name=Ada last_name=Lovelace type=1", s.createUser},
		{"she accepts the invitation (on the simulator's control side)", "curl -X POST .../control/users/" + email + "/activate", s.acceptInvitation},
		{"read her by name", "igahost get ZoomUser --name " + email, func(ctx context.Context) ([]string, error) {
			return s.expectUser(ctx, "status", "active")
		}},
		{"create a group", "igahost create ZoomGroup name='" + groupName + "'", s.createGroup},
		{"mover: change her by delta: title, department, membership", "igahost update ZoomUser UID job_title=Programmer dept='" + department + "' group_ids+=name:'" + groupName + "'", s.move},
		{"find her by filter", `igahost search ZoomUser --filter 'dept eq "` + department + `" and status eq "active"'`, s.findUser},
		{"disable her", "igahost update ZoomUser UID enabled=false", func(ctx context.Context) ([]string, error) {
			return s.enable(ctx, false, "inactive")
		}},
		{"enable her again", "igahost update ZoomUser UID enabled=true", func(ctx context.Context) ([]string, error) {
			return s.enable(ctx, true, "active")
		}},
	}
}

func (s *story) createUser(ctx context.Context) ([]string, error) {
	result, err := s.conn.Create(ctx, &shared.CreateRequest{Class: userClass, Attributes: shared.Attributes{
		shared.NewAttribute("email", shared.StringValue(email)),
		shared.NewAttribute("first_name", shared.StringValue("Ada")),
		shared.NewAttribute("last_name", shared.StringValue("Lovelace")),
		shared.NewAttribute("type", shared.IntValue(1)),
	}})
	if err != nil {
		return nil, err
	}
	s.user = result.UID
	return told(result, shared.OutcomePending)
}

// told describes a write that must have had an outcome, and left nothing out.
func told(result *shared.WriteResult, want shared.Outcome) ([]string, error) {
	lines := say("%s, uid %s, %s", result.Outcome, result.UID, requests(result.Stats))
	for _, st := range result.Steps {
		lines = append(lines, fmt.Sprintf("%s: %s (%s)", st.Name, st.Endpoint, st.State))
	}
	for _, n := range result.NotApplied {
		lines = append(lines, fmt.Sprintf("not applied: %s: %v", n.Attribute, n.Reason))
	}
	switch {
	case result.Outcome != want:
		return lines, unexpected("the outcome", want.String(), result.Outcome)
	case result.UID == "":
		return lines, unexpected("the uid", "known", "empty")
	case len(result.NotApplied) > 0:
		return lines, unexpected("the number of attributes left out", "0", len(result.NotApplied))
	default:
		return lines, nil
	}
}

// acceptInvitation does what the invited person does, outside of the API.
func (s *story) acceptInvitation(ctx context.Context) ([]string, error) {
	address := s.sim.ControlURL + "/users/" + url.PathEscape(email) + "/activate"
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, http.NoBody)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+s.sim.ControlToken)
	client := &http.Client{Timeout: stopTimeout}
	resp, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		const enough = 1 << 10
		body, _ := io.ReadAll(io.LimitReader(resp.Body, enough)) // for the message alone
		return nil, unexpected("the answer of the control side", "200", fmt.Sprintf("%s %s", resp.Status, body))
	}
	return say("%s is a member of the account now", email), nil
}

// expectUser reads the user by name and checks one attribute.
func (s *story) expectUser(ctx context.Context, attribute, want string) ([]string, error) {
	obj, err := s.conn.Get(ctx, &shared.GetRequest{Class: userClass, Name: email})
	if err != nil {
		return nil, err
	}
	if obj.UID() != s.user {
		return nil, unexpected("the uid", s.user, obj.UID())
	}
	values, _ := obj.Get(attribute)
	if values.String() != want {
		return nil, unexpected(attribute, want, values)
	}
	return say("%s, uid %s: %s is %s, %d attributes in all", obj.Name(), obj.UID(), attribute, values, obj.Len()), nil
}

func (s *story) createGroup(ctx context.Context) ([]string, error) {
	result, err := s.conn.Create(ctx, &shared.CreateRequest{Class: groupClass, Attributes: shared.Attributes{
		shared.NewAttribute("name", shared.StringValue(groupName)),
	}})
	if err != nil {
		return nil, err
	}
	s.group = result.UID
	return told(result, shared.OutcomeCreated)
}

func (s *story) move(ctx context.Context) ([]string, error) {
	lines, err := s.update(ctx, userClass, s.user,
		shared.ReplaceDelta("job_title", shared.StringValue("Programmer")),
		shared.ReplaceDelta("dept", shared.StringValue(department)),
		shared.AddDelta("group_ids", shared.ReferenceValue(shared.Reference{Class: groupClass, Name: groupName})),
	)
	if err != nil {
		return lines, err
	}
	for attribute, want := range map[string]string{"job_title": "Programmer", "dept": department, "group_ids": s.group} {
		if _, err := s.expectUser(ctx, attribute, want); err != nil {
			return lines, err
		}
	}
	return append(lines, "read back: all three are there"), nil
}

// update changes an object.
func (s *story) update(ctx context.Context, class, uid string, deltas ...shared.AttributeDelta) ([]string, error) {
	result, err := s.conn.Update(ctx, &shared.UpdateRequest{Class: class, UID: uid, Deltas: deltas})
	if err != nil {
		return nil, err
	}
	return told(result, shared.OutcomeUpdated)
}

func (s *story) findUser(ctx context.Context) ([]string, error) {
	condition, err := filter.Parse(`dept eq "` + department + `" and status eq "active"`)
	if err != nil {
		return nil, err
	}
	return s.expectFound(ctx, &shared.Query{Class: userClass, Filter: condition, Attributes: []string{"email", "job_title", "dept"}}, email)
}

// expectFound runs a query that must find exactly one object.
func (s *story) expectFound(ctx context.Context, q *shared.Query, name string) ([]string, error) {
	results, err := s.conn.Search(ctx, q)
	if err != nil {
		return nil, err
	}
	var lines, found []string
	for obj, err := range results.All() {
		if err != nil {
			return nil, err
		}
		found = append(found, obj.Name())
		words := []string{obj.Name()}
		for attribute, values := range obj.All() {
			words = append(words, fmt.Sprintf("%s=%s", attribute, values))
		}
		lines = append(lines, strings.Join(words, "  "))
	}
	if len(found) != 1 || found[0] != name {
		return lines, unexpected("what was found", name+" alone", found)
	}
	return append(lines, "1 row, "+requests(results.Page().Stats)), nil
}

func (s *story) enable(ctx context.Context, enabled bool, status string) ([]string, error) {
	lines, err := s.update(ctx, userClass, s.user, shared.ReplaceDelta("enabled", shared.BoolValue(enabled)))
	if err != nil {
		return lines, err
	}
	read, err := s.expectUser(ctx, "status", status)
	return append(lines, read...), err
}
