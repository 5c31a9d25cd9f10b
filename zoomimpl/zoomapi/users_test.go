package zoomapi_test

import (
	"errors"
	"fmt"
	"iter"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// collect reads an iteration to its end.
func collect[T any](seq iter.Seq2[T, error]) (items []T, err error) {
	for item, failure := range seq {
		if failure != nil {
			return items, failure
		}
		items = append(items, item)
	}
	return items, nil
}

func TestUsersWalksAllPages(t *testing.T) {
	t.Parallel()
	client, mux := setup(t, nil)
	var queries []url.Values
	mux.HandleFunc("GET /users", func(w http.ResponseWriter, r *http.Request) {
		queries = append(queries, r.URL.Query())
		n := len(queries)
		next := ""
		if n < 3 {
			next = fmt.Sprintf("p=%d&x", n+1)
		}
		reply(t, w, http.StatusOK, fmt.Sprintf(`{"page_count":3,"page_size":2,"total_records":6,"next_page_token":%q,
			"users":[{"id":"u%d","email":"a","type":1},{"email":"p%d","type":1,"status":"pending"}]}`, next, n, n))
	})
	opts := zoomapi.UserListOptions{Status: zoomapi.StatusPending, RoleID: "2", PageSize: 2, IncludeFields: zoomapi.IncludeHostKey}
	users, err := collect(client.Users(t.Context(), opts))
	if err != nil || len(users) != 6 || users[4].ID != "u3" || users[5].Email != "p3" {
		t.Errorf("got %d users, error %v", len(users), err)
	}
	common := url.Values{"status": {"pending"}, "role_id": {"2"}, "page_size": {"2"}, "include_fields": {"host_key"}}
	with := func(token string) url.Values {
		q := url.Values{"next_page_token": {token}}
		maps.Copy(q, common)
		return q
	}
	if diff := cmp.Diff([]url.Values{common, with("p=2&x"), with("p=3&x")}, queries); diff != "" {
		t.Errorf("queries differ (-want +got):\n%s", diff)
	}
}

func TestUsersStopsWithItsConsumer(t *testing.T) {
	t.Parallel()
	client, mux := setup(t, nil)
	requests := 0
	mux.HandleFunc("GET /users", func(w http.ResponseWriter, _ *http.Request) {
		requests++
		reply(t, w, http.StatusOK, `{"next_page_token":"more","users":[{"id":"a"},{"id":"b"}]}`)
	})
	for user, err := range client.Users(t.Context(), zoomapi.UserListOptions{}) {
		if err != nil {
			t.Fatal(err)
		}
		if user.ID == "b" {
			break
		}
	}
	if requests != 1 {
		t.Errorf("%d requests, want 1", requests)
	}
}

func TestUsersPageSize(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		size int
		want string
	}{
		"default": {size: 0, want: "300"}, "chosen": {size: 17, want: "17"}, "too large": {size: 5000, want: "2000"},
		"negative": {size: -5, want: "300"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, mux := setup(t, nil)
			var got string
			mux.HandleFunc("GET /users", func(w http.ResponseWriter, r *http.Request) {
				got = r.URL.RawQuery
				reply(t, w, http.StatusOK, `{"users":[]}`)
			})
			page, err := client.UserPage(t.Context(), zoomapi.UserListOptions{PageSize: tc.size}, "")
			if err != nil || got != "page_size="+tc.want || len(page.Users) != 0 {
				t.Errorf("query %q, error %v", got, err)
			}
		})
	}
}

func TestUsersEndsWithAnError(t *testing.T) {
	t.Parallel()
	const first = `{"next_page_token":"two","users":[{"id":"a"}]}`
	for name, tc := range map[string]struct {
		status int
		second string
		want   func(error) bool
		items  int
	}{
		"same token": {
			status: 200, second: first, items: 2,
			want: func(err error) bool { return errors.Is(err, zoomapi.ErrPageTokenRepeated) },
		},
		"expired token": {
			status: 400, second: `{"code":300,"message":"The next page token is invalid or expired."}`, items: 1,
			want: func(err error) bool { return errors.Is(err, zoomapi.ErrPageTokenExpired) },
		},
		"other validation": {
			status: 400, second: `{"code":300,"message":"Validation Failed."}`, items: 1,
			want: func(err error) bool { return !errors.Is(err, zoomapi.ErrPageTokenExpired) },
		},
		"no list":      {status: 200, second: `{}`, items: 1, want: isDecodeError},
		"null list":    {status: 200, second: `{"users":null,"total_records":3}`, items: 1, want: isDecodeError},
		"null user":    {status: 200, second: `{"users":[null]}`, items: 1, want: isDecodeError},
		"nobody":       {status: 200, second: `{"users":[{"type":1}]}`, items: 1, want: isDecodeError},
		"empty":        {status: 200, second: ``, items: 1, want: isDecodeError},
		"nothing left": {status: 200, second: `{"total_records":0}`, items: 1, want: func(err error) bool { return err == nil }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, mux := setup(t, nil)
			mux.HandleFunc("GET /users", func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Query().Has("next_page_token") {
					reply(t, w, tc.status, tc.second)
					return
				}
				reply(t, w, http.StatusOK, first)
			})
			users, err := collect(client.Users(t.Context(), zoomapi.UserListOptions{}))
			if len(users) != tc.items || !tc.want(err) {
				t.Errorf("%d users, error %v", len(users), err)
			}
			if err == nil && tc.status != 200 {
				t.Error("no error")
			}
		})
	}
}

func isDecodeError(err error) bool {
	_, ok := errors.AsType[*zoomapi.DecodeError](err)
	return ok
}

func TestUserFields(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]*zoomapi.User{
		"full": {
			ID: "KDcuGIm1QgePTO8WbOqwIQ", Email: "jchill@example.com", FirstName: "Jill", LastName: "Chill",
			DisplayName: "Jill Chill", Type: 2, Status: "active", RoleID: "0", Dept: "Developers",
			GroupIDs: []string{"RSMaSp8sTEGK0_oamiA2_w"}, IMGroupIDs: []string{"t-_-d56CSWG-7BF15LLrOw"},
			DivisionIDs: []string{"Dkdj"}, PMI: 6589310093, Timezone: "Asia/Shanghai", Verified: new(1),
			UserCreatedAt:     zoomapi.Time{Time: time.Date(2018, 10, 31, 4, 32, 37, 0, time.UTC)},
			CreatedAt:         zoomapi.Time{Time: time.Date(2018, 10, 31, 4, 32, 37, 0, time.UTC)},
			LastLoginTime:     zoomapi.Time{Time: time.Date(2021, 5, 5, 20, 40, 30, 0, time.UTC)},
			LastClientVersion: "5.9.6.4993(mac)", EmployeeUniqueID: "HqDyI037Qjili1kNsSIrIg", PlanUnitedType: "1",
			LicenseInfoList:  []zoomapi.LicenseInfo{{LicenseType: "MEETING", LicenseOption: 576460752303423488, SubscriptionID: "s"}},
			CustomAttributes: []zoomapi.CustomAttribute{{Key: "cbf", Name: "Cost", Value: "R&D"}},
			HostKey:          zoomapi.NewSecret("299086"), PicURL: "https://example.com/p", Language: "en-US",
			PhoneNumber: "+1 800000000", LoginTypes: []int{101}, RoleName: "Admin", UsePMI: new(false), PhoneCountry: "US",
			PhoneNumbers: []zoomapi.PhoneNumber{{Code: "+1", Country: "US", Label: "Mobile", Number: "800000000", Verified: new(true)}},
			ZoomOneType:  new(int64(72057594037927936)), Company: "Jill", JobTitle: "API Developer", CostCenter: "cost",
			Location: "Paris", Manager: "thill@example.com", Pronouns: "she/her", PronounsOption: new(1),
			AccountID: "q6gBJVO5TzexKYTb_I2rpg", AccountNumber: 10009239, PersonalMeetingURL: "https://example.com/j",
			VanityURL: "https://example.com/my", JID: "kdcu@xmpp.zoom.us", CMSUserID: "KDc", Cluster: "us04",
			Feature: &zoomapi.Feature{ZoomPhone: new(true)},
		},
		"pending": {Email: "new@example.com", Type: 1, Status: "pending", Verified: new(0)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(filepath.Join("testdata", "user_"+name+".json"))
			if err != nil {
				t.Fatal(err)
			}
			client, mux := setup(t, nil)
			mux.HandleFunc("GET /users/{id}", func(w http.ResponseWriter, _ *http.Request) {
				reply(t, w, http.StatusOK, string(text))
			})
			got, err := client.User(t.Context(), "jchill@example.com")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("user differs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestUserSummary(t *testing.T) {
	t.Parallel()
	client, mux := setup(t, nil)
	mux.HandleFunc("GET /users/summary", func(w http.ResponseWriter, _ *http.Request) {
		reply(t, w, http.StatusOK, `{"licensed_users_count":1,"basic_users_count":2,"on_prem_users_count":3,
			"room_users_count":4,"pending_users_count":5,"join_only_users_count":6,"total_users_count":16}`)
	})
	got, err := client.UserSummary(t.Context())
	want := &zoomapi.UserSummary{Licensed: 1, Basic: 2, OnPrem: 3, Room: 4, Pending: 5, JoinOnly: 6, Total: 16}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("error %v, summary differs (-want +got):\n%s", err, diff)
	}
}
