package zoomapi_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

func TestUnusableAnswers(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ body, want string }{
		"empty":      {body: "", want: "empty"},
		"truncated":  {body: `{"id":"x","type":1`, want: "unexpected end"},
		"HTML":       {body: "<html>" + canary + "</html>", want: "invalid character"},
		"garbage":    {body: `{"id":"x","type":1} tail`, want: "invalid character"},
		"wrong type": {body: `{"id":"x","type":"` + canary + `"}`, want: "cannot unmarshal"},
		"array":      {body: `[]`, want: "cannot unmarshal"},
		"no user":    {body: `{}`, want: "neither id nor e-mail"},
		"null":       {body: `null`, want: "neither id nor e-mail"},
		"oversized":  {body: `{"id":"` + strings.Repeat("x", 4096) + `"}`, want: "larger than 1024 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, mux := setup(t, func(cfg *zoomapi.Config) { cfg.MaxBodyBytes = 1024 })
			mux.HandleFunc("GET /users/{id}", func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("x-zm-trackingid", "WEB_1")
				reply(t, w, http.StatusOK, tc.body)
			})
			_, err := client.User(t.Context(), "x")
			failure, ok := errors.AsType[*zoomapi.DecodeError](err)
			if !ok {
				t.Fatalf("got %v, want a DecodeError", err)
			}
			if failure.Status != http.StatusOK || failure.Route != "/users/{userId}" || failure.TrackingID != "WEB_1" {
				t.Errorf("got %+v", failure)
			}
			if !strings.Contains(err.Error(), tc.want) || leaks(err.Error()) {
				t.Errorf("text %q, want %q and no quotation", err, tc.want)
			}
		})
	}
}

func TestBodyAtTheLimitIsRead(t *testing.T) {
	t.Parallel()
	text := `{"id":"x","type":1}`
	client, mux := setup(t, func(cfg *zoomapi.Config) { cfg.MaxBodyBytes = int64(len(text)) })
	mux.HandleFunc("GET /users/{id}", func(w http.ResponseWriter, _ *http.Request) {
		reply(t, w, http.StatusOK, text)
	})
	if _, err := client.User(t.Context(), "x"); err != nil {
		t.Error(err)
	}
}

func TestWritesAcceptAnySuccess(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		status int
		body   string
	}{
		"204":       {status: http.StatusNoContent},
		"200 empty": {status: http.StatusOK},
		"200 {}":    {status: http.StatusOK, body: "{}"},
		"200 text":  {status: http.StatusOK, body: "OK"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, mux := setup(t, nil)
			mux.HandleFunc("PUT /users/{id}/status", func(w http.ResponseWriter, _ *http.Request) {
				w.Header()["Content-Type"] = nil
				w.WriteHeader(tc.status)
				if _, err := w.Write([]byte(tc.body)); err != nil && tc.body != "" {
					t.Error(err)
				}
			})
			if err := client.SetUserStatus(t.Context(), "x", true); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		status int
		body   string
		want   zoomapi.Error
	}{
		"envelope": {
			status: 404, body: `{"code":1001,"message":"User does not exist: x."}`,
			want: zoomapi.Error{Code: zoomapi.CodeUserNotFound, Message: "User does not exist: x."},
		},
		"fields": {
			status: 400, body: `{"code":300,"message":"Validation Failed.","errors":[{"field":"type","message":"bad\nvalue"}]}`,
			want: zoomapi.Error{
				Code: 300, Message: "Validation Failed.",
				Fields: []zoomapi.FieldError{{Field: "type", Message: "bad value"}},
			},
		},
		"control characters": {
			status: 400, body: `{"code":300,"message":"a\u0000b\r\nc\u001b[31m\u202e"}`,
			want: zoomapi.Error{Code: 300, Message: "a b c [31m"},
		},
		"long": {
			status: 400, body: `{"code":300,"message":"` + strings.Repeat("é", 4000) + `"}`,
			want: zoomapi.Error{Code: 300, Message: strings.Repeat("é", 512) + "…"},
		},
		"code as string": {status: 400, body: `{"code":"300","message":"m"}`, want: zoomapi.Error{Code: 300, Message: "m"}},
		"odd details":    {status: 400, body: `{"code":300,"message":"m","errors":"x"}`, want: zoomapi.Error{Code: 300, Message: "m"}},
		"empty":          {status: 500, want: zoomapi.Error{Message: "the answer has no body"}},
		"HTML": {
			status: 502, body: "<html>" + canary + "</html>",
			want: zoomapi.Error{Message: "the answer is not a Zoom error: Bad Gateway"},
		},
		"other JSON": {
			status: 403, body: `{"fault":"` + canary + `"}`,
			want: zoomapi.Error{Message: "the answer is not a Zoom error: Forbidden"},
		},
		"oversized": {
			status: 500, body: strings.Repeat("x", 9000),
			want: zoomapi.Error{Message: "the answer is larger than 8500 bytes"},
		},
		"echoed token": {
			status: 400, body: `{"code":300,"message":"Invalid: token-0."}`,
			want: zoomapi.Error{Code: 300, Message: "Invalid: ***."},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, mux := setup(t, func(cfg *zoomapi.Config) { cfg.MaxBodyBytes = 8500 })
			mux.HandleFunc("GET /users/{id}", func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("x-zm-trackingid", "v=2.0;rid=WEB_1")
				reply(t, w, tc.status, tc.body)
			})
			_, err := client.User(t.Context(), "x")
			got, ok := errors.AsType[*zoomapi.Error](err)
			if !ok {
				t.Fatalf("got %v, want an *Error", err)
			}
			tc.want.Method, tc.want.Route, tc.want.Status = "GET", "/users/{userId}", tc.status
			tc.want.TrackingID, tc.want.Attempts = "v=2.0;rid=WEB_1", 1
			if diff := cmp.Diff(&tc.want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("error differs (-want +got):\n%s", diff)
			}
			if leaks(err.Error()) {
				t.Errorf("the error quotes the body: %v", err)
			}
		})
	}
}

func TestSecretsOfTheRequestAreNotEchoed(t *testing.T) {
	t.Parallel()
	client, mux := setup(t, nil)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		reply(t, w, http.StatusBadRequest, `{"code":300,"message":"Bad value `+canary+`","errors":[{"field":"p","message":"`+canary+`"}]}`)
	})
	secret := zoomapi.NewSecret(canary)
	_, createErr := client.CreateUser(t.Context(), zoomapi.CreateAuto, zoomapi.UserCreate{Email: "a@example.com", Type: 1, Password: secret})
	for name, err := range map[string]error{
		"create":   createErr,
		"password": client.SetUserPassword(t.Context(), "x", secret),
		"host key": client.UpdateUser(t.Context(), "x", zoomapi.UserPatch{HostKey: &secret}),
	} {
		if err == nil || leaks(err.Error()) || !strings.Contains(err.Error(), "***") {
			t.Errorf("%s: got %v, want a redacted error", name, err)
		}
	}
}

func TestErrorWithSuccessStatus(t *testing.T) {
	t.Parallel()
	client, mux := setup(t, nil)
	mux.HandleFunc("GET /groups", func(w http.ResponseWriter, _ *http.Request) {
		reply(t, w, http.StatusOK, `{"code":200,"message":"Only available for Paid account"}`)
	})
	var got error
	for _, err := range client.Groups(t.Context()) {
		got = err
	}
	refusal, ok := errors.AsType[*zoomapi.Error](got)
	if !ok || refusal.Status != http.StatusOK || refusal.Code != zoomapi.CodeNoPermission {
		t.Errorf("got %v, want an *Error with status 200 and code 200", got)
	}
}

func TestMissingScope(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		err  zoomapi.Error
		want bool
	}{
		"users":       {err: zoomapi.Error{Code: 4711}, want: true},
		"roles":       {err: zoomapi.Error{Code: 4700}, want: true},
		"phone":       {err: zoomapi.Error{Code: 104, Message: "does not contain scopes:[x]"}, want: true},
		"phone other": {err: zoomapi.Error{Code: 104, Message: "no"}},
		"other":       {err: zoomapi.Error{Code: 200}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := tc.err.MissingScope(); got != tc.want {
				t.Errorf("got %v", got)
			}
		})
	}
}
