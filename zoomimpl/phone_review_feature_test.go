package zoomimpl_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/adapter"
	"github.com/igaplugin/igaplugin/zoomimpl"
	"github.com/igaplugin/igaplugin/zoomsim"
)

const (
	featureIsOff  = `{"feature":{"zoom_phone":false}}`
	featureIsOn   = `{"feature":{"zoom_phone":true}}`
	featureUntold = `{"feature":{}}`
	noScope       = `{"code":4711,"message":"Invalid access token, does not contain scopes:[phone:read:x:admin]."}`
)

// settings answers the reads of the settings.
func settings(body func() string) meddling {
	return func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		if req.Method == http.MethodGet && strings.HasSuffix(req.URL.Path, "/settings") {
			return answer(http.StatusOK, body()), nil
		}
		return send()
	}
}

// swallowing confirms the changes of the feature without making them.
func swallowing(next meddling) meddling {
	return func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		if req.Method == http.MethodPatch && bodyContains(req, "zoom_phone") {
			return answer(http.StatusNoContent, ""), nil
		}
		return next(req, send)
	}
}

func plain(_ *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
	return send()
}

// A phone user who is about to go, as Zoom Phone is off, is no proof that it is
// on.
func TestPhoneSwitchedOnWhileItLingers(t *testing.T) {
	t.Parallel()
	tn := start(t, telephony())
	uid := tn.phoned("ann@example.com")
	patches := 0
	tn.conn = tn.connectThrough(func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		if req.Method == http.MethodPatch && bodyContains(req, `"zoom_phone":true`) {
			patches++
		}
		return settings(func() string {
			if patches == 0 {
				return featureIsOff
			}
			return featureIsOn
		})(req, send)
	})
	deltas := []shared.AttributeDelta{phoneOn(), shared.ReplaceDelta("site_name", str("Denver Office"))}
	result := tn.mustUpdate(user, uid, deltas...)
	if result.Outcome != shared.OutcomeUpdated || patches != 1 || len(result.NotApplied) > 0 {
		t.Errorf("outcome %v, %d patches, left %v", result.Outcome, patches, result.NotApplied)
	}
	want := []string{"Zoom Phone on", "wait for Zoom Phone", "site", "verify Zoom Phone"}
	if diff := cmp.Diff(want, stepNames(result.Steps)); diff != "" {
		t.Error(diff)
	}
	if got := tn.phone(uid); got != "true | activate | 210001 | Denver Office |  | " {
		t.Error(got)
	}
	if again := tn.mustUpdate(user, uid, deltas...); again.Outcome != shared.OutcomeAlreadyDone || patches != 1 {
		t.Errorf("again: outcome %v, %d patches", again.Outcome, patches)
	}
}

// Where nothing tells whether Zoom Phone is on, the phone user tells it.
func TestPhoneUserProvesTheFeature(t *testing.T) {
	t.Parallel()
	for name, meddle := range map[string]meddling{
		"not told":     settings(func() string { return featureUntold }),
		"not readable": refuse(http.MethodGet, "/settings", http.StatusBadRequest, noScope),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tn := start(t, telephony())
			uid := tn.phoned("ann@example.com")
			tn.conn = tn.connectThrough(meddle)
			if result := tn.mustUpdate(user, uid, phoneOn()); result.Outcome != shared.OutcomeAlreadyDone {
				t.Errorf("outcome %v, steps %v", result.Outcome, result.Steps)
			}
		})
	}
}

// That Zoom does not say whether Zoom Phone is on does not mean that it is off.
func TestPhoneFeatureUntold(t *testing.T) {
	t.Parallel()
	off := shared.ReplaceDelta("zoom_phone_feature", no)
	untold := settings(func() string { return featureUntold })
	t.Run("switched off", func(t *testing.T) {
		t.Parallel()
		tn := start(t, telephony(func(o *zoomsim.Options) { o.ProfileDelay = time.Hour }))
		uid := tn.active("ann@example.com")
		if _, err := tn.update(user, uid, phoneOn()); !errors.Is(err, shared.ErrPartial) {
			t.Fatal(err)
		}
		tn.conn = tn.connectThrough(untold)
		if result := tn.mustUpdate(user, uid, off); result.Outcome != shared.OutcomeUpdated {
			t.Errorf("outcome %v", result.Outcome)
		}
		if err := tn.sim.Clock().Advance(2 * time.Hour); err != nil {
			t.Fatal(err)
		}
		if got := tn.phone(uid); got != "false |  |  |  |  | " {
			t.Error(got)
		}
	})
	t.Run("not proved", func(t *testing.T) {
		t.Parallel()
		tn := start(t, telephony())
		uid := tn.phoned("ann@example.com")
		tn.conn = tn.connectThrough(swallowing(untold))
		if result := tn.mustUpdate(user, uid, off); !slices.Equal(left(result), []string{"zoom_phone_feature"}) {
			t.Errorf("left %v", result.NotApplied)
		}
	})
}

// Zoom confirms that Zoom Phone is switched on and does not do it: that is told,
// rather than to try again for ever.
func TestPhoneNeverSwitchedOn(t *testing.T) {
	t.Parallel()
	deltas := []shared.AttributeDelta{phoneOn(), shared.ReplaceDelta("site_name", str("Denver Office")), shared.ReplaceDelta("zoom_phone_numbers", numbers(0)...)}
	all := []string{"zoom_phone_feature", "site_name", "zoom_phone_numbers"}
	for name, test := range map[string]struct {
		phoned bool
		meddle meddling
		left   []string
		want   error
	}{
		"off":       {false, plain, all, nil},
		"lingering": {true, settings(func() string { return featureIsOff }), all, nil},
		"untold":    {false, settings(func() string { return featureUntold }), nil, shared.ErrPartial},
		"on":        {false, settings(func() string { return featureIsOn }), nil, shared.ErrPartial},
		"failing":   {false, refuse(http.MethodGet, "/settings", http.StatusInternalServerError, `{}`), nil, shared.ErrPartial},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tn := start(t, telephony())
			uid := tn.active("ann@example.com")
			if test.phoned {
				tn.mustUpdate(user, uid, phoneOn())
			}
			tn.conn = tn.connectThrough(swallowing(test.meddle))
			tn.sim.ResetRecord()
			result, err := tn.update(user, uid, deltas...)
			if !errors.Is(err, test.want) {
				t.Fatal(err)
			}
			for _, call := range []string{patchPhone, postNumbers} {
				if n := tn.requests()[call]; n > 0 {
					t.Errorf("%s: %d", call, n)
				}
			}
			if err != nil {
				return
			}
			if diff := cmp.Diff(test.left, left(result)); diff != "" {
				t.Error(diff)
			}
			for _, n := range result.NotApplied {
				if !errors.Is(n.Reason, shared.ErrPreconditionFailed) || !strings.Contains(n.Reason.Message, "did not apply it") {
					t.Errorf("%s: %v", n.Attribute, n.Reason)
				}
			}
		})
	}
}

// slowZoom is a Zoom with one user, in which no phone user appears, and whose
// looks at it take their time once something was written. It answers without a
// network, so that the clock of a test can be its own.
func slowZoom(look time.Duration) meddling {
	wrote := false
	return func(req *http.Request, _ func() (*http.Response, error)) (*http.Response, error) {
		switch path := req.URL.Path; {
		case strings.HasSuffix(path, "/token"):
			return answer(http.StatusOK, `{"access_token":"x","token_type":"bearer","expires_in":3600}`), nil
		case req.Method == http.MethodPatch:
			wrote = true
			return answer(http.StatusNoContent, ""), nil
		case strings.HasSuffix(path, "/settings"):
			return answer(http.StatusOK, featureIsOn), nil
		case strings.Contains(path, "/phone/users/"):
			if wrote {
				timer := time.NewTimer(look)
				defer timer.Stop()
				select {
				case <-timer.C:
				case <-req.Context().Done():
					return nil, req.Context().Err()
				}
			}
			return answer(http.StatusNotFound, `{"code":1001,"message":"User does not exist: ann."}`), nil
		default:
			return answer(http.StatusOK, `{"id":"ann","email":"ann@example.com","type":1,"status":"active"}`), nil
		}
	}
}

// The looks count in the wait.
func TestPhoneWaitWithSlowLooks(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		look     time.Duration
		min, max time.Duration
	}{
		"quick":       {0, 25 * time.Second, 30 * time.Second},
		"slow":        {4 * time.Second, 20 * time.Second, 30 * time.Second},
		"never ready": {25 * time.Second, 25 * time.Second, 30 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				conn, err := adapter.New(zoomimpl.New(zoomimpl.Options{Transport: &meddler{meddle: slowZoom(test.look)}}), nil).Connect(t.Context(), &shared.ConnectRequest{
					Config: shared.Attributes{
						set("account_id", str("a")), set("client_id", str("c")), set("client_secret", shared.SecretValue(shared.NewSecret("s"))), set("io_error_retries", num(0)),
					},
				})
				if err != nil {
					t.Fatal(err)
				}
				began := time.Now()
				_, err = conn.Update(t.Context(), &shared.UpdateRequest{Class: user, UID: "ann", Deltas: []shared.AttributeDelta{phoneOn()}})
				partial, ok := errors.AsType[*shared.WriteError](err)
				if !ok || !errors.Is(partial.Cause, shared.ErrPreconditionFailed) {
					t.Errorf("got %v", err)
				}
				if waited := time.Since(began); waited < test.min || waited > test.max {
					t.Errorf("waited %s", waited)
				}
				if err := conn.Close(t.Context()); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// A site that may not be read does not keep a complete extension from being
// sent.
func TestPhoneExtensionWithoutReadingTheSite(t *testing.T) {
	t.Parallel()
	// site refuses the read of a single one, sites that of the list, too.
	site := func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		if strings.Contains(req.URL.Path, "/phone/sites/") {
			return answer(http.StatusBadRequest, noScope), nil
		}
		return send()
	}
	sites := func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		if strings.HasSuffix(req.URL.Path, "/phone/sites") {
			return answer(http.StatusBadRequest, noScope), nil
		}
		return site(req, send)
	}
	failing := func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		if strings.Contains(req.URL.Path, "/phone/sites/") {
			return answer(http.StatusUnauthorized, `{"code":124,"message":"Invalid access token."}`), nil
		}
		return send()
	}
	replace := shared.ReplaceDelta
	for name, test := range map[string]struct {
		meddle meddling
		deltas []shared.AttributeDelta
		after  string
		want   error
	}{
		"list alone, complete":         {site, []shared.AttributeDelta{replace("extension_number", str("154321"))}, "154321 | Main Site", nil},
		"neither, complete":            {sites, []shared.AttributeDelta{replace("extension_number", str("154321"))}, "154321 | Main Site", nil},
		"list alone, complete, moving": {site, []shared.AttributeDelta{replace("extension_number", str("254321")), replace("site_code", num(2))}, "254321 | Denver Office", nil},
		"list alone, short":            {site, []shared.AttributeDelta{replace("extension_number", str("54321"))}, "110001 | Main Site", shared.ErrPermissionDenied},
		"list alone, short, moving":    {site, []shared.AttributeDelta{replace("extension_number", str("54321")), replace("site_code", num(2))}, "110001 | Main Site", shared.ErrPermissionDenied},
		"another failure":              {failing, []shared.AttributeDelta{replace("extension_number", str("154321"))}, "110001 | Main Site", shared.ErrUnauthenticated},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tn := start(t, telephony())
			uid := tn.phoned("ann@example.com")
			sound := tn.conn
			tn.conn = tn.connectThrough(test.meddle)
			result, err := tn.update(user, uid, test.deltas...)
			if !errors.Is(err, test.want) || err == nil && len(result.NotApplied) > 0 {
				t.Errorf("result %v, error %v", result, err)
			}
			tn.conn = sound
			if got := tn.phone(uid); got != "true | activate | "+test.after+" |  | " {
				t.Error(got)
			}
		})
	}
}

// A pending user gets nothing of Zoom Phone, even when the same update enables
// it: the changes are told, and not refused.
func TestPhoneOfPendingUserWhoIsEnabled(t *testing.T) {
	t.Parallel()
	tn := start(t, telephony())
	uid := tn.create(user, nil, set("email", str("ann@example.com"))).UID
	tn.sim.ResetRecord()
	result := tn.mustUpdate(user, uid, shared.ReplaceDelta("enabled", yes), shared.ReplaceDelta("zoom_phone_numbers", numbers(0)...), shared.ReplaceDelta("site_name", str("Nowhere")))
	if got := left(result); result.Outcome != shared.OutcomePending || !slices.Contains(got, "zoom_phone_numbers") || !slices.Contains(got, "site_name") {
		t.Errorf("outcome %v, left %v", result.Outcome, got)
	}
	if diff := cmp.Diff([]string(nil), tn.calls()); diff != "" {
		t.Error(diff)
	}
}

// Of a user who stays inactive Zoom Phone is not read, so that an app that may
// not do so changes it as far as it can.
func TestPhoneOfInactiveUserIsNotRead(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		left []string
		want error
	}{
		"error":      {nil, shared.ErrPreconditionFailed},
		"skip":       {[]string{"dept", "zoom_phone_feature", "site_name"}, nil},
		"reactivate": {[]string{"zoom_phone_feature", "site_name"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tn := start(t, telephony())
			uid := tn.active("ann@example.com")
			tn.mustUpdate(user, uid, shared.ReplaceDelta("enabled", no))
			tn.conn = tn.connectThrough(refuse(http.MethodGet, "/phone/users/"+uid, http.StatusBadRequest, noScope), set("update_inactive", str(name)))
			result, err := tn.update(user, uid, phoneOn(), shared.ReplaceDelta("site_name", str("Denver Office")), shared.ReplaceDelta("dept", str("Sales")))
			if !errors.Is(err, test.want) {
				t.Fatal(err)
			}
			if err == nil {
				if diff := cmp.Diff(test.left, left(result)); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
}

// A site whose extensions have no length is read once.
func TestPhoneSiteWithoutLengthIsReadOnce(t *testing.T) {
	t.Parallel()
	tn := start(t, telephony())
	uid, home := tn.phoned("ann@example.com"), tn.siteIDs()["Main Site"]
	tn.conn = tn.connectThrough(rewrite(http.MethodGet, "/phone/sites/"+home, `"short_extension"`, `"no_extension"`))
	tn.sim.ResetRecord()
	tn.mustUpdate(user, uid, shared.ReplaceDelta("extension_number", str("154321")))
	if diff := cmp.Diff([]string{getPhone, getSite, patchPhone, getPhone}, tn.calls()); diff != "" {
		t.Error(diff)
	}
}

// 0 stands for no extension, and cannot be one.
func TestPhoneExtensionZero(t *testing.T) {
	t.Parallel()
	tn := start(t, telephony())
	uid := tn.phoned("ann@example.com")
	tn.conn = tn.connectThrough(rewrite(http.MethodGet, "/phone/users/"+uid, `"extension_number"`, `"no_extension"`))
	for _, extension := range []string{"0", "000"} {
		_, err := tn.update(user, uid, shared.ReplaceDelta("extension_number", str(extension)))
		if e := shared.AsError(err); !errors.Is(err, shared.ErrInvalidAttributeValue) || !strings.Contains(err.Error(), "must not be 0") {
			t.Errorf("%s: %v", extension, e)
		}
	}
}
