package zoomapi_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

func TestCreateUser(t *testing.T) {
	t.Parallel()
	client, mux := setup(t, nil)
	var got map[string]any
	mux.HandleFunc("POST /users", func(w http.ResponseWriter, r *http.Request) {
		got = body(t, r)
		if r.Header.Get("Content-Type") != "application/json" || r.Header.Get("Authorization") != "Bearer token-0" {
			t.Errorf("headers %v", r.Header)
		}
		reply(t, w, http.StatusCreated, `{"id":"new","email":"a@example.com","first_name":"A","type":2}`)
	})
	user, err := client.CreateUser(t.Context(), zoomapi.CreateAuto, zoomapi.UserCreate{
		Email: "a@example.com", FirstName: "A", Type: 2, Password: zoomapi.NewSecret("Gx7pTmQ2"),
		Feature: &zoomapi.Feature{ZoomPhone: new(false), ZoomOneType: new(int64(16))},
	})
	if err != nil || user.ID != "new" || user.Type != 2 {
		t.Errorf("got %+v, %v", user, err)
	}
	want := map[string]any{"action": "autoCreate", "user_info": map[string]any{
		"email": "a@example.com", "first_name": "A", "type": 2.0, "password": "Gx7pTmQ2",
		"feature": map[string]any{"zoom_phone": false, "zoom_one_type": 16.0},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("body differs (-want +got):\n%s", diff)
	}
}

func TestUpdateUserSendsWhatWasGiven(t *testing.T) {
	t.Parallel()
	key := zoomapi.NewSecret("299086")
	for name, tc := range map[string]struct {
		patch zoomapi.UserPatch
		want  map[string]any
	}{
		"nothing": {want: map[string]any{}},
		"clear": {
			patch: zoomapi.UserPatch{
				Dept: new(""), UsePMI: new(false), ZoomOneType: new(int64(0)), PhoneNumbers: &[]zoomapi.PhoneNumber{},
				CustomAttributes: &[]zoomapi.CustomAttribute{},
			},
			want: map[string]any{
				"dept": "", "use_pmi": false, "zoom_one_type": 0.0, "phone_numbers": []any{}, "custom_attributes": []any{},
			},
		},
		"set": {
			patch: zoomapi.UserPatch{
				FirstName: new("A"), Type: new(2), HostKey: &key,
				PhoneNumbers: &[]zoomapi.PhoneNumber{{Code: "+1", Number: "5"}},
			},
			want: map[string]any{
				"first_name": "A", "type": 2.0, "host_key": "299086",
				"phone_numbers": []any{map[string]any{"code": "+1", "number": "5"}},
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, mux := setup(t, nil)
			var got map[string]any
			mux.HandleFunc("PATCH /users/x", func(w http.ResponseWriter, r *http.Request) {
				got = body(t, r)
				w.WriteHeader(http.StatusNoContent)
			})
			if err := client.UpdateUser(t.Context(), "x", tc.patch); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("body differs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDeleteUser(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		opts zoomapi.DeleteOptions
		want string
	}{
		"default": {want: ""},
		"delete":  {opts: zoomapi.DeleteOptions{Action: zoomapi.DeletePermanently}, want: "action=delete"},
		"transfer": {
			opts: zoomapi.DeleteOptions{
				Action: zoomapi.DeleteDisassociate, TransferEmail: "heir+1@example.com",
				TransferMeeting: true, TransferDocs: true,
			},
			want: "action=disassociate&transfer_docs=true&transfer_email=heir%2B1%40example.com&transfer_meeting=true",
		},
		"everything": {
			opts: zoomapi.DeleteOptions{
				TransferMeeting: true, TransferWebinar: true, TransferRecording: true, TransferWhiteboard: true,
				TransferClipFiles: true, TransferNotes: true, TransferVisitors: true, TransferDocs: true,
			},
			want: "transfer_clipfiles=true&transfer_docs=true&transfer_meeting=true&transfer_notes=true" +
				"&transfer_recording=true&transfer_visitors=true&transfer_webinar=true&transfer_whiteboard=true",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, mux := setup(t, nil)
			var got string
			mux.HandleFunc("DELETE /users/x", func(w http.ResponseWriter, r *http.Request) {
				got = r.URL.RawQuery
				w.WriteHeader(http.StatusNoContent)
			})
			if err := client.DeleteUser(t.Context(), "x", tc.opts); err != nil || got != tc.want {
				t.Errorf("query %q, want %q; error %v", got, tc.want, err)
			}
		})
	}
}

func TestUserAccountCalls(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		call    func(c *zoomapi.Client) error
		pattern string
		want    map[string]any
	}{
		"activate": {
			call:    func(c *zoomapi.Client) error { return c.SetUserStatus(t.Context(), "x", true) },
			pattern: "PUT /users/x/status", want: map[string]any{"action": "activate"},
		},
		"deactivate": {
			call:    func(c *zoomapi.Client) error { return c.SetUserStatus(t.Context(), "x", false) },
			pattern: "PUT /users/x/status", want: map[string]any{"action": "deactivate"},
		},
		"e-mail": {
			call:    func(c *zoomapi.Client) error { return c.SetUserEmail(t.Context(), "x", "b@example.com") },
			pattern: "PUT /users/x/email", want: map[string]any{"email": "b@example.com"},
		},
		"password": {
			call: func(c *zoomapi.Client) error {
				return c.SetUserPassword(t.Context(), "x", zoomapi.NewSecret("Gx7pTmQ2"))
			},
			pattern: "PUT /users/x/password", want: map[string]any{"password": "Gx7pTmQ2"},
		},
		"tokens": {
			call:    func(c *zoomapi.Client) error { return c.RevokeUserTokens(t.Context(), "x") },
			pattern: "DELETE /users/x/token",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, mux := setup(t, nil)
			var got map[string]any
			mux.HandleFunc(tc.pattern, func(w http.ResponseWriter, r *http.Request) {
				if tc.want != nil {
					got = body(t, r)
				} else if r.ContentLength > 0 || r.Header.Get("Content-Type") != "" {
					t.Error("a body was sent")
				}
				w.WriteHeader(http.StatusNoContent)
			})
			if err := tc.call(client); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("body differs (-want +got):\n%s", diff)
			}
		})
	}
}
