package zoomimpl_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// rewrite changes a text in the answers to matching requests.
func rewrite(method, path, old, replacement string) meddling {
	return func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		resp, err := send()
		if err != nil || req.Method != method || !strings.HasSuffix(req.URL.Path, path) {
			return resp, err
		}
		body, err := io.ReadAll(resp.Body)
		if err = errors.Join(err, resp.Body.Close()); err != nil {
			return nil, err
		}
		changed := bytes.ReplaceAll(body, []byte(old), []byte(replacement))
		resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(changed)), int64(len(changed))
		resp.Header.Del("Content-Length")
		return resp, nil
	}
}

// What cannot be is refused before anything is written, all faults together.
func TestPhoneRefusedBeforehand(t *testing.T) {
	t.Parallel()
	tn := start(t, telephony())
	ann, bob, out := tn.phoned("ann@example.com"), tn.phoned("bob@example.com", shared.ReplaceDelta("zoom_phone_numbers", numbers(0)...)), tn.active("out@example.com")
	tn.conn = tn.connectThrough(rewrite(http.MethodGet, "/phone/sites", "New York Office", "Denver Office"))
	denver := shared.Value{}
	objs, _ := tn.search(&shared.Query{Class: "ZoomPhoneSite"})
	for _, o := range objs {
		if o.Name() == "Main Site" {
			denver = str(o.UID())
		}
	}
	replace := shared.ReplaceDelta
	tests := map[string]struct {
		uid    string
		deltas []shared.AttributeDelta
		want   error
		fields []string // of the faults, or the attribute
		text   string
	}{
		"switched off and given": {
			ann,
			[]shared.AttributeDelta{
				replace("zoom_phone_feature", no), replace("zoom_phone_numbers", numbers(1)...), replace("site_code", num(1)),
				replace("zoom_phone_calling_plans", plans(200)...), replace("extension_number", str("1")), replace("zoom_phone_status", str("activate")),
			},
			shared.ErrInvalidRequest,
			[]string{"extension_number", "site_code", "zoom_phone_calling_plans", "zoom_phone_numbers", "zoom_phone_status"},
			"contradicts",
		},
		"malformed": {
			ann,
			[]shared.AttributeDelta{
				replace("zoom_phone_numbers", str("911")), replace("extension_number", str("12a")), replace("zoom_phone_status", str("off")),
			},
			shared.ErrInvalidAttributeValue,
			[]string{"extension_number", "zoom_phone_numbers", "zoom_phone_status"},
			"E.164",
		},
		"cleared": {
			ann,
			[]shared.AttributeDelta{replace("extension_number"), replace("site_name"), replace("zoom_phone_feature")},
			shared.ErrInvalidAttributeValue,
			[]string{"extension_number", "site_name", "zoom_phone_feature"},
			"cannot be cleared",
		},
		"added and removed": {
			ann,
			[]shared.AttributeDelta{{Name: "zoom_phone_numbers", Add: shared.NewValues(numbers(1)...), Remove: shared.Strings("1" + spare(1)[2:])}},
			shared.ErrInvalidAttributeValue,
			[]string{"zoom_phone_numbers"},
			"both added and removed",
		},
		"no such things": {
			ann,
			[]shared.AttributeDelta{
				replace("site_name", str("Paris Office")), shared.AddDelta("zoom_phone_numbers", str("+4930123456"), str(spare(0)), str("+15552000000"), str(spare(19))),
				replace("zoom_phone_calling_plans", plans(100, 777)...),
			},
			shared.ErrInvalidAttributeValue,
			[]string{"site_name", "zoom_phone_calling_plans", "zoom_phone_numbers", "zoom_phone_numbers", "zoom_phone_numbers", "zoom_phone_numbers"},
			"another holder, of type User",
		},
		"ambiguous name": {
			ann, []shared.AttributeDelta{replace("site_name", str("Denver Office"))}, shared.ErrInvalidAttributeValue, []string{"site_name"}, "several sites are named Denver Office",
		},
		"two sites": {
			ann, []shared.AttributeDelta{replace("site_code", num(2)), replace("site_id", denver)}, shared.ErrInvalidAttributeValue, []string{"site_code", "site_id"}, "is not the one",
		},
		"no such code": {
			ann, []shared.AttributeDelta{replace("site_code", num(9))}, shared.ErrInvalidAttributeValue, []string{"site_code"}, "no site with the code 9",
		},
		"no such id": {
			ann, []shared.AttributeDelta{replace("site_id", str("AAAAAAAAAAAAAAAAAAAAAA"))}, shared.ErrInvalidAttributeValue, []string{"site_id"}, "there is no site",
		},
		"impossible id": {
			ann, []shared.AttributeDelta{replace("site_id", str(".."))}, shared.ErrInvalidAttributeValue, []string{"site_id"}, "there is no site",
		},
		"extension of another site": {
			ann, []shared.AttributeDelta{replace("extension_number", str("212345"))}, shared.ErrInvalidAttributeValue, []string{"extension_number"}, "begin with the code 1",
		},
		"extension too long": {
			ann, []shared.AttributeDelta{replace("extension_number", str("1123456"))}, shared.ErrInvalidAttributeValue, []string{"extension_number"}, "must have 5 digits, or 6 with the code 1",
		},
		"eleven numbers": {
			bob,
			[]shared.AttributeDelta{shared.AddDelta("zoom_phone_numbers", numbers(1, 2, 3, 4, 5, 6, 7, 9, 10, 11)...)},
			shared.ErrInvalidAttributeValue,
			[]string{"zoom_phone_numbers"},
			"leads to 11 numbers",
		},
		"without Zoom Phone": {
			out, []shared.AttributeDelta{replace("zoom_phone_numbers", numbers(1)...), replace("site_code", num(2))}, shared.ErrPreconditionFailed, []string{"zoom_phone_feature"}, "set zoom_phone_feature to true",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := tn.update(user, test.uid, append(test.deltas, replace("dept", str(name)))...)
			if !errors.Is(err, test.want) || !strings.Contains(fmt.Sprint(err), test.text) {
				t.Fatalf("got %v", err)
			}
			e := shared.AsError(err)
			var fields []string
			for _, f := range e.Faults {
				fields = append(fields, f.Field)
			}
			if fields == nil {
				fields = []string{e.Attribute}
			}
			slices.Sort(fields)
			if diff := cmp.Diff(test.fields, fields); diff != "" || e.Class != user || e.UID != test.uid {
				t.Errorf("class %s, uid %s, fields (-want +got):\n%s\n%v", e.Class, e.UID, diff, err)
			}
			if got := text(tn.get(user, test.uid, "dept"), "dept"); got == name {
				t.Error("the department was written")
			}
		})
	}
	t.Run("nothing to take", func(t *testing.T) {
		t.Parallel()
		tn.mustUpdate(user, out, replace("zoom_phone_numbers"), shared.RemoveDelta("zoom_phone_calling_plans", plans(200)...), replace("zoom_phone_feature", no))
	})
}

// A plan all of whose seats are taken is a quota that is used up.
func TestPhonePlanWithoutSeat(t *testing.T) {
	t.Parallel()
	tn := start(t, telephony(func(o *zoomsim.Options) { o.CallingPlanSeats = 1 }))
	tn.phoned("ann@example.com", shared.ReplaceDelta("zoom_phone_calling_plans", plans(200)...))
	bob := tn.phoned("bob@example.com")
	for name, deltas := range map[string][]shared.AttributeDelta{
		"with Zoom Phone": {shared.ReplaceDelta("zoom_phone_calling_plans", plans(200, 100)...), shared.ReplaceDelta("dept", str("Sales"))},
	} {
		_, err := tn.update(user, bob, deltas...)
		if !errors.Is(err, shared.ErrQuotaExceeded) || shared.AsError(err).Attribute != "zoom_phone_calling_plans" {
			t.Errorf("%s: %v", name, err)
		}
	}
	before := tn.requests()["POST /users"]
	_, err := tn.conn.Create(t.Context(), &shared.CreateRequest{Class: user, Options: auto(), Attributes: shared.Attributes{
		set("email", str("new@example.com")), set("zoom_phone_feature", yes), set("zoom_phone_calling_plans", plans(200)...),
	}})
	if !errors.Is(err, shared.ErrQuotaExceeded) || tn.requests()["POST /users"] != before {
		t.Errorf("create: %v", err)
	}
}

// All licences of Zoom Phone are taken.
func TestPhoneWithoutLicence(t *testing.T) {
	t.Parallel()
	tn := start(t, telephony(func(o *zoomsim.Options) { o.PhoneSeats = 1 }))
	tn.phoned("ann@example.com")
	bob := tn.active("bob@example.com")
	_, err := tn.update(user, bob, phoneOn())
	if e := shared.AsError(err); !errors.Is(err, shared.ErrQuotaExceeded) || e.Attribute != "zoom_phone_feature" {
		t.Errorf("got %v", err)
	}
	_, err = tn.conn.Create(t.Context(), &shared.CreateRequest{Class: user, Options: auto(), Attributes: shared.Attributes{
		set("email", str("new@example.com")), set("zoom_phone_feature", yes), set("zoom_phone_calling_plans", plans(200)...),
	}})
	partial, ok := errors.AsType[*shared.WriteError](err)
	if !ok || !errors.Is(partial.Cause, shared.ErrQuotaExceeded) || len(partial.Remaining) != 2 || partial.Result.UID == "" {
		t.Fatalf("create: %v", err)
	}
	if diff := cmp.Diff([]string{"create", "Zoom Phone on (failed)", "wait for Zoom Phone (not started)"}, stepNames(partial.Result.Steps)); diff != "" {
		t.Error(diff)
	}
}

// An account without Zoom Phone: an error when an attribute of it is named.
func TestNoPhoneAccount(t *testing.T) {
	t.Parallel()
	tn := start(t, telephony(func(o *zoomsim.Options) { o.NoPhone = true }))
	ann := tn.active("ann@example.com")
	tn.mustUpdate(user, ann, shared.ReplaceDelta("dept", str("Sales")))
	for _, d := range []shared.AttributeDelta{
		phoneOn(), shared.ReplaceDelta("zoom_phone_feature", no), shared.ReplaceDelta("site_name", str("X")), shared.ReplaceDelta("zoom_phone_calling_plans", plans(200)...),
	} {
		_, err := tn.update(user, ann, d, shared.ReplaceDelta("dept", str("Research")))
		if e := shared.AsError(err); !errors.Is(err, shared.ErrUnsupported) || e.Attribute != d.Name || e.UID != ann {
			t.Errorf("%s: %v", d.Name, err)
		}
	}
	if got := text(tn.get(user, ann, "dept"), "dept"); got != "Sales" {
		t.Errorf("department %s", got)
	}
	_, err := tn.conn.Create(t.Context(), &shared.CreateRequest{Class: user, Options: auto(), Attributes: shared.Attributes{
		set("email", str("new@example.com")), set("zoom_phone_feature", yes), set("site_name", str("X")),
	}})
	if !errors.Is(err, shared.ErrUnsupported) || errors.Is(err, shared.ErrPartial) {
		t.Errorf("create: %v", err)
	}
}

// Refusals by Zoom itself name the attribute that the call was for.
func TestPhoneRefusalsOfZoom(t *testing.T) {
	t.Parallel()
	const person = "/phone/users/"
	at := func(deltas ...shared.AttributeDelta) []shared.AttributeDelta { return deltas }
	place := at(shared.ReplaceDelta("site_code", num(2)), shared.ReplaceDelta("extension_number", str("254321")))
	give := at(shared.ReplaceDelta("zoom_phone_calling_plans", plans(200)...))
	number := at(shared.ReplaceDelta("zoom_phone_numbers", numbers(0)...))
	status := at(shared.ReplaceDelta("zoom_phone_status", str("deactivate")))
	for name, test := range map[string]struct {
		method, path string
		status       int
		body         string
		deltas       []shared.AttributeDelta
		want         error
		attribute    string
	}{
		"site gone":           {http.MethodPatch, person, 404, `{"code":404,"message":"Site does not exist."}`, place, shared.ErrInvalidAttributeValue, "site_code"},
		"extension taken":     {http.MethodPatch, person, 400, `{"code":400,"message":"Extension number 254321 is already used."}`, place, shared.ErrAlreadyExists, "extension_number"},
		"extension invalid":   {http.MethodPatch, person, 400, `{"code":300,"message":"Validation Failed.","errors":[{"field":"extension_number","message":"Invalid field."}]}`, place, shared.ErrInvalidAttributeValue, "extension_number"},
		"too many":            {http.MethodPatch, person, 400, `{"code":405,"message":"The number of items must not exceed 10."}`, place, shared.ErrPreconditionFailed, "site_code"},
		"recording consent":   {http.MethodPatch, person, 400, `{"code":13800,"message":"Cannot update the flag."}`, place, shared.ErrInvalidAttributeValue, "site_code"},
		"phone user gone":     {http.MethodPatch, person, 404, `{"code":1001,"message":"User does not exist: x."}`, place, shared.ErrPreconditionFailed, "zoom_phone_feature"},
		"invalid id":          {http.MethodPatch, person, 400, `{"code":300,"message":"Invalid user id."}`, place, shared.ErrPreconditionFailed, "zoom_phone_feature"},
		"no Phone any more":   {http.MethodPatch, person, 404, `{"code":2001,"message":"Account does not exist."}`, place, shared.ErrUnsupported, "site_code"},
		"missing scope":       {http.MethodPost, "/calling_plans", 400, `{"code":104,"message":"Invalid access token, does not contain scopes:[phone:write:calling_plan:admin]"}`, give, shared.ErrPermissionDenied, ""},
		"plan invalid":        {http.MethodPost, "/calling_plans", 400, `{"code":300,"message":"Validation Failed.","errors":[{"field":"calling_plans.type","message":"Invalid field."}]}`, give, shared.ErrInvalidAttributeValue, "zoom_phone_calling_plans"},
		"no seat":             {http.MethodPost, "/calling_plans", 400, `{"code":300,"message":"No available license for the calling plan: 200."}`, give, shared.ErrQuotaExceeded, "zoom_phone_calling_plans"},
		"number unknown":      {http.MethodPost, "/phone_numbers", 400, `{"code":404,"message":"Phone number does not exist."}`, number, shared.ErrInvalidAttributeValue, "zoom_phone_numbers"},
		"number in use":       {http.MethodPost, "/phone_numbers", 400, `{"code":409,"message":"Phone number already in use."}`, number, shared.ErrAlreadyExists, "zoom_phone_numbers"},
		"number needs a plan": {http.MethodPost, "/phone_numbers", 400, `{"code":409,"message":"This function requires a Zoom Phone Metered, Unlimited, or Pro plan."}`, number, shared.ErrPreconditionFailed, "zoom_phone_numbers"},
		"in the trash":        {http.MethodPut, "/phone/users/batch", 400, `{"code":12007,"message":"The user in Trash cannot be assigned Zoom One license."}`, status, shared.ErrPreconditionFailed, "zoom_phone_status"},
		"India":               {http.MethodPut, "/phone/users/batch", 400, `{"code":12008,"message":"Not at sites in India."}`, status, shared.ErrPreconditionFailed, "zoom_phone_status"},
		"look without scope":  {http.MethodGet, person, 400, `{"code":104,"message":"Invalid access token, does not contain scopes:[phone:read:user:admin]"}`, status, shared.ErrPermissionDenied, ""},
		"too many requests":   {http.MethodPut, "/phone/users/batch", 429, `{"code":429,"message":"You have reached the maximum daily rate limit for this API."}`, status, shared.ErrQuotaExceeded, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tn := start(t, telephony())
			uid := tn.phoned("ann@example.com")
			tn.conn = tn.connectThrough(func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
				if hit := strings.HasSuffix(req.URL.Path, test.path) || test.path == person && strings.HasSuffix(req.URL.Path, person+uid); hit && req.Method == test.method {
					return answer(test.status, test.body), nil
				}
				return send()
			})
			_, err := tn.update(user, uid, test.deltas...)
			if e := shared.AsError(err); !errors.Is(err, test.want) || errors.Is(err, shared.ErrPartial) || e.Attribute != test.attribute {
				t.Errorf("attribute %q, error %v", shared.AsError(err).Attribute, err)
			}
		})
	}
}
