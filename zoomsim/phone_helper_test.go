package zoomsim_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/igaplugin/igaplugin/zoomsim"
)

// phoneClient is a client of a tenant of which half the active users have
// Zoom Phone.
func phoneClient(t testing.TB, change func(*zoomsim.Options)) *client {
	t.Helper()
	o := zoomsim.Options{Seed: 3, Users: 120, PhoneShare: 0.5, InactiveShare: 0.1, PendingShare: 0.1, Clock: newClock().Now}
	if change != nil {
		change(&o)
	}
	return newClient(t, o)
}

// phoneUsers reads all rows of GET /phone/users.
func (c *client) phoneUsers(query string) []object {
	c.t.Helper()
	return c.list("/phone/users?page_size=100"+query, "users")
}

// phoneless gives the id of an active member without Zoom Phone.
func (c *client) phoneless() string {
	c.t.Helper()
	has := map[string]bool{}
	for _, row := range c.phoneUsers("") {
		has[id(row)] = true
	}
	return id(c.first("active", func(row object) bool { return member(row) && !has[id(row)] }))
}

// newPhoneUser makes a user with Zoom Phone and nothing in it.
func (c *client) newPhoneUser(email string) string {
	c.t.Helper()
	user := c.create("autoCreate", email, 1)
	c.must(http.StatusNoContent, http.MethodPatch, path("users", user), `{"feature":{"zoom_phone":true}}`)
	return user
}

// spareNumbers gives numbers that can be assigned.
func (c *client) spareNumbers() []object {
	c.t.Helper()
	return c.list("/phone/numbers?page_size=100&type=unassigned&pending_numbers=false", "phone_numbers")
}

// seats gives a row of GET /phone/calling_plans.
func (c *client) seats(code int) object {
	c.t.Helper()
	for _, row := range c.get("/phone/calling_plans")["calling_plans"].([]any) {
		if plan := row.(object); plan["type"] == float64(code) {
			return plan
		}
	}
	c.t.Fatalf("no plan %d", code)
	return nil
}

// assignedSeats is how many seats of a plan are taken.
func (c *client) assignedSeats(code int) int {
	c.t.Helper()
	return int(c.seats(code)["assigned"].(float64))
}

func plans(row object) []int {
	codes := []int{}
	for _, plan := range row["calling_plans"].([]any) {
		codes = append(codes, int(plan.(object)["type"].(float64)))
	}
	return codes
}

func numbersOf(row object) []string {
	numbers := []string{}
	for _, n := range row["phone_numbers"].([]any) {
		numbers = append(numbers, n.(object)["number"].(string))
	}
	return numbers
}

func extension(row object) string {
	return strconv.FormatInt(int64(row["extension_number"].(float64)), 10)
}

func jsonText(t testing.TB, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// atOnce makes profiles appear at once.
func atOnce(o *zoomsim.Options) { o.ProfileDelay = -1 }

// shortLength is how many digits short extensions of a site have.
func (c *client) shortLength(site string) int {
	c.t.Helper()
	return int(c.get(path("phone", "sites", site))["short_extension"].(object)["length"].(float64))
}

// fresh is a complete extension of a site that nobody has.
func (c *client) fresh(site string, n int) string {
	c.t.Helper()
	detail := c.get(path("phone", "sites", site))
	return fmt.Sprintf("%v9%0*d", detail["site_code"], c.shortLength(site)-1, n)
}

// splitTemplate gives the segments of a route template.
func splitTemplate(template string) []string {
	return strings.Split(strings.TrimPrefix(template, "/"), "/")
}
