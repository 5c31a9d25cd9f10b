package zoomapi_test

import (
	"encoding/json"
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
		"date":       {text: `"2019-06-01"`, bad: true},
		"number":     {text: `1559375883`, bad: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := zoomapi.Time{Time: time.Unix(1, 0)}
			err := json.Unmarshal([]byte(tc.text), &got)
			if (err != nil) != tc.bad || (!tc.bad && (!got.Equal(tc.want) || got.Location() != time.UTC)) {
				t.Errorf("got %v, %v; want %v", got, err, tc.want)
			}
		})
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
