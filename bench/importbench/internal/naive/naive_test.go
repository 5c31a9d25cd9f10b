package naive_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/bench/importbench/internal/naive"
	"github.com/igaplugin/igaplugin/zoomsim"
)

func start(t *testing.T, o zoomsim.Options) *zoomsim.Server {
	t.Helper()
	sim, err := zoomsim.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := sim.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	return sim
}

// TestRead counts the requests of the strategy: 60 users, of whom 42 are active,
// 12 inactive and 6 pending; 30 have Zoom Phone.
func TestRead(t *testing.T) {
	t.Parallel()
	sim := start(t, zoomsim.Options{Seed: 1, Users: 60, PendingShare: 0.1, InactiveShare: 0.2, PhoneShare: 5.0 / 7})
	reader := naive.New(naive.Account{
		ServiceURL: sim.ServiceURL, TokenURL: sim.TokenURL,
		AccountID: sim.AccountID, ClientID: sim.ClientID, Secret: sim.ClientSecret,
	})
	phones, err := reader.PhoneUsers(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	sim.Sim().ResetRecord()
	users, err := reader.Read(t.Context(), phones)
	if err != nil {
		t.Fatal(err)
	}
	if users != 54 {
		t.Errorf("%d users, want 54", users)
	}
	stats := sim.Sim().Stats()
	want := map[string]int64{
		"GET /users": 2 + 1, "GET /users/{userId}": 54, "GET /phone/users/{userId}": 30, "GET /phone/sites": 30,
	}
	if diff := cmp.Diff(want, stats.Requests); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
	if stats.InFlightMax != 1 {
		t.Errorf("%d requests at once, want one after the other", stats.InFlightMax)
	}
}

// TestReadRefused: an error of the server ends the reading.
func TestReadRefused(t *testing.T) {
	t.Parallel()
	sim := start(t, zoomsim.Options{Seed: 1, Users: 60})
	account := naive.Account{
		ServiceURL: sim.ServiceURL, TokenURL: sim.TokenURL,
		AccountID: sim.AccountID, ClientID: sim.ClientID, Secret: "wrong",
	}
	if _, err := naive.New(account).Read(t.Context(), nil); err == nil {
		t.Error("a wrong secret was no error")
	}
	account.Secret = sim.ClientSecret
	faults, err := zoomsim.ParseFaults([]byte(`[{"method":"GET","route":"/users/{userId}","occurrence":3,"effect":{"kind":"answer","status":500}}]`))
	if err != nil {
		t.Fatal(err)
	}
	if err := sim.Sim().SetFaults(faults); err != nil {
		t.Fatal(err)
	}
	if n, err := naive.New(account).Read(t.Context(), nil); err == nil || n != 2 {
		t.Errorf("%d users and %v, want an error after 2", n, err)
	}
}
