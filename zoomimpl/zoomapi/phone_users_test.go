package zoomapi_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// phoneRowFull has every field of a list element, and a policy to be ignored.
const phoneRowFull = `{
	"id":"w0RChiauQeqRlv5fgxYULQ","phone_user_id":"BOSr0vUiTl61WLR-Q_7bUw","email":"a@example.com","name":"Ada Lovelace",
	"extension_id":"V4UobpuxRxCwN_8iNf7k4w","extension_number":9007199254740993,"status":"deactivate",
	"activation_status":"ready to activate","site":{"id":"IjJ2D75SQJit1VdDvkK_mQ","name":"Main Site"},
	"calling_plans":[{"name":"US/CA Metered Calling Plan","type":100,"billing_account_id":"3W","billing_account_name":"Delhi",
		"billing_subscription_id":"FT-1","billing_subscription_name":"Mine"}],
	"phone_numbers":[{"id":"---M1padRvSUtw7YihN7sA","number":"14232058798"},{"id":"b","number":"+14232058799"}],
	"department":"Engines","cost_center":"42","policy":{"sms":{"enable":true}},"emergency_address":{"city":"London"}}`

// phoneRowBare has no site, no plans, no extension: what a user can lack.
const phoneRowBare = `{"id":"bare","extension_number":null,"calling_plans":null,"site":null}`

func fullPhoneRow() *zoomapi.PhoneUser {
	return &zoomapi.PhoneUser{
		ID: "w0RChiauQeqRlv5fgxYULQ", PhoneUserID: "BOSr0vUiTl61WLR-Q_7bUw", Email: "a@example.com", Name: "Ada Lovelace",
		ExtensionID: "V4UobpuxRxCwN_8iNf7k4w", ExtensionNumber: 9007199254740993,
		Status: zoomapi.PhoneDeactivate, ActivationStatus: zoomapi.PhoneReadyToActivate,
		Site: &zoomapi.PhoneSiteRef{ID: "IjJ2D75SQJit1VdDvkK_mQ", Name: "Main Site"},
		CallingPlans: []zoomapi.CallingPlan{{
			Name: "US/CA Metered Calling Plan", Type: 100, BillingAccountID: "3W", BillingAccountName: "Delhi",
			BillingSubscriptionID: "FT-1", BillingSubscriptionName: "Mine",
		}},
		PhoneNumbers: []zoomapi.PhoneNumberRef{{ID: "---M1padRvSUtw7YihN7sA", Number: "14232058798"}, {ID: "b", Number: "+14232058799"}},
		Department:   "Engines", CostCenter: "42",
	}
}

func TestPhoneUsersWalksAllPages(t *testing.T) {
	t.Parallel()
	client, mux := setup(t, nil)
	var queries []url.Values
	mux.HandleFunc("GET /phone/users", func(w http.ResponseWriter, r *http.Request) {
		queries = append(queries, r.URL.Query())
		next, rows := "two&", phoneRowFull
		if len(queries) == 2 {
			// The row of the first page comes again.
			next, rows = "", phoneRowFull+","+phoneRowBare
		}
		reply(t, w, http.StatusOK, fmt.Sprintf(`{"next_page_token":%q,"page_size":7,"total_records":2,"users":[%s]}`, next, rows))
	})
	opts := zoomapi.PhoneUserListOptions{Status: zoomapi.PhoneDeactivate, SiteID: "s/1", PageSize: 7}
	got, err := collect(client.PhoneUsers(t.Context(), opts))
	want := []*zoomapi.PhoneUser{fullPhoneRow(), fullPhoneRow(), {ID: "bare"}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("error %v, users differ (-want +got):\n%s", err, diff)
	}
	if got[0].HomeSiteID() != "IjJ2D75SQJit1VdDvkK_mQ" || got[2].HomeSiteID() != "" {
		t.Errorf("sites %q and %q", got[0].HomeSiteID(), got[2].HomeSiteID())
	}
	first := url.Values{"status": {"deactivate"}, "site_id": {"s/1"}, "page_size": {"7"}}
	second := url.Values{"status": {"deactivate"}, "site_id": {"s/1"}, "page_size": {"7"}, "next_page_token": {"two&"}}
	if diff := cmp.Diff([]url.Values{first, second}, queries); diff != "" {
		t.Errorf("queries differ (-want +got):\n%s", diff)
	}
}

func TestPhoneUsersPageSize(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		size int
		want string
	}{"default": {0, "100"}, "negative": {-1, "100"}, "chosen": {30, "30"}, "too large": {101, "100"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, mux := setup(t, nil)
			var got string
			mux.HandleFunc("GET /phone/users", func(w http.ResponseWriter, r *http.Request) {
				got = r.URL.RawQuery
				reply(t, w, http.StatusOK, `{"users":[],"page_size":30,"total_records":0}`)
			})
			page, err := client.PhoneUserPage(t.Context(), zoomapi.PhoneUserListOptions{PageSize: tc.size}, "")
			if err != nil || got != "page_size="+tc.want || page.PageSize != 30 || len(page.Users) != 0 {
				t.Errorf("query %q, page %+v, error %v", got, page, err)
			}
		})
	}
}

func TestPhoneUsersRefused(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		status int
		text   string
		want   func(error) bool
	}{
		"expired token": {
			400, `{"code":400,"message":"The next page token is invalid or expired."}`,
			func(err error) bool { return errors.Is(err, zoomapi.ErrPageTokenExpired) },
		},
		"other validation": {
			400, `{"code":400,"message":"Please enter at least 2 valid characters."}`,
			func(err error) bool { return !errors.Is(err, zoomapi.ErrPageTokenExpired) && !isDecodeError(err) },
		},
		"null row":                       {200, `{"users":[null]}`, isDecodeError},
		"no id":                          {200, `{"users":[{"email":"a@example.com"}]}`, isDecodeError},
		"no list":                        {200, `{"total_records":3}`, isDecodeError},
		"not a list":                     {200, `{"users":{}}`, isDecodeError},
		"an extension that is no number": {200, `{"users":[{"id":"a","extension_number":"x"}]}`, isDecodeError},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, mux := setup(t, nil)
			mux.HandleFunc("GET /phone/users", func(w http.ResponseWriter, _ *http.Request) { reply(t, w, tc.status, tc.text) })
			users, err := collect(client.PhoneUsers(t.Context(), zoomapi.PhoneUserListOptions{}))
			if err == nil || len(users) != 0 || !tc.want(err) {
				t.Errorf("%d users, error %v", len(users), err)
			}
		})
	}
}

func TestPhoneUserGet(t *testing.T) {
	t.Parallel()
	client, mux := setup(t, nil)
	mux.HandleFunc("GET /phone/users/{id}", func(w http.ResponseWriter, r *http.Request) {
		if r.PathValue("id") == "empty" {
			reply(t, w, http.StatusOK, `{"email":"a@example.com"}`)
			return
		}
		if r.RequestURI != basePath+"/phone/users/a%2Fb@example.com" {
			t.Errorf("path %s", r.RequestURI)
		}
		reply(t, w, http.StatusOK, `{"id":"u","phone_user_id":"p","email":"a/b@example.com","extension_id":"e","extension_number":100012347,
			"status":"activate","site_id":"s","site_admin":true,"calling_plans":[{"type":600}],"phone_numbers":[{"id":"n","number":"14232058798"}],
			"department":"d","cost_center":"c","emergency_address":{"id":"x"},"policy":{"voicemail":{"enable":true}}}`)
	})
	got, err := client.PhoneUser(t.Context(), "a/b@example.com")
	want := &zoomapi.PhoneUser{
		ID: "u", PhoneUserID: "p", Email: "a/b@example.com", ExtensionID: "e", ExtensionNumber: 100012347,
		Status: zoomapi.PhoneActivate, SiteID: "s", SiteAdmin: new(true), CallingPlans: []zoomapi.CallingPlan{{Type: 600}},
		PhoneNumbers: []zoomapi.PhoneNumberRef{{ID: "n", Number: "14232058798"}}, Department: "d", CostCenter: "c",
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Fatalf("error %v, user differs (-want +got):\n%s", err, diff)
	}
	if got.HomeSiteID() != "s" {
		t.Errorf("site %q", got.HomeSiteID())
	}
	if user, err := client.PhoneUser(t.Context(), "empty"); user != nil || !isDecodeError(err) {
		t.Errorf("without id: %v, %v", user, err)
	}
}
