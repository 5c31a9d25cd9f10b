package zoomsim

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestSharedDailyCap: on paid plans heavy and resource-intensive requests use
// up one daily cap, and phone has one of its own.
func TestSharedDailyCap(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.November, 23, 23, 0, 0, 0, time.UTC)
	limits := newLimiter(Options{Plan: PlanPro, RateScale: maxScale}, now)
	for i := range 29_999 {
		if v := limits.core.take(Heavy, now); v.refused || v.remaining != 29_999-i {
			t.Fatalf("request %d: %+v", i, v)
		}
	}
	if v := limits.core.take(ResourceIntensive, now); v.refused || v.remaining != 0 {
		t.Errorf("the last request of the day: %+v", v)
	}
	midnight := time.Date(2026, time.November, 24, 0, 0, 0, 0, time.UTC)
	want := verdict{refused: true, kind: limitDaily, counted: true, limit: 30_000, reset: midnight}
	for _, label := range []Label{Heavy, ResourceIntensive} {
		if diff := cmp.Diff(want, limits.core.take(label, now), cmp.AllowUnexported(verdict{})); diff != "" {
			t.Errorf("%s beyond the cap (-want +got):\n%s", label, diff)
		}
	}
	if v := limits.core.take(Light, now); v != (verdict{}) {
		t.Errorf("a light request: %+v", v)
	}
	if v := limits.phone.take(Heavy, now); v.refused || v.remaining != 14_999 {
		t.Errorf("a heavy phone request: %+v", v)
	}
	if v := limits.core.take(Heavy, midnight); v.refused || v.remaining != 29_999 {
		t.Errorf("after midnight: %+v", v)
	}
}

// TestGivenRateLeavesSharedCap: a label with a quota of its own no longer uses
// up the plan's cap.
func TestGivenRateLeavesSharedCap(t *testing.T) {
	t.Parallel()
	now := time.Unix(0, 0)
	limits := newLimiter(Options{Plan: PlanPro, RateLimits: map[Label]Rate{Heavy: {PerSecond: 100}}}, now)
	if v := limits.core.take(Heavy, now); v != (verdict{}) {
		t.Errorf("heavy: %+v, want no cap", v)
	}
	if v := limits.core.take(ResourceIntensive, now); v.remaining != 29_999 {
		t.Errorf("resource-intensive: %+v, want the cap to be untouched", v)
	}
}

func TestResourceIntensiveIsPerMinute(t *testing.T) {
	t.Parallel()
	for _, algorithm := range []RateAlgorithm{TokenBucket, SlidingWindow} {
		now := time.Unix(1_800_000_000, 0)
		table := newRateTable(productCore, Options{Plan: PlanBusiness, RateAlgorithm: algorithm}, now)
		passed := 0
		for range 40 {
			if !table.take(ResourceIntensive, now).refused {
				passed++
			}
		}
		if passed != 20 {
			t.Errorf("%s: %d passed at once, want 20", algorithm, passed)
		}
		if v := table.take(ResourceIntensive, now.Add(2*time.Second)); !v.refused {
			t.Errorf("%s: one passed after two seconds", algorithm)
		}
		if v := table.take(ResourceIntensive, now.Add(time.Minute)); v.refused {
			t.Errorf("%s: none passed after a minute", algorithm)
		}
	}
}

func TestMissingScopeTexts(t *testing.T) {
	t.Parallel()
	phone := &route{
		template: "/phone/users", product: productPhone,
		classic: []string{"phone:read", "phone:read:admin"}, granular: []string{"phone:read:list_users:admin"},
	}
	roles := &route{template: "/roles", classic: []string{"role:read:admin"}, granular: []string{"role:read:list_roles", "role:read:list_roles:admin"}}
	users := &route{template: "/users", classic: []string{"user:read", "user:read:admin"}, granular: []string{"user:read:list_users:admin"}}
	for name, tc := range map[string]struct {
		code int
		of   *route
		want errorBody
	}{
		"phone": {0, phone, errorBody{Code: 104, Message: "Invalid access token, does not contain scopes:[phone:read:list_users:admin]"}},
		"roles": {0, roles, errorBody{Code: 4700, Message: "Invalid access token, does not contain role:read:admin scope."}},
		"users": {0, users, errorBody{Code: 4711, Message: "Invalid access token, does not contain scopes:[user:read:list_users:admin]."}},
		"given": {4700, users, errorBody{Code: 4700, Message: "Invalid access token, does not contain user:read:admin scope."}},
		"4711":  {4711, phone, errorBody{Code: 4711, Message: "Invalid access token, does not contain scopes:[phone:read:list_users:admin]."}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &Sim{opts: Options{ScopeErrorCode: tc.code}}
			got := s.missingScope(tc.of)
			if diff := cmp.Diff(tc.want, got.body); diff != "" || got.status != http.StatusBadRequest {
				t.Errorf("status %d (-want +got):\n%s", got.status, diff)
			}
		})
	}
}
