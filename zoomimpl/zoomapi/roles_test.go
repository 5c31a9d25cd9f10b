package zoomapi_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
	"github.com/igaplugin/igaplugin/zoomsim"
)

func TestRoleCalls(t *testing.T) {
	t.Parallel()
	client, mux := setup(t, nil)
	mux.HandleFunc("GET /roles", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.RawQuery != "" {
			t.Errorf("query %s: the list has no pages", r.URL.RawQuery)
		}
		reply(t, w, http.StatusOK, `{"total_records":1,"roles":[{"id":"1","name":"Admin","description":"D","type":"common","total_members":3}]}`)
	})
	mux.HandleFunc("GET /roles/1", func(w http.ResponseWriter, _ *http.Request) {
		reply(t, w, http.StatusOK, `{"id":"1","name":"Admin","total_members":3,"privileges":["User:Read"]}`)
	})
	mux.HandleFunc("GET /roles/9", func(w http.ResponseWriter, _ *http.Request) {
		reply(t, w, http.StatusBadRequest, `{"code":1034,"message":"Provided role_id does not exist."}`)
	})
	roles, err := client.Roles(t.Context())
	want := []*zoomapi.Role{{ID: "1", Name: "Admin", Description: "D", Type: "common", TotalMembers: 3}}
	if diff := cmp.Diff(want, roles); err != nil || diff != "" {
		t.Errorf("error %v, roles differ (-want +got):\n%s", err, diff)
	}
	role, err := client.Role(t.Context(), "1")
	if diff := cmp.Diff(&zoomapi.Role{ID: "1", Name: "Admin", TotalMembers: 3, Privileges: []string{"User:Read"}}, role); err != nil || diff != "" {
		t.Errorf("error %v, role differs (-want +got):\n%s", err, diff)
	}
	_, err = client.Role(t.Context(), "9")
	if refusal, ok := errors.AsType[*zoomapi.Error](err); !ok || refusal.Code != zoomapi.CodeRoleNotFound {
		t.Errorf("unknown role: %v", err)
	}
	if _, err := client.Role(t.Context(), ".."); !errors.Is(err, zoomapi.ErrInvalidID) {
		t.Errorf("impossible role: %v", err)
	}
}

// A free account is told so with success; an incomplete list must not read as an
// empty one.
func TestUnusableRoleAnswers(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		body    string
		refusal bool
	}{
		"free":     {`{"code":200,"message":"Only available for Paid account."}`, true},
		"no list":  {`{"total_records":4}`, false},
		"null":     {`{"roles":[null],"members":[null]}`, false},
		"nameless": {`{"roles":[{"name":"n"}],"members":[{"first_name":"n"}]}`, false},
		"empty":    {``, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, mux := setup(t, nil)
			mux.HandleFunc("GET /", func(w http.ResponseWriter, _ *http.Request) { reply(t, w, http.StatusOK, tc.body) })
			check := func(call string, n int, err error) {
				t.Helper()
				refusal, refused := errors.AsType[*zoomapi.Error](err)
				if n != 0 || refused != tc.refusal || (refused && refusal.Code != zoomapi.CodeNoPermission) || (!refused && !isDecodeError(err)) {
					t.Errorf("%s: %d with %v", call, n, err)
				}
			}
			roles, err := client.Roles(t.Context())
			check("list", len(roles), err)
			members, err := collect(client.RoleMembers(t.Context(), "1"))
			check("members", len(members), err)
			page, err := client.GroupMemberPage(t.Context(), "g", "")
			if page != nil {
				t.Errorf("page %+v", page)
			}
			check("page", 0, err)
			role, err := client.Role(t.Context(), "1")
			if role != nil {
				t.Errorf("role %+v", role)
			}
			check("get", 0, err)
		})
	}
}

func TestRoleMembersWalksAllPages(t *testing.T) {
	t.Parallel()
	client, mux := setup(t, nil)
	var queries []string
	mux.HandleFunc("GET /roles/1/members", func(w http.ResponseWriter, r *http.Request) {
		queries = append(queries, r.URL.RawQuery)
		next := "two"
		if len(queries) == 2 {
			next = ""
		}
		reply(t, w, http.StatusOK, fmt.Sprintf(
			`{"next_page_token":%q,"members":[{"id":"u%d","email":"u@example.com","first_name":"F","last_name":"L","type":2,"department":"D"}]}`, next, len(queries)))
	})
	got, err := collect(client.RoleMembers(t.Context(), "1"))
	one := zoomapi.RoleMember{ID: "u1", Email: "u@example.com", FirstName: "F", LastName: "L", Type: 2, Department: "D"}
	two := one
	two.ID = "u2"
	if diff := cmp.Diff([]*zoomapi.RoleMember{&one, &two}, got); err != nil || diff != "" {
		t.Errorf("error %v, members differ (-want +got):\n%s", err, diff)
	}
	if diff := cmp.Diff([]string{"page_size=300", "next_page_token=two&page_size=300"}, queries); diff != "" {
		t.Errorf("queries differ (-want +got):\n%s", diff)
	}
}

// Zoom takes 30 users at a time; what was done before a refusal is told.
func TestAddRoleMembersSplits(t *testing.T) {
	t.Parallel()
	client, mux := setup(t, nil)
	var sizes []int
	mux.HandleFunc("POST /roles/1/members", func(w http.ResponseWriter, r *http.Request) {
		sent, _ := body(t, r)["members"].([]any)
		if sizes = append(sizes, len(sent)); len(sizes) == 3 {
			reply(t, w, http.StatusOK, `{"code":300,"message":"Can't delete or add members for Normal/Owner roles."}`)
			return
		}
		reply(t, w, http.StatusCreated, fmt.Sprintf(`{"add_at":"2026-01-01T00:00:00Z","ids":"a%[1]d, b%[1]d"}`, len(sizes)))
	})
	added, err := client.AddRoleMembers(t.Context(), "1", members(61))
	if refusal, ok := errors.AsType[*zoomapi.Error](err); !ok || refusal.Code != zoomapi.CodeInvalid {
		t.Errorf("got %v", err)
	}
	if diff := cmp.Diff([]string{"a1", "b1", "a2", "b2"}, added); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]int{30, 30, 1}, sizes); diff != "" {
		t.Error(diff)
	}
	if _, err := client.AddRoleMembers(t.Context(), "1", []zoomapi.Member{{}}); err == nil || len(sizes) != 3 {
		t.Errorf("a member without identity: %v", err)
	}
}

func TestSimulatorRoleLife(t *testing.T) {
	t.Parallel()
	client, _ := simulate(t, zoomsim.Options{Seed: 4, Users: 3})
	roles, err := client.Roles(t.Context())
	if err != nil || len(roles) != 5 {
		t.Fatalf("roles %v, error %v", roles, err)
	}
	desk := roles[3].ID
	user, err := client.CreateUser(t.Context(), zoomapi.CreateSSO, zoomapi.UserCreate{Email: "ada@example.com", Type: 1})
	if err != nil {
		t.Fatal(err)
	}
	added, err := client.AddRoleMembers(t.Context(), desk, []zoomapi.Member{{Email: "nobody@example.com"}, {ID: user.ID}})
	if diff := cmp.Diff([]string{user.ID}, added); err != nil || diff != "" {
		t.Errorf("error %v, added %s", err, diff)
	}
	listed, err := collect(client.RoleMembers(t.Context(), desk))
	if err != nil || !slices.ContainsFunc(listed, func(m *zoomapi.RoleMember) bool { return m.ID == user.ID }) {
		t.Errorf("members %v, error %v", listed, err)
	}
	if read, err := client.Role(t.Context(), desk); err != nil || read.TotalMembers != 1 || len(read.Privileges) == 0 {
		t.Errorf("role %+v, error %v", read, err)
	}
	if err := client.RemoveRoleMember(t.Context(), desk, user.ID); err != nil {
		t.Fatal(err)
	}
	wantCode(t, client.RemoveRoleMember(t.Context(), desk, user.ID), http.StatusNotFound, zoomapi.CodeUserNotFound)
	if now, err := client.User(t.Context(), user.ID); err != nil || now.RoleID != "2" {
		t.Errorf("user %+v, error %v", now, err)
	}
	_, err = client.AddRoleMembers(t.Context(), "2", []zoomapi.Member{{ID: user.ID}})
	wantCode(t, err, http.StatusBadRequest, zoomapi.CodeInvalid)
	_, err = collect(client.RoleMembers(t.Context(), "unknown"))
	wantCode(t, err, http.StatusBadRequest, zoomapi.CodeRoleNotFound)
}

func TestSimulatorGroupMemberPage(t *testing.T) {
	t.Parallel()
	client, _ := simulate(t, zoomsim.Options{Seed: 4, Users: 400, Groups: 1})
	groups, err := collect(client.Groups(t.Context()))
	if err != nil {
		t.Fatal(err)
	}
	g := groups[0].ID
	everyone, err := collect(client.Users(t.Context(), zoomapi.UserListOptions{}))
	if err != nil {
		t.Fatal(err)
	}
	all := make([]zoomapi.Member, len(everyone))
	for i, u := range everyone {
		all[i] = zoomapi.Member{ID: u.ID}
	}
	if _, err := client.AddGroupMembers(t.Context(), g, all); err != nil {
		t.Fatal(err)
	}
	first, err := client.GroupMemberPage(t.Context(), g, "")
	if err != nil || len(first.Members) != 300 || first.NextPageToken == "" {
		t.Fatalf("first page %+v, error %v", first, err)
	}
	second, err := client.GroupMemberPage(t.Context(), g, first.NextPageToken)
	if err != nil || len(second.Members) != 100 || second.NextPageToken != "" {
		t.Errorf("second page %+v, error %v", second, err)
	}
	if _, err := client.GroupMemberPage(t.Context(), g, "no such token"); !errors.Is(err, zoomapi.ErrPageTokenExpired) {
		t.Errorf("got %v", err)
	}
}
