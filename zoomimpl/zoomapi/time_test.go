package zoomapi_test

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

func TestTime(t *testing.T) {
	t.Parallel()
	want := time.Date(2019, 6, 1, 7, 58, 3, 0, time.UTC)
	for name, tc := range map[string]struct {
		text string
		want time.Time
		bad  bool
	}{
		"documented": {text: `"2019-06-01T07:58:03Z"`, want: want},
		"zone":       {text: `"2019-06-01T09:58:03+02:00"`, want: want},
		"fraction":   {text: `"2019-06-01T07:58:03.5Z"`, want: want.Add(time.Second / 2)},
		"no zone":    {text: `"2019-06-01T07:58:03"`, want: want},
		"blank":      {text: `"2019-06-01 07:58:03"`, want: want},
		"empty":      {text: `""`},
		"null":       {text: `null`},
		"date":       {text: `"2019-06-01"`, want: time.Date(2019, 6, 1, 0, 0, 0, 0, time.UTC)},
		"no colon":   {text: `"2019-06-01T09:58:03+0200"`, want: want},
		"hours":      {text: `"2019-06-01T09:58:03+02"`, want: want},
		"both":       {text: `"2019-06-01T07:58:03.500+0000"`, want: want.Add(time.Second / 2)},
		"blank zone": {text: `"2019-06-01 09:58:03+02:00"`, want: want},
		"number":     {text: `1559375883`, bad: true},
		"words":      {text: `"yesterday"`, bad: true},
		"month 13":   {text: `"2019-13-01T07:58:03Z"`, bad: true},
		"object":     {text: `{"a":1}`, bad: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := zoomapi.Time{Time: time.Unix(1, 0)}
			err := json.Unmarshal([]byte(tc.text), &got)
			if err != nil || got.Unreadable != tc.bad || !got.Equal(tc.want) || got.Location() != time.UTC {
				t.Errorf("got %v, %v; want %v", got, err, tc.want)
			}
		})
	}
}

// One odd date costs neither the user nor the page, and is logged without what
// it says.
func TestOddDateIsUnknown(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	client, mux := setup(t, func(cfg *zoomapi.Config) {
		cfg.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	mux.HandleFunc("GET /users", func(w http.ResponseWriter, _ *http.Request) {
		reply(t, w, 200, `{"users":[{"id":"a","email":"a@example.com","last_login_time":"canary"},{"id":"b","email":"b@example.com","created_at":"2019-06-01T07:58:03Z"}]}`)
	})
	page, err := client.UserPage(t.Context(), zoomapi.UserListOptions{}, "")
	if err != nil || len(page.Users) != 2 || !page.Users[0].LastLoginTime.IsZero() || page.Users[1].CreatedAt.IsZero() {
		t.Fatalf("got %+v, %v", page, err)
	}
	if text := log.String(); !strings.Contains(text, "dates=1") || strings.Contains(text, "canary") {
		t.Errorf("logged %s", text)
	}
}

func FuzzUser(f *testing.F) {
	f.Add([]byte(`{"id":"x","created_at":"2019-06-01T07:58:03Z","host_key":"1","pmi":1}`))
	f.Add([]byte(`{"created_at":""}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var user zoomapi.User
		if json.Unmarshal(data, &user) != nil {
			return
		}
		text, err := json.Marshal(user)
		if err != nil {
			// Years beyond 9999 read well, but have no ISO form.
			t.Skip()
		}
		var again zoomapi.User
		if err := json.Unmarshal(text, &again); err != nil {
			t.Errorf("%s does not read back: %v", text, err)
		}
	})
}
