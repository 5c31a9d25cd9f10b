package zoomapi_test

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// A refusal that comes with HTTP 200 is one, whatever the write.
func TestWritesNoticeAnErrorInSuccess(t *testing.T) {
	t.Parallel()
	one := []zoomapi.Member{{ID: "u"}}
	for name, write := range map[string]func(context.Context, *zoomapi.Client) error{
		"UpdateUser": func(ctx context.Context, c *zoomapi.Client) error { return c.UpdateUser(ctx, "u", zoomapi.UserPatch{}) },
		"DeleteUser": func(ctx context.Context, c *zoomapi.Client) error {
			return c.DeleteUser(ctx, "u", zoomapi.DeleteOptions{})
		},
		"SetUserStatus": func(ctx context.Context, c *zoomapi.Client) error { return c.SetUserStatus(ctx, "u", true) },
		"SetUserEmail":  func(ctx context.Context, c *zoomapi.Client) error { return c.SetUserEmail(ctx, "u", "a@b.c") },
		"SetUserPassword": func(ctx context.Context, c *zoomapi.Client) error {
			return c.SetUserPassword(ctx, "u", zoomapi.NewSecret("p"))
		},
		"RevokeUserTokens": func(ctx context.Context, c *zoomapi.Client) error {
			return c.RevokeUserTokens(ctx, "u")
		},
		"CreateUser": func(ctx context.Context, c *zoomapi.Client) error {
			_, err := c.CreateUser(ctx, zoomapi.CreateInvite, zoomapi.UserCreate{Email: "a@b.c"})
			return err
		},
		"RenameGroup":       func(ctx context.Context, c *zoomapi.Client) error { return c.RenameGroup(ctx, "g", "n") },
		"DeleteGroup":       func(ctx context.Context, c *zoomapi.Client) error { return c.DeleteGroup(ctx, "g") },
		"RemoveGroupMember": func(ctx context.Context, c *zoomapi.Client) error { return c.RemoveGroupMember(ctx, "g", "u") },
		"RemoveGroupAdmin":  func(ctx context.Context, c *zoomapi.Client) error { return c.RemoveGroupAdmin(ctx, "g", "u") },
		"RemoveRoleMember":  func(ctx context.Context, c *zoomapi.Client) error { return c.RemoveRoleMember(ctx, "r", "u") },
		"CreateGroup": func(ctx context.Context, c *zoomapi.Client) error {
			_, err := c.CreateGroup(ctx, "n")
			return err
		},
		"AddGroupMembers": func(ctx context.Context, c *zoomapi.Client) error {
			_, err := c.AddGroupMembers(ctx, "g", one)
			return err
		},
		"AddRoleMembers": func(ctx context.Context, c *zoomapi.Client) error {
			_, err := c.AddRoleMembers(ctx, "r", one)
			return err
		},
		"UpdatePhoneUser": func(ctx context.Context, c *zoomapi.Client) error {
			return c.UpdatePhoneUser(ctx, "u", zoomapi.PhoneUserPatch{})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, mux := setup(t, nil)
			mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
				reply(t, w, http.StatusOK, `{"code":200,"message":"Only available for Paid account"}`)
			})
			refusal, ok := errors.AsType[*zoomapi.Error](write(t.Context(), client))
			if !ok || refusal.Code != 200 || refusal.Status != http.StatusOK {
				t.Errorf("got %v", refusal)
			}
		})
	}
}

// "me" is the owner of the app, who is never meant.
func TestMeIsNoMember(t *testing.T) {
	t.Parallel()
	client, mux := setup(t, nil)
	mux.HandleFunc("/", func(_ http.ResponseWriter, r *http.Request) { t.Errorf("%s %s was sent", r.Method, r.URL.Path) })
	for name, err := range map[string]error{
		"group": client.RemoveGroupMember(t.Context(), "g", "me"),
		"admin": client.RemoveGroupAdmin(t.Context(), "g", "ME"),
		"role":  client.RemoveRoleMember(t.Context(), "r", "Me"),
	} {
		if !errors.Is(err, zoomapi.ErrInvalidID) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
