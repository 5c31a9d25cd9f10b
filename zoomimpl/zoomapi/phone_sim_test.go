package zoomapi_test

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// wantRefusal checks status and code of a refusal, and which predicates hold.
func wantRefusal(t *testing.T, err error, status, code int, want ...string) {
	t.Helper()
	wantCode(t, err, status, code)
	if refusal, ok := errors.AsType[*zoomapi.Error](err); ok {
		if diff := cmp.Diff(want, kinds(refusal)); diff != "" {
			t.Errorf("%v: predicates differ (-want +got):\n%s", err, diff)
		}
	}
}

// phoneless makes a user without Zoom Phone.
func phoneless(t *testing.T, client *zoomapi.Client, email string) string {
	t.Helper()
	user, err := client.CreateUser(t.Context(), zoomapi.CreateSSO, zoomapi.UserCreate{Email: email, Type: zoomapi.UserTypeLicensed})
	if err != nil {
		t.Fatal(err)
	}
	return user.ID
}

// switchPhone sets feature.zoom_phone.
func switchPhone(t *testing.T, client *zoomapi.Client, id string, on bool) {
	t.Helper()
	if err := client.UpdateUser(t.Context(), id, zoomapi.UserPatch{Feature: &zoomapi.Feature{ZoomPhone: &on}}); err != nil {
		t.Fatal(err)
	}
}

func readPhone(t *testing.T, client *zoomapi.Client, id string) *zoomapi.PhoneUser {
	t.Helper()
	user, err := client.PhoneUser(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return user
}

// TestSimulatorPhoneAppearsLater: from the switch to the profile there is a time
// in which the feature is on and the phone user missing.
func TestSimulatorPhoneAppearsLater(t *testing.T) {
	t.Parallel()
	client, server := simulate(t, zoomsim.Options{Seed: 21, Users: 3, ProfileDelay: 20 * time.Minute})
	user := phoneless(t, client, "ada@example.com")
	feature := func() bool {
		t.Helper()
		got, err := client.UserFeature(t.Context(), user)
		if err != nil || got.ZoomPhone == nil {
			t.Fatalf("feature %+v, %v", got, err)
		}
		return *got.ZoomPhone
	}
	missing := func() {
		t.Helper()
		_, err := client.PhoneUser(t.Context(), user)
		wantRefusal(t, err, http.StatusNotFound, zoomapi.CodeUserNotFound, "user missing")
	}
	if feature() {
		t.Error("the feature is on at first")
	}
	missing()
	switchPhone(t, client, user, true)
	if !feature() {
		t.Error("the feature is off after it was switched on")
	}
	missing()
	err := client.AssignCallingPlans(t.Context(), user, []zoomapi.CallingPlanRef{{Type: 200}})
	wantRefusal(t, err, http.StatusNotFound, zoomapi.CodeUserNotFound, "user missing")
	if err := server.Sim().Clock().Advance(20 * time.Minute); err != nil {
		t.Fatal(err)
	}
	if got := readPhone(t, client, "ada@example.com"); got.ID != user || got.ExtensionNumber == 0 || got.HomeSiteID() == "" {
		t.Errorf("phone user %+v", got)
	}
	switchPhone(t, client, user, false)
	if feature() {
		t.Error("the feature is on after it was switched off")
	}
	missing()
}

// TestSimulatorPhoneLife walks through everything a phone user can get and lose.
func TestSimulatorPhoneLife(t *testing.T) {
	t.Parallel()
	client, _ := simulate(t, zoomsim.Options{Seed: 22, Users: 20, PhoneShare: 0.5, ProfileDelay: -1})
	ctx := t.Context()
	id := phoneless(t, client, "ada@example.com")
	switchPhone(t, client, id, true)
	sites, err := collect(client.PhoneSites(ctx))
	if err != nil || len(sites) != 3 || sites[0].Level != "main" || sites[1].SiteCode == 0 {
		t.Fatalf("sites %+v, error %v", sites, err)
	}
	other, err := client.PhoneSite(ctx, sites[1].ID)
	if err != nil || other.Name != sites[1].Name || other.ShortExtension == nil {
		t.Fatalf("site %+v, error %v", other, err)
	}

	extension := strconv.FormatInt(other.SiteCode, 10) + strings.Repeat("9", other.ShortExtension.Length)
	if err := client.UpdatePhoneUser(ctx, id, zoomapi.PhoneUserPatch{SiteID: &other.ID, ExtensionNumber: &extension}); err != nil {
		t.Fatal(err)
	}
	if err := client.SetPhoneStatus(ctx, []string{id}, false); err != nil {
		t.Fatal(err)
	}
	got := readPhone(t, client, id)
	if got.SiteID != other.ID || strconv.FormatInt(got.ExtensionNumber, 10) != extension || got.Status != zoomapi.PhoneDeactivate {
		t.Errorf("after the update: %+v", got)
	}
	if err := client.SetPhoneStatus(ctx, []string{id}, true); err != nil {
		t.Fatal(err)
	}
	if err := client.MovePhoneUsers(ctx, []string{id}, sites[0].ID); err != nil {
		t.Fatal(err)
	}
	if got := readPhone(t, client, id); got.SiteID != sites[0].ID || got.Status != zoomapi.PhoneActivate {
		t.Errorf("after the move: %+v", got)
	}
	checkPlansOf(t, client, id)
	checkNumbersOf(t, client, id)
}

func checkPlansOf(t *testing.T, client *zoomapi.Client, id string) {
	t.Helper()
	ctx := t.Context()
	assigned := func(plan int) int {
		t.Helper()
		seats, err := client.CallingPlans(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range seats {
			if s.Type == plan && s.Name != "" && s.Subscribed == s.Assigned+s.Available {
				return s.Assigned
			}
		}
		t.Fatalf("no plan %d in %+v", plan, seats)
		return 0
	}
	before := assigned(200)
	if err := client.AssignCallingPlans(ctx, id, []zoomapi.CallingPlanRef{{Type: 100}, {Type: 4000}}); err != nil {
		t.Fatal(err)
	}
	if err := client.SwapCallingPlan(ctx, id, zoomapi.CallingPlanSwap{SourceType: 100, TargetType: 200}); err != nil {
		t.Fatal(err)
	}
	if err := client.RemoveCallingPlan(ctx, id, 4000, ""); err != nil {
		t.Fatal(err)
	}
	if got := readPhone(t, client, id).CallingPlans; len(got) != 1 || got[0].Type != 200 || assigned(200) != before+1 {
		t.Errorf("plans %+v", got)
	}
	err := client.SwapCallingPlan(ctx, id, zoomapi.CallingPlanSwap{SourceType: 100, TargetType: 102})
	wantRefusal(t, err, http.StatusBadRequest, zoomapi.CodePhoneNotFound)
	wantRefusal(t, client.RemoveCallingPlan(ctx, id, 4000, ""), http.StatusBadRequest, zoomapi.CodePhoneInvalid)
}

func checkNumbersOf(t *testing.T, client *zoomapi.Client, id string) {
	t.Helper()
	ctx := t.Context()
	spare, err := collect(client.ManagedNumbers(ctx, zoomapi.ManagedNumberOptions{
		AssignedToType: zoomapi.HolderNone, Status: zoomapi.NumberNormal, Product: zoomapi.ProductZoomPhone,
	}))
	if err != nil || len(spare) < 2 {
		t.Fatalf("%d spare numbers, error %v", len(spare), err)
	}
	echo, err := client.AssignPhoneNumbers(ctx, id, []zoomapi.PhoneNumberRef{{ID: spare[0].ID}, {Number: spare[1].Number}})
	want := []zoomapi.PhoneNumberRef{{ID: spare[0].ID, Number: spare[0].Number}, {ID: spare[1].ID, Number: spare[1].Number}}
	if diff := cmp.Diff(want, echo); err != nil || diff != "" {
		t.Fatalf("error %v, echo differs (-want +got):\n%s", err, diff)
	}
	if diff := cmp.Diff(want, readPhone(t, client, id).PhoneNumbers); diff != "" {
		t.Errorf("numbers differ (-want +got):\n%s", diff)
	}
	if err := client.RemovePhoneNumber(ctx, id, spare[0].ID); err != nil {
		t.Fatal(err)
	}
	if err := client.RemovePhoneNumber(ctx, id, spare[1].Number); err != nil {
		t.Fatal(err)
	}
	if left := readPhone(t, client, id).PhoneNumbers; len(left) != 0 {
		t.Errorf("numbers left: %v", left)
	}
	wantRefusal(t, client.RemovePhoneNumber(ctx, id, spare[0].ID), http.StatusNotFound, zoomapi.CodePhoneInvalid)
	_, err = client.AssignPhoneNumbers(ctx, id, []zoomapi.PhoneNumberRef{{Number: "+12025550000"}})
	wantRefusal(t, err, http.StatusBadRequest, zoomapi.CodePhoneNotFound)
}

// TestSimulatorPhoneList reads a list whose rows come twice and whose numbers
// lack the plus sign, and compares it with the single get and the two lists of
// numbers.
func TestSimulatorPhoneList(t *testing.T) {
	t.Parallel()
	client, _ := simulate(t, zoomsim.Options{Seed: 23, Users: 60, PhoneShare: 0.5, PhoneListRepeats: true, PlainPhoneNumbers: true})
	ctx := t.Context()
	rows, err := collect(client.PhoneUsers(ctx, zoomapi.PhoneUserListOptions{PageSize: 7}))
	if err != nil {
		t.Fatal(err)
	}
	users := map[string]*zoomapi.PhoneUser{}
	for _, row := range rows {
		users[row.ID] = row
	}
	if len(rows) <= len(users) || len(users) != 30 {
		t.Errorf("%d rows of %d users", len(rows), len(users))
	}
	single := readPhone(t, client, rows[0].ID)
	if single.HomeSiteID() != rows[0].HomeSiteID() || single.ExtensionNumber != rows[0].ExtensionNumber || rows[0].Name == "" {
		t.Errorf("list %+v\nget %+v", rows[0], single)
	}
	atSite, err := collect(client.PhoneUsers(ctx, zoomapi.PhoneUserListOptions{SiteID: rows[0].Site.ID, Status: zoomapi.PhoneActivate}))
	if err != nil || len(atSite) == 0 || slices.ContainsFunc(atSite, func(u *zoomapi.PhoneUser) bool { return u.Site.ID != rows[0].Site.ID }) {
		t.Errorf("%d users of the site, error %v", len(atSite), err)
	}
	checkHolders(ctx, t, client, users)
}

// checkHolders compares the numbers of the users with both lists of numbers.
func checkHolders(ctx context.Context, t *testing.T, client *zoomapi.Client, users map[string]*zoomapi.PhoneUser) {
	t.Helper()
	managed, err := collect(client.ManagedNumbers(ctx, zoomapi.ManagedNumberOptions{AssignedToType: zoomapi.HolderUser}))
	if err != nil {
		t.Fatal(err)
	}
	old, err := collect(client.AccountNumbers(ctx, zoomapi.AccountNumberOptions{Type: zoomapi.NumberAssigned}))
	if err != nil {
		t.Fatal(err)
	}
	canonical := func(text string) string {
		t.Helper()
		number, err := zoomapi.NormaliseNumber(text)
		if err != nil {
			t.Errorf("number %q: %v", text, err)
		}
		return number
	}
	ofUsers, ofManaged, ofOld := map[string]string{}, map[string]string{}, map[string]string{}
	for id, u := range users {
		for _, n := range u.PhoneNumbers {
			if strings.HasPrefix(n.Number, "+") {
				t.Errorf("number %s has a plus sign", n.Number)
			}
			ofUsers[canonical(n.Number)] = id + " " + strconv.FormatInt(u.ExtensionNumber, 10)
		}
	}
	for _, n := range managed {
		ofManaged[canonical(n.Number)] = n.AssignedList[0].ID + " " + n.AssignedList[0].ExtensionNumber
	}
	for _, n := range old {
		if n.Assignee.Type == "user" {
			ofOld[canonical(n.Number)] = n.Assignee.ID + " " + strconv.FormatInt(n.Assignee.ExtensionNumber, 10)
		}
	}
	if len(ofUsers) == 0 || !maps.Equal(ofUsers, ofManaged) || !maps.Equal(ofUsers, ofOld) {
		t.Errorf("holders differ:\nusers %v\nmanaged %v\nold %v", ofUsers, ofManaged, ofOld)
	}
}

func TestSimulatorPhoneRefusals(t *testing.T) {
	t.Parallel()
	client, _ := simulate(t, zoomsim.Options{Seed: 24, Users: 20, PhoneShare: 0.5})
	ctx := t.Context()
	page, err := client.PhoneUserPage(ctx, zoomapi.PhoneUserListOptions{PageSize: 9}, "")
	if err != nil || page.TotalRecords != 10 || page.NextPageToken == "" {
		t.Fatalf("page %+v, error %v", page, err)
	}
	user, site := page.Users[0].ID, page.Users[0].HomeSiteID()
	neighbour := slices.IndexFunc(page.Users, func(u *zoomapi.PhoneUser) bool { return u.ID != user && u.HomeSiteID() == site })
	if _, err := client.PhoneUserPage(ctx, zoomapi.PhoneUserListOptions{}, "no such token"); !errors.Is(err, zoomapi.ErrPageTokenExpired) {
		t.Errorf("page token: %v", err)
	}
	_, err = client.PhoneUserPage(ctx, zoomapi.PhoneUserListOptions{SiteID: "nowhere"}, "")
	wantRefusal(t, err, http.StatusBadRequest, zoomapi.CodeInvalidToken, "site forbidden")
	_, err = client.PhoneUser(ctx, "42")
	wantRefusal(t, err, http.StatusBadRequest, zoomapi.CodeInvalid, "user missing")
	_, err = client.PhoneSite(ctx, "nowhere")
	wantRefusal(t, err, http.StatusBadRequest, zoomapi.CodePhoneInvalid, "site missing")
	err = client.UpdatePhoneUser(ctx, user, zoomapi.PhoneUserPatch{SiteID: new("nowhere")})
	wantRefusal(t, err, http.StatusNotFound, zoomapi.CodePhoneNotFound, "site missing")
	err = client.UpdatePhoneUser(ctx, user, zoomapi.PhoneUserPatch{ExtensionNumber: new(strconv.FormatInt(page.Users[neighbour].ExtensionNumber, 10))})
	wantRefusal(t, err, http.StatusBadRequest, zoomapi.CodePhoneInvalid)
	_, err = collect(client.ManagedNumbers(ctx, zoomapi.ManagedNumberOptions{SiteID: "nowhere"}))
	wantRefusal(t, err, http.StatusBadRequest, zoomapi.CodeNumbersSite, "site missing")
	_, err = collect(client.ManagedNumbers(ctx, zoomapi.ManagedNumberOptions{Product: "x"}))
	wantRefusal(t, err, http.StatusBadRequest, zoomapi.CodeNumbersInvalid)
	_, err = collect(client.AccountNumbers(ctx, zoomapi.AccountNumberOptions{Type: "x"}))
	wantRefusal(t, err, http.StatusBadRequest, zoomapi.CodeInvalid)
}

func TestSimulatorWithoutPhone(t *testing.T) {
	t.Parallel()
	client, _ := simulate(t, zoomsim.Options{Seed: 25, Users: 3, NoPhone: true})
	ctx := t.Context()
	user := phoneless(t, client, "ada@example.com")
	_, errUsers := client.PhoneUserPage(ctx, zoomapi.PhoneUserListOptions{}, "")
	_, errUser := client.PhoneUser(ctx, user)
	_, errSites := collect(client.PhoneSites(ctx))
	_, errPlans := client.CallingPlans(ctx)
	for _, err := range []error{errUsers, errUser, errSites, errPlans} {
		wantRefusal(t, err, http.StatusForbidden, zoomapi.CodePhoneDisabled, "no phone")
	}
	err := client.UpdateUser(ctx, user, zoomapi.UserPatch{Feature: &zoomapi.Feature{ZoomPhone: new(true)}})
	wantRefusal(t, err, http.StatusNotFound, zoomapi.CodePhoneSeats)
	if feature, err := client.UserFeature(ctx, user); err != nil || feature.ZoomPhone == nil || *feature.ZoomPhone {
		t.Errorf("feature %+v, error %v", feature, err)
	}
	if list, err := collect(client.ManagedNumbers(ctx, zoomapi.ManagedNumberOptions{})); err != nil || len(list) != 0 {
		t.Errorf("%d numbers, error %v", len(list), err)
	}
}
