package zoomapi_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// simulate returns a client of a fresh simulator.
func simulate(t *testing.T, o zoomsim.Options) (*zoomapi.Client, *zoomsim.Server) {
	t.Helper()
	return simulateWith(t, o, func(*zoomapi.Config) {})
}

// simulateWith is simulate with another configuration of the client.
func simulateWith(t *testing.T, o zoomsim.Options, change func(*zoomapi.Config)) (*zoomapi.Client, *zoomsim.Server) {
	t.Helper()
	server, err := zoomsim.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		// The context of the test has ended by now.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 10*time.Second)
		defer cancel()
		if err := server.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	httpClient := &http.Client{Transport: zoomapi.NewTransport(zoomapi.TransportOptions{})}
	t.Cleanup(httpClient.CloseIdleConnections)
	sources := &zoomapi.TokenSources{HTTPClient: httpClient}
	cfg := zoomapi.Config{
		ServiceURL: server.ServiceURL, HTTPClient: httpClient, IOErrorRetries: 2,
		TokenSource: sources.Get(zoomapi.Credentials{
			TokenURL: server.TokenURL, AccountID: server.AccountID, ClientID: server.ClientID,
			ClientSecret: zoomapi.NewSecret(server.ClientSecret),
		}),
	}
	change(&cfg)
	return newClient(t, cfg), server
}

func wantCode(t *testing.T, err error, status, code int) {
	t.Helper()
	refusal, ok := errors.AsType[*zoomapi.Error](err)
	if !ok || refusal.Status != status || refusal.Code != code || refusal.TrackingID == "" {
		t.Errorf("got %v, want HTTP %d with code %d and a tracking id", err, status, code)
	}
}

func TestSimulatorListsEveryStatus(t *testing.T) {
	t.Parallel()
	client, _ := simulate(t, zoomsim.Options{Seed: 1, Users: 100, Groups: 7, PendingShare: 0.2, InactiveShare: 0.3})
	meter := &zoomapi.Meter{}
	ctx := zoomapi.WithMeter(t.Context(), meter)
	counts := map[string]int{}
	emails := map[string]struct{}{}
	for _, status := range []string{zoomapi.StatusActive, zoomapi.StatusInactive, zoomapi.StatusPending} {
		users, err := collect(client.Users(ctx, zoomapi.UserListOptions{Status: status, PageSize: 9}))
		if err != nil {
			t.Fatal(err)
		}
		for _, u := range users {
			if u.Status != status || u.UserCreatedAt.IsZero() {
				t.Errorf("listed as %s: %+v", status, u)
			}
			emails[u.Email] = struct{}{}
		}
		counts[status] = len(users)
	}
	want := map[string]int{zoomapi.StatusActive: 50, zoomapi.StatusInactive: 30, zoomapi.StatusPending: 20}
	if diff := cmp.Diff(want, counts); diff != "" || len(emails) != 100 {
		t.Errorf("%d addresses, counts differ (-want +got):\n%s", len(emails), diff)
	}
	// 6 + 4 + 3 pages, and not one request more.
	if meter.Requests() != 13 {
		t.Errorf("%d requests, want 13", meter.Requests())
	}
	if groups, err := collect(client.Groups(t.Context())); err != nil || len(groups) != 7 {
		t.Errorf("%d groups, error %v", len(groups), err)
	}
}

func TestSimulatorUserLife(t *testing.T) {
	t.Parallel()
	client, _ := simulate(t, zoomsim.Options{Seed: 2, Users: 3})
	created, err := client.CreateUser(t.Context(), zoomapi.CreateSSO, zoomapi.UserCreate{
		Email: "ada@example.com", FirstName: "Ada", LastName: "Lovelace", Type: zoomapi.UserTypeLicensed,
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.CreateUser(t.Context(), zoomapi.CreateSSO, zoomapi.UserCreate{Email: "ada@example.com", Type: 1})
	wantCode(t, err, http.StatusConflict, zoomapi.CodeEmailInUse)

	if err := client.UpdateUser(t.Context(), created.ID, zoomapi.UserPatch{Dept: new("Engines"), JobTitle: new("Analyst")}); err != nil {
		t.Fatal(err)
	}
	byEmail, err := client.User(t.Context(), "ada@example.com")
	if err != nil || byEmail.ID != created.ID || byEmail.Dept != "Engines" || byEmail.JobTitle != "Analyst" {
		t.Fatalf("after the update: %+v, %v", byEmail, err)
	}
	if err := client.UpdateUser(t.Context(), created.ID, zoomapi.UserPatch{Dept: new("")}); err != nil {
		t.Fatal(err)
	}
	if err := client.SetUserEmail(t.Context(), created.ID, "augusta@example.com"); err != nil {
		t.Fatal(err)
	}
	if err := client.SetUserStatus(t.Context(), created.ID, false); err != nil {
		t.Fatal(err)
	}
	got, err := client.User(t.Context(), created.ID)
	if err != nil || got.Dept != "" || got.JobTitle != "Analyst" || got.Email != "augusta@example.com" || got.Status != zoomapi.StatusInactive {
		t.Fatalf("after the deactivation: %+v, %v", got, err)
	}
	if err := client.SetUserStatus(t.Context(), created.ID, true); err != nil {
		t.Fatal(err)
	}
	if err := client.DeleteUser(t.Context(), created.ID, zoomapi.DeleteOptions{Action: zoomapi.DeletePermanently}); err != nil {
		t.Fatal(err)
	}
	_, err = client.User(t.Context(), created.ID)
	wantCode(t, err, http.StatusNotFound, zoomapi.CodeUserNotFound)
}

func TestSimulatorGroupLife(t *testing.T) {
	t.Parallel()
	client, _ := simulate(t, zoomsim.Options{Seed: 3, Users: 40})
	group, err := client.CreateGroup(t.Context(), "Analysts")
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.CreateGroup(t.Context(), "Analysts")
	wantCode(t, err, http.StatusConflict, zoomapi.CodeGroupNameInUse)
	if err := client.RenameGroup(t.Context(), group.ID, "Engineers"); err != nil {
		t.Fatal(err)
	}
	users, err := collect(client.Users(t.Context(), zoomapi.UserListOptions{}))
	if err != nil || len(users) != 40 {
		t.Fatalf("%d users, error %v", len(users), err)
	}
	newcomers := []zoomapi.Member{{Email: "nobody@example.com"}}
	want := []string{}
	for _, u := range users {
		newcomers = append(newcomers, zoomapi.Member{ID: u.ID})
		want = append(want, u.ID)
	}
	added, err := client.AddGroupMembers(t.Context(), group.ID, newcomers)
	if diff := cmp.Diff(want, added); err != nil || diff != "" {
		t.Fatalf("error %v, added ids differ (-want +got):\n%s", err, diff)
	}
	if err := client.RemoveGroupMember(t.Context(), group.ID, users[0].ID); err != nil {
		t.Fatal(err)
	}
	wantCode(t, client.RemoveGroupMember(t.Context(), group.ID, users[0].ID), http.StatusNotFound, zoomapi.CodeMemberNotFound)
	left, err := collect(client.GroupMembers(t.Context(), group.ID))
	if err != nil || len(left) != 39 || slices.ContainsFunc(left, func(m *zoomapi.GroupMember) bool { return m.ID == users[0].ID }) {
		t.Errorf("%d members, error %v", len(left), err)
	}
	if read, err := client.Group(t.Context(), group.ID); err != nil || read.Name != "Engineers" || read.TotalMembers != 39 {
		t.Errorf("group %+v, error %v", read, err)
	}
	if err := client.DeleteGroup(t.Context(), group.ID); err != nil {
		t.Fatal(err)
	}
	_, err = client.Group(t.Context(), group.ID)
	wantCode(t, err, http.StatusNotFound, zoomapi.CodeGroupNotFound)
}

func TestSimulatorExpiredPageToken(t *testing.T) {
	t.Parallel()
	client, _ := simulate(t, zoomsim.Options{Seed: 4, Users: 5})
	_, err := client.UserPage(t.Context(), zoomapi.UserListOptions{}, "no such token")
	if !errors.Is(err, zoomapi.ErrPageTokenExpired) {
		t.Errorf("got %v, want ErrPageTokenExpired", err)
	}
}

func TestSimulatorCredentials(t *testing.T) {
	t.Parallel()
	_, server := simulate(t, zoomsim.Options{Seed: 5})
	var sources zoomapi.TokenSources
	t.Cleanup(sources.CloseIdleConnections)
	_, err := sources.Get(zoomapi.Credentials{
		TokenURL: server.TokenURL, AccountID: server.AccountID, ClientID: server.ClientID,
		ClientSecret: zoomapi.NewSecret(canary),
	}).Token(t.Context())
	if refusal, ok := errors.AsType[*zoomapi.AuthError](err); !ok || refusal.Code != "invalid_client" || leaks(err.Error()) {
		t.Errorf("got %v, want invalid_client", err)
	}
}
