package zoomsim_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/igaplugin/igaplugin/zoomsim"
)

// everything is all that a tenant shows.
func everything(t *testing.T, o zoomsim.Options) object {
	t.Helper()
	c := newClient(t, o)
	all := object{"groups": c.list("/groups", "groups"), "credentials": c.sim.Credentials().ClientSecret}
	for _, status := range []string{"active", "inactive", "pending"} {
		all[status] = c.list("/users?page_size=300&status="+status, "users")
	}
	return all
}

func TestSameSeedSameTenant(t *testing.T) {
	t.Parallel()
	o := population()
	one := everything(t, o)
	if diff := cmp.Diff(one, everything(t, o)); diff != "" {
		t.Errorf("two tenants of one seed (-first +second):\n%s", diff)
	}
	o.Clock = func() time.Time { return time.Date(2031, time.May, 1, 0, 0, 0, 0, time.UTC) }
	if diff := cmp.Diff(one, everything(t, o)); diff != "" {
		t.Errorf("tenants of different days (-first +second):\n%s", diff)
	}
	o.Seed++
	if cmp.Equal(one, everything(t, o)) {
		t.Error("tenants of two seeds are equal")
	}
}

func TestSameCallsSameIDs(t *testing.T) {
	t.Parallel()
	run := func() string {
		c := newClient(t, zoomsim.Options{Seed: 5})
		return c.create("autoCreate", "one@example.com", 1) + c.group("Team") + c.create("create", "two@example.com", 1)
	}
	if one, two := run(), run(); one != two {
		t.Errorf("ids of equal calls are %s and %s", one, two)
	}
}

func TestUsersDoNotDependOnTheirNumber(t *testing.T) {
	t.Parallel()
	small := newClient(t, zoomsim.Options{Seed: 4, Users: 20}).list("/users", "users")
	large := newClient(t, zoomsim.Options{Seed: 4, Users: 400}).list("/users", "users")
	for i, row := range small {
		if row["email"] != large[i]["email"] || row["id"] != large[i]["id"] {
			t.Errorf("user %d is %v in the small and %v in the large tenant", i, row["email"], large[i]["email"])
		}
	}
}

func TestVariety(t *testing.T) {
	t.Parallel()
	c := newClient(t, population())
	seen := map[string]map[string]bool{}
	for _, row := range c.list("/users", "users") {
		for _, key := range []string{"first_name", "last_name", "dept", "timezone", "type", "role_id", "last_client_version", "login_types"} {
			if seen[key] == nil {
				seen[key] = map[string]bool{}
			}
			seen[key][fmt.Sprint(row[key])] = true
		}
		if !strings.HasSuffix(row["email"].(string), "@example.com") {
			t.Errorf("address %v is not in the managed domain", row["email"])
		}
	}
	for key, least := range map[string]int{"first_name": 50, "last_name": 50, "dept": 12, "timezone": 10, "type": 2, "role_id": 3, "last_client_version": 5, "login_types": 3} {
		if len(seen[key]) < least {
			t.Errorf("only %d values of %s", len(seen[key]), key)
		}
	}
}

func TestShares(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		o := zoomsim.Options{Users: rapid.IntRange(0, 300).Draw(r, "users"), Seed: rapid.Uint64().Draw(r, "seed")}
		o.PendingShare = rapid.Float64Range(0, 1).Draw(r, "pending")
		o.InactiveShare = rapid.Float64Range(0, 1-o.PendingShare).Draw(r, "inactive")
		if o.PendingShare+o.InactiveShare > 1 { // Rounding.
			r.Skip()
		}
		c := newClient(t, o)
		total := func(status string) int { return int(c.get("/users?status=" + status)["total_records"].(float64)) }
		sum := total("active") + total("inactive") + total("pending")
		if want := max(o.Users, 1); sum != want {
			r.Fatalf("%d users, want %d", sum, want)
		}
		if want := math.Round(float64(o.Users) * o.PendingShare); math.Abs(want-float64(total("pending"))) > 2 {
			r.Fatalf("%d pending users, want about %v", total("pending"), want)
		}
		if total("active") < 1 {
			r.Fatal("the owner is not active")
		}
	})
}

func TestGeneratedSeats(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{Users: 100, LicensedSeats: 10})
	licensed := 0
	for _, row := range c.list("/users", "users") {
		if row["type"] == 2.0 {
			licensed++
		}
	}
	if licensed != 10 {
		t.Errorf("%d Licensed users, want 10", licensed)
	}
}

func TestOptionFaults(t *testing.T) {
	t.Parallel()
	_, err := zoomsim.New(zoomsim.Options{
		Users: -1, Groups: -1, PendingShare: math.NaN(), InactiveShare: 2, Latency: -1, TokenLifetime: time.Millisecond,
		PutStatusCode: 201, ManagedDomains: []string{"a@b"}, Scopes: []string{"a b"}, LicensedSeats: -1,
		GroupPageSize: 301, RecordLimit: -1, Listen: "0.0.0.0:80",
	})
	if err == nil {
		t.Fatal("accepted")
	}
	for _, name := range []string{
		"Users", "Groups", "PendingShare", "InactiveShare", "Latency", "TokenLifetime", "PutStatusCode",
		"ManagedDomains", "Scopes", "LicensedSeats", "GroupPageSize", "RecordLimit", "0.0.0.0:80",
	} {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("the error does not name %s: %v", name, err)
		}
	}
	for name, o := range map[string]zoomsim.Options{
		"shares":    {Users: 10, PendingShare: 0.6, InactiveShare: 0.6},
		"no scopes": {Scopes: []string{}},
	} {
		if _, err := zoomsim.New(o); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestCredentialsHideTheSecret(t *testing.T) {
	t.Parallel()
	credentials := newClient(t, zoomsim.Options{}).sim.Credentials()
	for _, text := range []string{
		fmt.Sprint(credentials), fmt.Sprintf("%v %+v %#v %s", credentials, credentials, credentials, credentials),
		credentials.LogValue().String(),
	} {
		if strings.Contains(text, credentials.ClientSecret) {
			t.Errorf("secret in %q", text)
		}
	}
}
