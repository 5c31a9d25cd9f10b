package zoomapi_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
	"github.com/igaplugin/igaplugin/zoomsim"
)

func TestGroupPage(t *testing.T) {
	t.Parallel()
	client, _ := simulate(t, zoomsim.Options{Seed: 3, Groups: 700})
	for _, tc := range []struct{ size, want int }{{0, 300}, {-1, 300}, {20, 20}, {300, 300}, {5000, 300}} {
		page, err := client.GroupPage(t.Context(), tc.size, "")
		if err != nil || len(page.Groups) != tc.want || page.TotalRecords != 700 || page.NextPageToken == "" {
			t.Fatalf("size %d: %+v, %v", tc.size, page, err)
		}
		next, err := client.GroupPage(t.Context(), tc.size, page.NextPageToken)
		if err != nil || len(next.Groups) != tc.want || next.Groups[0].ID == page.Groups[0].ID {
			t.Errorf("size %d, second page: %v", tc.size, err)
		}
	}
	if _, err := client.GroupPage(t.Context(), 0, "no such token"); !errors.Is(err, zoomapi.ErrPageTokenExpired) {
		t.Errorf("got %v", err)
	}
}

func TestGroupAdmins(t *testing.T) {
	t.Parallel()
	client, mux := setup(t, nil)
	var queries []string
	mux.HandleFunc("GET /groups/g/admins", func(w http.ResponseWriter, r *http.Request) {
		queries = append(queries, r.URL.RawQuery)
		next := "two"
		if len(queries) == 2 {
			next = ""
		}
		reply(t, w, http.StatusOK, fmt.Sprintf(`{"next_page_token":%q,"admins":[{"email":"a%d@example.com","name":"A"}]}`, next, len(queries)))
	})
	got, err := collect(client.GroupAdmins(t.Context(), "g"))
	want := []*zoomapi.GroupAdmin{{Email: "a1@example.com", Name: "A"}, {Email: "a2@example.com", Name: "A"}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("error %v, admins differ (-want +got):\n%s", err, diff)
	}
	if diff := cmp.Diff([]string{"page_size=300", "next_page_token=two&page_size=300"}, queries); diff != "" {
		t.Errorf("queries differ (-want +got):\n%s", diff)
	}
}

func TestIncompleteAdminAnswers(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"no list": `{"total_records":4}`, "null": `{"admins":[null]}`, "no address": `{"admins":[{"name":"n"}]}`, "empty": ``,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, mux := setup(t, nil)
			mux.HandleFunc("GET /groups/g/admins", func(w http.ResponseWriter, _ *http.Request) { reply(t, w, http.StatusOK, text) })
			if admins, err := collect(client.GroupAdmins(t.Context(), "g")); len(admins) != 0 || !isDecodeError(err) {
				t.Errorf("got %v, %v", admins, err)
			}
		})
	}
}

func TestSimulatorGroupAdmins(t *testing.T) {
	t.Parallel()
	client, sim := simulate(t, zoomsim.Options{Seed: 3, Users: 25})
	group, err := client.CreateGroup(t.Context(), "Analysts")
	if err != nil {
		t.Fatal(err)
	}
	users, err := collect(client.Users(t.Context(), zoomapi.UserListOptions{}))
	if err != nil {
		t.Fatal(err)
	}
	newcomers, want := []zoomapi.Member{{Email: "nobody@example.com"}}, []string{}
	for _, u := range users {
		newcomers, want = append(newcomers, zoomapi.Member{ID: u.ID}), append(want, u.ID)
	}
	added, err := client.AddGroupAdmins(t.Context(), group.ID, newcomers)
	if diff := cmp.Diff(want, added); err != nil || diff != "" {
		t.Fatalf("error %v, added ids differ (-want +got):\n%s", err, diff)
	}
	if got := sim.Sim().Stats().Requests["POST /groups/{groupId}/admins"]; got != 3 {
		t.Errorf("%d requests, want 3", got)
	}
	if err := client.RemoveGroupAdmin(t.Context(), group.ID, users[0].ID); err != nil {
		t.Fatal(err)
	}
	wantCode(t, client.RemoveGroupAdmin(t.Context(), group.ID, users[0].ID), http.StatusBadRequest, zoomapi.CodeNotGroupAdmin)
	for _, id := range []string{"me", "", ".."} {
		for _, err := range []error{client.RemoveGroupAdmin(t.Context(), group.ID, id), client.RemoveGroupMember(t.Context(), group.ID, id)} {
			if !errors.Is(err, zoomapi.ErrInvalidID) {
				t.Errorf("%q: got %v", id, err)
			}
		}
	}
	left, err := collect(client.GroupAdmins(t.Context(), group.ID))
	if err != nil || len(left) != 24 {
		t.Errorf("%d admins, error %v", len(left), err)
	}
	if _, err := client.AddGroupAdmins(t.Context(), group.ID, []zoomapi.Member{{}}); err == nil {
		t.Error("an admin without identity was sent")
	}
}
