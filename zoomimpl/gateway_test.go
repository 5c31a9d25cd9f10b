package zoomimpl_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/igaplugin/igaplugin/shared"
)

// A gateway that does not find its way says nothing about users and groups: who
// takes it for "gone" deprovisions them.
func TestNotFoundOfAGatewayIsNoAnswer(t *testing.T) {
	t.Parallel()
	tn := start(t, small(), set("entitlement_deletion_enabled", yes))
	uid := tn.active("ann@example.com")
	team := groupIDs(tn)[0]
	for name, body := range map[string]string{
		"page": "<html>404 Not Found</html>", "nothing": "", "message": `{"message":"no Route matched with those values"}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn := tn.connectThrough(func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
				if strings.HasSuffix(req.URL.Path, "/oauth/token") {
					return send()
				}
				return answer(http.StatusNotFound, body), nil
			}, set("entitlement_deletion_enabled", yes))
			for call, do := range map[string]func() error{
				"get by uid": func() error {
					_, err := conn.Get(t.Context(), &shared.GetRequest{Class: user, UID: uid})
					return err
				},
				"get by name": func() error {
					_, err := conn.Get(t.Context(), &shared.GetRequest{Class: user, Name: "ann@example.com"})
					return err
				},
				"get of a group": func() error {
					_, err := conn.Get(t.Context(), &shared.GetRequest{Class: group, UID: team})
					return err
				},
				"search": func() error {
					_, _, err := searchAll(t.Context(), conn, &shared.Query{Class: user, Filter: parse(t, `email eq "ann@example.com"`)})
					return err
				},
				"update": func() error {
					_, err := conn.Update(t.Context(), &shared.UpdateRequest{Class: user, UID: uid, Deltas: []shared.AttributeDelta{shared.ReplaceDelta("dept", str("x"))}})
					return err
				},
				"delete": func() error {
					_, err := conn.Delete(t.Context(), &shared.DeleteRequest{Class: user, UID: uid})
					return err
				},
				"delete of a group": func() error {
					_, err := conn.Delete(t.Context(), &shared.DeleteRequest{Class: group, UID: team})
					return err
				},
			} {
				if err := do(); !errors.Is(err, shared.ErrConnectionFailed) || errors.Is(err, shared.ErrNotFound) {
					t.Errorf("%s: got %v", call, err)
				}
			}
		})
	}
}
