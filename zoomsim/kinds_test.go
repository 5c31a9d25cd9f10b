package zoomsim_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/zoomsim"
)

func TestKindsAreCounted(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{Users: 40, PendingShare: 0.2, InactiveShare: 0.2})
	check := func(after string) {
		t.Helper()
		kept, counted := zoomsim.KindsForTest(c.sim)
		if diff := cmp.Diff(counted, kept); diff != "" {
			t.Fatalf("users by status and type after %s (-counted +kept):\n%s", after, diff)
		}
	}
	check("the start")
	user := c.create("autoCreate", "one@example.com", 2)
	c.create("create", "two@example.com", 2)
	check("creating users")
	for _, body := range []string{`{"type":1}`, `{"type":4}`, `{"type":2}`} {
		c.must(http.StatusNoContent, http.MethodPatch, path("users", user), body)
		check("a change to " + body)
	}
	c.must(http.StatusNoContent, http.MethodPut, path("users", user, "status"), `{"action":"deactivate"}`)
	check("a deactivation")
	c.must(http.StatusNoContent, http.MethodPut, path("users", user, "status"), `{"action":"activate"}`)
	check("an activation")
	if err := c.sim.ActivateUser("two@example.com"); err != nil {
		t.Fatal(err)
	}
	check("an accepted invitation")
	c.must(http.StatusNoContent, http.MethodDelete, path("users", user)+"?action=delete", "")
	check("a deletion")
}
