package zoomsim_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"

	"github.com/igaplugin/igaplugin/zoomsim"
)

// TestConcurrentUse mixes every kind of call and checks that the tenant is
// consistent afterwards; it is worth most under the race detector.
func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	o := population()
	c := newClient(t, o)
	group := id(c.list("/groups", "groups")[0])
	var wg sync.WaitGroup
	for worker := range 8 {
		wg.Go(func() {
			for i := range 40 {
				email := fmt.Sprintf("w%d-%d@example.com", worker, i)
				user := c.create("autoCreate", email, 2)
				c.must(http.StatusNoContent, http.MethodPatch, path("users", user), `{"dept":"D","pronouns":"x"}`)
				c.must(http.StatusCreated, http.MethodPost, path("groups", group, "members"), `{"members":[{"email":"`+email+`"}]}`)
				c.get("/users?page_size=100&include_fields=custom_attributes")
				c.get(path("groups", group, "members") + "?page_size=100")
				c.must(http.StatusNoContent, http.MethodPut, path("users", user, "status"), `{"action":"deactivate"}`)
				c.get("/users?status=inactive&page_size=100")
				if i%2 == 0 {
					c.must(http.StatusNoContent, http.MethodPut, path("users", user, "status"), `{"action":"activate"}`)
					c.must(http.StatusNoContent, http.MethodDelete, path("users", user)+"?action=delete", "")
				}
				c.get("/groups")
				c.sim.Stats()
			}
		})
	}
	wg.Wait()
	const left = 8 * 20
	if n := len(c.list("/users", "users")); n != 700 {
		t.Errorf("%d active users, want 700", n)
	}
	if n := len(c.list("/users?page_size=300&status=inactive", "users")); n != 200+left {
		t.Errorf("%d inactive users, want %d", n, 200+left)
	}
}

// TestOneWinner: many creates of one address make one user.
func TestOneWinner(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{})
	results := make(chan int, 20)
	for range cap(results) {
		go func() { results <- c.do(http.MethodPost, "/users", createBody(t, "autoCreate", nil)).status }()
	}
	counts := map[int]int{}
	for range cap(results) {
		counts[<-results]++
	}
	if counts[http.StatusCreated] != 1 || counts[http.StatusConflict] != 19 {
		t.Errorf("statuses %v, want one 201 and nineteen 409", counts)
	}
}
