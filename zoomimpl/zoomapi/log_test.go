package zoomapi_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// discardLog silences the complaints of a test server.
func discardLog() *log.Logger { return log.New(io.Discard, "", 0) }

func TestLog(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	client, mux := setup(t, func(cfg *zoomapi.Config) {
		cfg.Logger = slog.New(slog.NewJSONHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	mux.HandleFunc("DELETE /users/{id}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("x-zm-trackingid", "WEB_1\r\n")
		reply(t, w, http.StatusNotFound, `{"code":1001,"message":"User does not exist: who@example.com."}`)
	})
	mux.HandleFunc("POST /users", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	err := client.DeleteUser(t.Context(), "who@example.com", zoomapi.DeleteOptions{TransferEmail: "heir@example.com"})
	if err == nil {
		t.Fatal("no error")
	}
	_, err = client.CreateUser(t.Context(), zoomapi.CreateAuto, zoomapi.UserCreate{
		Email: "who@example.com", Type: 1, Password: zoomapi.NewSecret(canary),
	})
	if err == nil {
		t.Fatal("no error")
	}
	text := out.String()
	for _, private := range []string{"example.com", "token-0", canary, "Bearer"} {
		if strings.Contains(text, private) {
			t.Errorf("the log shows %q:\n%s", private, text)
		}
	}
	first, second, _ := strings.Cut(text, "\n")
	var answered, failed map[string]any
	if err := json.Unmarshal([]byte(first), &answered); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(second), &failed); err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]any{
		"level": "DEBUG", "method": "DELETE", "route": "/users/{userId}", "status": 404.0, "tracking_id": "WEB_1", "attempt": 1.0,
	} {
		if answered[key] != want {
			t.Errorf("%s = %v, want %v", key, answered[key], want)
		}
	}
	if failed["sent"] != true || failed["route"] != "/users" || failed["error"] == nil {
		t.Errorf("record of the failure: %v", failed)
	}
}
