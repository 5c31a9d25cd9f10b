package zoomapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// A packed page gives the same users, with what could not be read and what is
// secret, in a fraction of the memory.
func TestPackedUsersAreTheSame(t *testing.T) {
	t.Parallel()
	var rows []string
	for i := range 300 {
		rows = append(rows, fmt.Sprintf(`{"id":"AbCdEfGhIjKlMnOpQr%04d","email":"somebody.%d@example.com","first_name":"Some","last_name":"Body %d","type":2,
			"status":"active","dept":"Sales","timezone":"Europe/Berlin","user_created_at":"2024-05-06T07:08:%02dZ","last_login_time":"soon","host_key":"%06d",
			"group_ids":["g1","g2"],"pmi":%d,"verified":1}`, i, i, i, i%60, i, 1000000000+i))
	}
	for name, body := range map[string]string{
		"a page":     `{"total_records":300,"users":[` + strings.Join(rows, ",") + `]}`,
		"no user":    `{"total_records":0,"users":[]}`,
		"no list":    `{"total_records":0}`,
		"a null one": `{"total_records":0,"users":null}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, mux := setup(t, nil)
			mux.HandleFunc("GET /users", func(w http.ResponseWriter, _ *http.Request) { reply(t, w, http.StatusOK, body) })
			page, err := client.UserPage(t.Context(), zoomapi.UserListOptions{IncludeFields: zoomapi.IncludeHostKey}, "")
			if err != nil {
				t.Fatal(err)
			}
			packed, err := (&zoomapi.UserPacker{}).Pack(page)
			if err != nil {
				t.Fatal(err)
			}
			users, err := packed.Users()
			if err != nil {
				t.Fatal(err)
			}
			same := cmp.Comparer(func(a, b zoomapi.Secret) bool { return a.Reveal() == b.Reveal() })
			if diff := cmp.Diff(len(page.Users), len(users)); diff != "" {
				t.Fatal(diff)
			}
			for i := range users {
				if diff := cmp.Diff(page.Users[i], users[i], same); diff != "" {
					t.Fatalf("user %d (-page +packed):\n%s", i, diff)
				}
			}
			if len(users) > 0 && (packed.Size() > len(body)/5 || packed.Size() == 0) {
				t.Errorf("%d bytes of %d", packed.Size(), len(body))
			}
		})
	}
}
