package zoomapi_test

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// twoPages answers a list with two pages and notes the queries.
func twoPages(t *testing.T, mux *http.ServeMux, path, first, second string) *[]string {
	t.Helper()
	queries := &[]string{}
	mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) {
		*queries = append(*queries, r.URL.RawQuery)
		if r.URL.Query().Has("next_page_token") {
			reply(t, w, http.StatusOK, second)
			return
		}
		reply(t, w, http.StatusOK, first)
	})
	return queries
}

func TestPhoneSites(t *testing.T) {
	t.Parallel()
	client, mux := setup(t, nil)
	queries := twoPages(t, mux, "/phone/sites",
		`{"next_page_token":"two","page_size":300,"total_records":2,"sites":[{"id":"s","name":"Main","site_code":1,"level":"main",
			"country":{"code":"US","name":"United States"},
			"main_auto_receptionist":{"id":"r","name":"R","extension_id":"e","extension_number":100012345}}]}`,
		`{"next_page_token":"","sites":[{"id":"bare","name":"B"}]}`)
	got, err := collect(client.PhoneSites(t.Context()))
	want := []*zoomapi.PhoneSite{
		{
			ID: "s", Name: "Main", SiteCode: 1, Level: "main", Country: &zoomapi.PhoneCountry{Code: "US", Name: "United States"},
			MainAutoReceptionist: &zoomapi.AutoReceptionist{ID: "r", Name: "R", ExtensionID: "e", ExtensionNumber: 100012345},
		},
		{ID: "bare", Name: "B"},
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("error %v, sites differ (-want +got):\n%s", err, diff)
	}
	if diff := cmp.Diff([]string{"page_size=300", "next_page_token=two&page_size=300"}, *queries); diff != "" {
		t.Errorf("queries differ (-want +got):\n%s", diff)
	}
}

func TestPhoneSiteGet(t *testing.T) {
	t.Parallel()
	client, mux := setup(t, nil)
	mux.HandleFunc("GET /phone/sites/{id}", func(w http.ResponseWriter, r *http.Request) {
		switch r.PathValue("id") {
		case "s":
			reply(t, w, http.StatusOK, `{"id":"s","name":"Main","site_code":321,"country":{"code":"US","name":"United States"},
				"short_extension":{"length":3},"sip_zone":{"id":"z","name":"zone"},"caller_id_name":"C","policy":{"x":1},
				"india_city":"Bemetara","default_emergency_address":{"id":"a","level":1,"status":4}}`)
		case "empty":
			reply(t, w, http.StatusOK, `{}`)
		default:
			reply(t, w, http.StatusBadRequest, `{"code":400,"message":"The site does not exist."}`)
		}
	})
	got, err := client.PhoneSite(t.Context(), "s")
	want := &zoomapi.PhoneSite{
		ID: "s", Name: "Main", SiteCode: 321, Country: &zoomapi.PhoneCountry{Code: "US", Name: "United States"},
		ShortExtension: &zoomapi.ShortExtension{Length: 3}, SIPZone: &zoomapi.PhoneSiteRef{ID: "z", Name: "zone"}, CallerIDName: "C",
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("error %v, site differs (-want +got):\n%s", err, diff)
	}
	if _, err := client.PhoneSite(t.Context(), "empty"); !isDecodeError(err) {
		t.Errorf("without id: %v", err)
	}
	_, err = client.PhoneSite(t.Context(), "gone")
	if refusal, ok := errors.AsType[*zoomapi.Error](err); !ok || refusal.Status != 400 || !refusal.SiteMissing() {
		t.Errorf("missing: %v", err)
	}
}

func TestCallingPlans(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		text string
		want []zoomapi.CallingPlanSeats
		bad  bool
	}{
		"plans": {
			text: `{"calling_plans":[{"name":"N","type":100,"subscribed":100,"assigned":28,"available":72,"billing_account_id":"b",
				"billing_account_name":"B","billing_subscription_id":"f","billing_subscription_name":"F"}]}`,
			want: []zoomapi.CallingPlanSeats{{
				CallingPlan: zoomapi.CallingPlan{
					Name: "N", Type: 100, BillingAccountID: "b", BillingAccountName: "B", BillingSubscriptionID: "f", BillingSubscriptionName: "F",
				},
				Subscribed: 100, Assigned: 28, Available: 72,
			}},
		},
		"none":    {text: `{"calling_plans":[]}`, want: []zoomapi.CallingPlanSeats{}},
		"no list": {text: `{}`, bad: true},
		"no type": {text: `{"calling_plans":[{"name":"N"}]}`, bad: true},
		"null":    {text: `{"calling_plans":[null]}`, bad: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, mux := setup(t, nil)
			mux.HandleFunc("GET /phone/calling_plans", func(w http.ResponseWriter, r *http.Request) {
				if r.URL.RawQuery != "" {
					t.Errorf("query %q", r.URL.RawQuery)
				}
				reply(t, w, http.StatusOK, tc.text)
			})
			got, err := client.CallingPlans(t.Context())
			if diff := cmp.Diff(tc.want, got); isDecodeError(err) != tc.bad || (err != nil) != tc.bad || diff != "" {
				t.Errorf("error %v, plans differ (-want +got):\n%s", err, diff)
			}
		})
	}
}

func TestAccountNumbers(t *testing.T) {
	t.Parallel()
	client, mux := setup(t, nil)
	queries := twoPages(t, mux, "/phone/numbers",
		`{"next_page_token":"two","page_size":100,"total_records":2,"phone_numbers":[{"id":"n","number":"+12008001005","display_name":"d",
			"status":"available","number_type":"toll","source":"external","capability":["incoming"],"location":"US",
			"site":{"id":"s","name":"Main"},"assignee":{"id":"u","name":"U","extension_number":1000001101,"type":"user"},
			"carrier":{"code":1,"name":"B"},"emergency_address":{"city":"X"}}]}`,
		`{"next_page_token":"","phone_numbers":[{"id":"m","number":"12008001006"}]}`)
	got, err := collect(client.AccountNumbers(t.Context(), zoomapi.AccountNumberOptions{Type: zoomapi.NumberAll, SiteID: "s", Number: "+1"}))
	want := []*zoomapi.AccountNumber{
		{
			ID: "n", Number: "+12008001005", DisplayName: "d", Status: "available", NumberType: "toll", Source: "external",
			Capability: []string{"incoming"}, Location: "US", Site: &zoomapi.PhoneSiteRef{ID: "s", Name: "Main"},
			Assignee: &zoomapi.NumberAssignee{ID: "u", Name: "U", ExtensionNumber: 1000001101, Type: "user"},
		},
		{ID: "m", Number: "12008001006"},
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("error %v, numbers differ (-want +got):\n%s", err, diff)
	}
	wantQueries := []string{
		"page_size=100&phone_number=%2B1&site_id=s&type=all",
		"next_page_token=two&page_size=100&phone_number=%2B1&site_id=s&type=all",
	}
	if diff := cmp.Diff(wantQueries, *queries); diff != "" {
		t.Errorf("queries differ (-want +got):\n%s", diff)
	}
}

func TestManagedNumbers(t *testing.T) {
	t.Parallel()
	client, mux := setup(t, nil)
	queries := twoPages(t, mux, "/number_management/numbers",
		`{"next_page_token":"two","page_size":200,"numbers":[{"id":"n","number":"+1203030333","allocated_product":"ZOOM_PHONE","number_type":"Toll",
			"display_name":"d","capability":["Incoming"],"source":"Zoom","status":"Normal","site":{"site_id":"s","name":"Main"},
			"assigned_list":[{"assigned_to_id":"u","assigned_to_name":"U","assigned_to_type":"User","extension_number":"6503"}],
			"location":{"country":"US"}}]}`,
		`{"next_page_token":"","numbers":[{"id":"m","number":"+1203030334"}]}`)
	opts := zoomapi.ManagedNumberOptions{
		Product: zoomapi.ProductZoomPhone, Status: zoomapi.NumberNormal, AssignedToType: zoomapi.HolderUser, SiteID: "s", Keyword: "+1",
	}
	got, err := collect(client.ManagedNumbers(t.Context(), opts))
	want := []*zoomapi.ManagedNumber{
		{
			ID: "n", Number: "+1203030333", AllocatedProduct: "ZOOM_PHONE", NumberType: "Toll", DisplayName: "d",
			Capability: []string{"Incoming"}, Source: "Zoom", Status: "Normal", Site: &zoomapi.ManagedSite{SiteID: "s", Name: "Main"},
			AssignedList: []zoomapi.NumberHolder{{ID: "u", Name: "U", Type: "User", ExtensionNumber: "6503"}},
		},
		{ID: "m", Number: "+1203030334"},
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("error %v, numbers differ (-want +got):\n%s", err, diff)
	}
	const query = "allocated_product=ZOOM_PHONE&assigned_to_type=User&keyword=%2B1&"
	wantQueries := []string{
		query + "number_status=Normal&page_size=200&site_id=s", query + "next_page_token=two&number_status=Normal&page_size=200&site_id=s",
	}
	if diff := cmp.Diff(wantQueries, *queries); diff != "" {
		t.Errorf("queries differ (-want +got):\n%s", diff)
	}
}

func TestIncompletePhoneLists(t *testing.T) {
	t.Parallel()
	reads := map[string]func(context.Context, *zoomapi.Client) (int, error){
		"sites": func(ctx context.Context, c *zoomapi.Client) (int, error) {
			list, err := collect(c.PhoneSites(ctx))
			return len(list), err
		},
		"phone_numbers": func(ctx context.Context, c *zoomapi.Client) (int, error) {
			list, err := collect(c.AccountNumbers(ctx, zoomapi.AccountNumberOptions{}))
			return len(list), err
		},
		"numbers": func(ctx context.Context, c *zoomapi.Client) (int, error) {
			list, err := collect(c.ManagedNumbers(ctx, zoomapi.ManagedNumberOptions{}))
			return len(list), err
		},
	}
	for key, read := range reads {
		for name, text := range map[string]string{
			"no list": `{}`, "null": `{"` + key + `":[null]}`, "no id": `{"` + key + `":[{"name":"n","number":"+1"}]}`,
			"not a list": `{"` + key + `":"x"}`, "empty": ``,
		} {
			t.Run(key+" "+name, func(t *testing.T) {
				t.Parallel()
				client := serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { reply(t, w, http.StatusOK, text) }), nil)
				if count, err := read(t.Context(), client); count != 0 || !isDecodeError(err) {
					t.Errorf("%d elements, error %v", count, err)
				}
			})
		}
	}
}

func TestUserFeature(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		text string
		want *bool
	}{
		"on":          {`{"feature":{"zoom_phone":true}}`, new(true)},
		"off":         {`{"feature":{"zoom_phone":false,"webinar":true}}`, new(false)},
		"not said":    {`{"feature":{"webinar":true}}`, nil},
		"no section":  {`{}`, nil},
		"all of it":   {`{"in_meeting":{"chat":true},"feature":{"meeting_capacity":100,"zoom_phone":true}}`, new(true)},
		"null":        {`{"feature":null}`, nil},
		"null switch": {`{"feature":{"zoom_phone":null}}`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, mux := setup(t, nil)
			mux.HandleFunc("GET /users/u/settings", func(w http.ResponseWriter, r *http.Request) {
				if r.URL.RawQuery != "custom_query_fields=zoom_phone" {
					t.Errorf("query %q", r.URL.RawQuery)
				}
				reply(t, w, http.StatusOK, tc.text)
			})
			got, err := client.UserFeature(t.Context(), "u")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, got.ZoomPhone); diff != "" {
				t.Errorf("zoom_phone differs (-want +got):\n%s", diff)
			}
		})
	}
}
