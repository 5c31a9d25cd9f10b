package zoomapi_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// sentCall is a request as the server saw it.
type sentCall struct{ Method, URI, Body string }

func TestPhoneWrites(t *testing.T) {
	t.Parallel()
	const user = "a/b@example.com"
	const at = basePath + "/phone/users/a%2Fb@example.com"
	for name, tc := range map[string]struct {
		call   func(ctx context.Context, c *zoomapi.Client) error
		want   sentCall
		status int
		answer string
	}{
		"nothing to change": {
			func(ctx context.Context, c *zoomapi.Client) error {
				return c.UpdatePhoneUser(ctx, user, zoomapi.PhoneUserPatch{})
			},
			sentCall{"PATCH", at, `{}`},
			204, ``,
		},
		"update": {
			func(ctx context.Context, c *zoomapi.Client) error {
				return c.UpdatePhoneUser(ctx, user, zoomapi.PhoneUserPatch{
					ExtensionNumber: new("1000123477"), SiteID: new("s"), EmergencyAddressID: new("e"), TemplateID: new("Dv=="),
				})
			},
			sentCall{"PATCH", at, `{"extension_number":"1000123477","site_id":"s","emergency_address_id":"e","template_id":"Dv=="}`},
			204, ``,
		},
		"activate": {
			func(ctx context.Context, c *zoomapi.Client) error {
				return c.SetPhoneStatus(ctx, []string{"u", "v"}, true)
			},
			sentCall{"PUT", basePath + "/phone/users/batch", `{"batch_type":"activate","user_ids":["u","v"],"activation_status":"activate"}`},
			204, ``,
		},
		"deactivate": {
			func(ctx context.Context, c *zoomapi.Client) error { return c.SetPhoneStatus(ctx, []string{"u"}, false) },
			sentCall{"PUT", basePath + "/phone/users/batch", `{"batch_type":"activate","user_ids":["u"],"activation_status":"deactivate"}`},
			204, ``,
		},
		"move": {
			func(ctx context.Context, c *zoomapi.Client) error { return c.MovePhoneUsers(ctx, []string{"u"}, "s") },
			sentCall{"PUT", basePath + "/phone/users/batch", `{"batch_type":"move_site","user_ids":["u"],"site_id":"s"}`},
			204, ``,
		},
		"assign plans, as documented": {
			func(ctx context.Context, c *zoomapi.Client) error {
				return c.AssignCallingPlans(ctx, user, []zoomapi.CallingPlanRef{{Type: 200}, {Type: 4000, BillingAccountID: "b", BillingSubscriptionID: "f"}})
			},
			sentCall{"POST", at + "/calling_plans", `{"calling_plans":[{"type":200},{"type":4000,"billing_account_id":"b","billing_subscription_id":"f"}]}`},
			200, `{}`,
		},
		"assign plans, as observed": {
			func(ctx context.Context, c *zoomapi.Client) error {
				return c.AssignCallingPlans(ctx, user, []zoomapi.CallingPlanRef{{Type: 200}})
			},
			sentCall{"POST", at + "/calling_plans", `{"calling_plans":[{"type":200}]}`},
			201, ``,
		},
		"swap": {
			func(ctx context.Context, c *zoomapi.Client) error {
				return c.SwapCallingPlan(ctx, user, zoomapi.CallingPlanSwap{SourceType: 100, TargetType: 200})
			},
			sentCall{"PUT", at + "/calling_plans", `{"source_type":100,"target_type":200}`},
			204, ``,
		},
		"swap subscriptions": {
			func(ctx context.Context, c *zoomapi.Client) error {
				return c.SwapCallingPlan(ctx, user, zoomapi.CallingPlanSwap{
					SourceType: 100, TargetType: 100, SourceBillingSubscriptionID: "s", TargetBillingSubscriptionID: "t",
				})
			},
			sentCall{
				"PUT", at + "/calling_plans",
				`{"source_type":100,"target_type":100,"source_billing_subscription_id":"s","target_billing_subscription_id":"t"}`,
			},
			204, ``,
		},
		"remove plan": {
			func(ctx context.Context, c *zoomapi.Client) error { return c.RemoveCallingPlan(ctx, user, 200, "") },
			sentCall{"DELETE", at + "/calling_plans/200", ``},
			204, ``,
		},
		"remove plan in India": {
			func(ctx context.Context, c *zoomapi.Client) error { return c.RemoveCallingPlan(ctx, user, 200, "3W&x") },
			sentCall{"DELETE", at + "/calling_plans/200?billing_account_id=3W%26x", ``},
			204, ``,
		},
		"remove number": {
			func(ctx context.Context, c *zoomapi.Client) error { return c.RemovePhoneNumber(ctx, user, "+1/2") },
			sentCall{"DELETE", at + "/phone_numbers/+1%2F2", ``},
			204, ``,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []sentCall
			client := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				text, err := io.ReadAll(r.Body)
				if err != nil {
					t.Error(err)
				}
				got = append(got, sentCall{r.Method, r.RequestURI, string(text)})
				reply(t, w, tc.status, tc.answer)
			}), nil)
			if err := tc.call(t.Context(), client); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]sentCall{tc.want}, got); diff != "" {
				t.Errorf("requests differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAssignPhoneNumbers(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		status int
		text   string
		want   []zoomapi.PhoneNumberRef
		bad    bool
	}{
		"documented":   {status: 200, text: `{"phone_numbers":[{"id":"n","number":"18887193005"}]}`, want: []zoomapi.PhoneNumberRef{{ID: "n", Number: "18887193005"}}},
		"observed":     {status: 201, text: `{"phone_numbers":[{"id":"n"}]}`, want: []zoomapi.PhoneNumberRef{{ID: "n"}}},
		"no echo":      {status: 201, text: `{}`},
		"empty number": {status: 201, text: `{"phone_numbers":[{}]}`, bad: true},
		"no body":      {status: 201, text: ``, bad: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, mux := setup(t, nil)
			mux.HandleFunc("POST /phone/users/u/phone_numbers", func(w http.ResponseWriter, r *http.Request) {
				want := map[string]any{"phone_numbers": []any{map[string]any{"id": "n"}, map[string]any{"number": "+18887193005"}}}
				if diff := cmp.Diff(want, body(t, r)); diff != "" {
					t.Errorf("body differs (-want +got):\n%s", diff)
				}
				reply(t, w, tc.status, tc.text)
			})
			got, err := client.AssignPhoneNumbers(t.Context(), "u", []zoomapi.PhoneNumberRef{{ID: "n"}, {Number: "+18887193005"}})
			if diff := cmp.Diff(tc.want, got); isDecodeError(err) != tc.bad || (err != nil) != tc.bad || diff != "" {
				t.Errorf("error %v, numbers differ (-want +got):\n%s", err, diff)
			}
		})
	}
}

// TestPhoneRequestsNotSent: what Zoom cannot take causes no request.
func TestPhoneRequestsNotSent(t *testing.T) {
	t.Parallel()
	ids := func(n int) []string {
		var list []string
		for i := range n {
			list = append(list, strconv.Itoa(i))
		}
		return list
	}
	for name, tc := range map[string]struct {
		call func(ctx context.Context, c *zoomapi.Client) error
		want error
	}{
		"no users": {func(ctx context.Context, c *zoomapi.Client) error { return c.SetPhoneStatus(ctx, nil, true) }, zoomapi.ErrBatchSize},
		"eleven users": {
			func(ctx context.Context, c *zoomapi.Client) error { return c.MovePhoneUsers(ctx, ids(11), "s") }, zoomapi.ErrBatchSize,
		},
		"no plans": {func(ctx context.Context, c *zoomapi.Client) error { return c.AssignCallingPlans(ctx, "u", nil) }, zoomapi.ErrBatchSize},
		"151 plans": {
			func(ctx context.Context, c *zoomapi.Client) error {
				return c.AssignCallingPlans(ctx, "u", slices.Repeat([]zoomapi.CallingPlanRef{{Type: 1}}, 151))
			}, zoomapi.ErrBatchSize,
		},
		"eleven numbers": {
			func(ctx context.Context, c *zoomapi.Client) error {
				_, err := c.AssignPhoneNumbers(ctx, "u", slices.Repeat([]zoomapi.PhoneNumberRef{{ID: "n"}}, 11))
				return err
			}, zoomapi.ErrBatchSize,
		},
		"no user":   {func(ctx context.Context, c *zoomapi.Client) error { _, err := c.PhoneUser(ctx, ""); return err }, zoomapi.ErrInvalidID},
		"me":        {func(ctx context.Context, c *zoomapi.Client) error { return c.RemoveCallingPlan(ctx, "me", 1, "") }, zoomapi.ErrInvalidID},
		"no number": {func(ctx context.Context, c *zoomapi.Client) error { return c.RemovePhoneNumber(ctx, "u", "") }, zoomapi.ErrInvalidID},
		"climbing":  {func(ctx context.Context, c *zoomapi.Client) error { _, err := c.PhoneSite(ctx, ".."); return err }, zoomapi.ErrInvalidID},
		"CRLF": {
			func(ctx context.Context, c *zoomapi.Client) error { _, err := c.UserFeature(ctx, "x\r\n"); return err }, zoomapi.ErrInvalidID,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				t.Errorf("request %s", r.RequestURI)
				w.WriteHeader(http.StatusTeapot)
			}), nil)
			if err := tc.call(t.Context(), client); !errors.Is(err, tc.want) {
				t.Errorf("got %v, want %v", err, tc.want)
			}
		})
	}
}
