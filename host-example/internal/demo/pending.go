package demo

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
)

const (
	invitedEmail = "charles.babbage@example.com"
	department   = "Analytical Engines"
)

// pending invites a user in the way that Zoom has for addresses of any domain.
func (s *story) pending() []step {
	var uid string
	return []step{
		{
			"invite a user: until he accepts, Zoom forgets most of what it is told",
			[]string{"igahost create ZoomUser email=" + invitedEmail + " first_name=Charles type=1 dept='" + department + "'"},
			func(ctx context.Context) ([]string, error) {
				result, err := s.create(ctx, userClass, nil,
					shared.NewAttribute("email", text(invitedEmail)),
					shared.NewAttribute("first_name", text("Charles")),
					shared.NewAttribute("type", shared.IntValue(1)),
					shared.NewAttribute("dept", text(department)),
				)
				if err != nil {
					return nil, err
				}
				uid = result.UID
				return told(result, shared.OutcomePending, "dept")
			},
		},
		{
			"he accepts (the simulator's control side), and the rest can be done",
			[]string{
				"curl -X POST -H \"Authorization: Bearer $TOKEN\" $CONTROL/users/" + invitedEmail + "/activate",
				"igahost update ZoomUser UID dept='" + department + "'",
			},
			func(ctx context.Context) ([]string, error) {
				if err := s.control(ctx, "users/"+url.PathEscape(invitedEmail)+"/activate", ""); err != nil {
					return nil, err
				}
				return s.changed(ctx, uid, []shared.AttributeDelta{shared.ReplaceDelta("dept", text(department))},
					[2]string{"status", "active"}, [2]string{"dept", department})
			},
		},
	}
}

// control asks the control side of the simulator, which does what happens
// outside of the API.
func (s *story) control(ctx context.Context, path, body string) (err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.sim.ControlURL+"/"+path, strings.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+s.sim.ControlToken)
	client := &http.Client{Timeout: stopTimeout}
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK && resp.StatusCode != http.StatusCreated {
		const enough = 1 << 10
		answer, _ := io.ReadAll(io.LimitReader(resp.Body, enough)) // for the message alone
		return unexpected("the answer of the control side", "200 or 201", fmt.Sprintf("%s %s", resp.Status, answer))
	}
	return nil
}
