package simctl_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/bench/importbench/internal/bound"
	"github.com/igaplugin/igaplugin/bench/importbench/internal/simctl"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// TestControl: counters and chains of what was asked, told apart by status.
func TestControl(t *testing.T) {
	t.Parallel()
	sim, err := zoomsim.Start(t.Context(), zoomsim.Options{Seed: 1, Users: 10, Plan: zoomsim.PlanBusiness, RateScale: 2})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := sim.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	control := simctl.NewControl(simctl.Address{ControlURL: sim.ControlURL, ControlToken: sim.ControlToken})
	for _, query := range []string{"?status=active&page_size=2", "?status=active&page_size=2&next_page_token=x", "?status=inactive", ""} {
		r := httptest.NewRequest(http.MethodGet, "/v2/users"+query, nil)
		sim.Sim().ServeHTTP(httptest.NewRecorder(), r)
	}
	stats, err := control.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got := stats.Requests["GET /users"]; got != 4 {
		t.Errorf("%d requests, want 4", got)
	}
	if diff := cmp.Diff(zoomsim.RateGauge{Product: "core", Label: zoomsim.Light, PerSecond: 160, Limit: 160, Remaining: 160}, stats.Rates[0]); diff != "" {
		t.Errorf("rate (-want +got):\n%s", diff)
	}
	chains, err := control.Chains(t.Context(), "GET /users")
	if err != nil {
		t.Fatal(err)
	}
	want := []bound.Chain{{Name: "GET /users", Pages: 1}, {Name: "GET /users?status=inactive", Pages: 1}, {Name: "GET /users?status=active", Pages: 2}}
	if diff := cmp.Diff(want, chains); diff != "" {
		t.Errorf("chains (-want +got):\n%s", diff)
	}
	if err := control.Reset(t.Context()); err != nil {
		t.Fatal(err)
	}
	if stats, err = control.Stats(t.Context()); err != nil || len(stats.Requests) != 0 {
		t.Errorf("after a reset: %v, %v", stats.Requests, err)
	}
}

func TestControlRefused(t *testing.T) {
	t.Parallel()
	sim, err := zoomsim.Start(t.Context(), zoomsim.Options{})
	if err != nil {
		t.Fatal(err)
	}
	control := simctl.NewControl(simctl.Address{ControlURL: sim.ControlURL, ControlToken: "wrong"})
	if _, err := control.Stats(t.Context()); err == nil {
		t.Error("a wrong token was no error")
	}
	if err := sim.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := control.Reset(t.Context()); err == nil {
		t.Error("a server that is gone was no error")
	}
}
