package zoomapi_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

func TestGroupsWalksAllPages(t *testing.T) {
	t.Parallel()
	client, mux := setup(t, nil)
	var queries []string
	mux.HandleFunc("GET /groups", func(w http.ResponseWriter, r *http.Request) {
		queries = append(queries, r.URL.RawQuery)
		next := "two"
		if len(queries) == 2 {
			next = ""
		}
		reply(t, w, http.StatusOK, fmt.Sprintf(
			`{"total_records":2,"next_page_token":%q,"groups":[{"id":"g%d","name":"n","total_members":7}]}`, next, len(queries)))
	})
	groups, err := collect(client.Groups(t.Context()))
	want := []*zoomapi.Group{{ID: "g1", Name: "n", TotalMembers: 7}, {ID: "g2", Name: "n", TotalMembers: 7}}
	if diff := cmp.Diff(want, groups); err != nil || diff != "" {
		t.Errorf("error %v, groups differ (-want +got):\n%s", err, diff)
	}
	if diff := cmp.Diff([]string{"page_size=300", "next_page_token=two&page_size=300"}, queries); diff != "" {
		t.Errorf("queries differ (-want +got):\n%s", diff)
	}
}

func TestGroupsWithoutPaging(t *testing.T) {
	t.Parallel()
	client, mux := setup(t, nil)
	mux.HandleFunc("GET /groups", func(w http.ResponseWriter, _ *http.Request) {
		reply(t, w, http.StatusOK, `{"total_records":1,"groups":[{"id":"g","name":"n"}]}`)
	})
	if groups, err := collect(client.Groups(t.Context())); err != nil || len(groups) != 1 {
		t.Errorf("got %v, %v", groups, err)
	}
}

func TestIncompleteGroupAnswers(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"no list": `{"total_records":4}`, "null group": `{"groups":[null]}`, "no id": `{"groups":[{"name":"n"}]}`, "empty": ``,
		"not a list": `{"groups":{}}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, mux := setup(t, nil)
			mux.HandleFunc("GET /groups", func(w http.ResponseWriter, _ *http.Request) { reply(t, w, http.StatusOK, text) })
			mux.HandleFunc("GET /groups/{id}", func(w http.ResponseWriter, _ *http.Request) { reply(t, w, http.StatusOK, text) })
			if groups, err := collect(client.Groups(t.Context())); len(groups) != 0 || !isDecodeError(err) {
				t.Errorf("list: got %v, %v", groups, err)
			}
			if group, err := client.Group(t.Context(), "g"); group != nil || !isDecodeError(err) {
				t.Errorf("get: got %v, %v", group, err)
			}
		})
	}
}

func TestGroupCalls(t *testing.T) {
	t.Parallel()
	client, mux := setup(t, nil)
	var names []any
	mux.HandleFunc("POST /groups", func(w http.ResponseWriter, r *http.Request) {
		names = append(names, body(t, r)["name"])
		reply(t, w, http.StatusCreated, `{"id":"g","name":"one","total_members":0}`)
	})
	mux.HandleFunc("GET /groups/g", func(w http.ResponseWriter, _ *http.Request) {
		reply(t, w, http.StatusOK, `{"id":"g","name":"one","total_members":3}`)
	})
	mux.HandleFunc("PATCH /groups/g", func(w http.ResponseWriter, r *http.Request) {
		names = append(names, body(t, r)["name"])
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("DELETE /groups/g", func(w http.ResponseWriter, _ *http.Request) {
		reply(t, w, http.StatusNotFound, `{"code":4130,"message":"A group with this g does not exist."}`)
	})
	created, err := client.CreateGroup(t.Context(), "one")
	if err != nil || created.ID != "g" {
		t.Errorf("create: %+v, %v", created, err)
	}
	read, err := client.Group(t.Context(), "g")
	if err != nil || read.TotalMembers != 3 {
		t.Errorf("get: %+v, %v", read, err)
	}
	if err := client.RenameGroup(t.Context(), "g", "two"); err != nil {
		t.Errorf("rename: %v", err)
	}
	refusal, ok := errors.AsType[*zoomapi.Error](client.DeleteGroup(t.Context(), "g"))
	if !ok || refusal.Code != zoomapi.CodeGroupNotFound {
		t.Errorf("delete: %v", refusal)
	}
	if diff := cmp.Diff([]any{"one", "two"}, names); diff != "" {
		t.Errorf("names differ (-want +got):\n%s", diff)
	}
}

func TestGroupMembers(t *testing.T) {
	t.Parallel()
	client, mux := setup(t, nil)
	mux.HandleFunc("GET /groups/g/members", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Has("next_page_token") {
			reply(t, w, http.StatusOK, `{"next_page_token":"","members":[{"email":"p@example.com","type":1}]}`)
			return
		}
		reply(t, w, http.StatusOK, `{"next_page_token":"two","members":[
			{"id":"u","email":"u@example.com","first_name":"F","last_name":"L","type":2}]}`)
	})
	got, err := collect(client.GroupMembers(t.Context(), "g"))
	want := []*zoomapi.GroupMember{
		{ID: "u", Email: "u@example.com", FirstName: "F", LastName: "L", Type: 2}, {Email: "p@example.com", Type: 1},
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("error %v, members differ (-want +got):\n%s", err, diff)
	}
}

// members returns n members with the ids m0 to m(n-1).
func members(n int) []zoomapi.Member {
	out := make([]zoomapi.Member, n)
	for i := range out {
		out[i].ID = fmt.Sprintf("m%d", i)
	}
	return out
}

func TestAddGroupMembersSplits(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		members []zoomapi.Member
		failAt  int // the request that fails, counted from 1
		want    []int
		added   int
	}{
		"none":         {},
		"one":          {members: members(1), want: []int{1}, added: 1},
		"just one":     {members: members(30), want: []int{30}, added: 30},
		"one too many": {members: members(31), want: []int{30, 1}, added: 31},
		"many":         {members: members(75), want: []int{30, 30, 15}, added: 75},
		"failing":      {members: members(75), failAt: 2, want: []int{30, 30}, added: 30},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, mux := setup(t, nil)
			var sizes []int
			mux.HandleFunc("POST /groups/g/members", func(w http.ResponseWriter, r *http.Request) {
				list, ok := body(t, r)["members"].([]any)
				if !ok {
					t.Error("no members in the body")
				}
				sizes = append(sizes, len(list))
				if len(sizes) == tc.failAt {
					reply(t, w, http.StatusNotFound, `{"code":4130,"message":"gone"}`)
					return
				}
				ids := ""
				for _, m := range list {
					entry, ok := m.(map[string]any)
					if !ok || len(entry) != 1 {
						t.Errorf("member %v", m)
					}
					ids += fmt.Sprint(entry["id"]) + ", "
				}
				reply(t, w, http.StatusCreated, fmt.Sprintf(`{"ids":%q,"added_at":"2026-01-01T00:00:00Z"}`, ids))
			})
			added, err := client.AddGroupMembers(t.Context(), "g", tc.members)
			if (err != nil) != (tc.failAt > 0) || len(added) != tc.added {
				t.Errorf("added %d, error %v", len(added), err)
			}
			for i, id := range added {
				if id != tc.members[i].ID {
					t.Errorf("added[%d] = %q, want %q", i, id, tc.members[i].ID)
				}
			}
			if diff := cmp.Diff(tc.want, sizes); diff != "" {
				t.Errorf("sizes differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAddGroupMembersOddities(t *testing.T) {
	t.Parallel()
	client, mux := setup(t, nil)
	requests := 0
	mux.HandleFunc("POST /groups/g/members", func(w http.ResponseWriter, _ *http.Request) {
		requests++
		reply(t, w, http.StatusCreated, `{"ids":""}`)
	})
	if added, err := client.AddGroupMembers(t.Context(), "g", []zoomapi.Member{{Email: "x@example.com"}}); err != nil || len(added) != 0 {
		t.Errorf("unknown member: %v, %v", added, err)
	}
	if _, err := client.AddGroupMembers(t.Context(), "g", []zoomapi.Member{{ID: "m"}, {}}); err == nil || requests != 1 {
		t.Errorf("empty member: %v after %d requests", err, requests)
	}
}
