package zoomsim_test

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/zoomsim"
)

func TestPhoneListRows(t *testing.T) {
	t.Parallel()
	c := phoneClient(t, nil)
	rows := c.phoneUsers("")
	if len(rows) != 48 { // Half of the 96 active users.
		t.Fatalf("%d phone users, want 48", len(rows))
	}
	want := []string{
		"activation_status", "calling_plans", "cost_center", "department", "email", "extension_id", "extension_number", "id",
		"name", "phone_numbers", "phone_user_id", "site", "status",
	}
	var ids, extensions, numbers []string
	sites := map[string]bool{}
	for _, row := range rows {
		if diff := cmp.Diff(want, slices.Sorted(maps.Keys(row))); diff != "" {
			t.Fatalf("keys (-want +got):\n%s", diff)
		}
		user := c.get(path("users", id(row)))
		if row["email"] != user["email"] || row["name"] != user["display_name"] || row["department"] != user["dept"] || user["status"] != "active" {
			t.Errorf("phone user %v is not user %v", row, user)
		}
		ids = append(ids, id(row), row["phone_user_id"].(string), row["extension_id"].(string))
		extensions = append(extensions, extension(row))
		numbers = append(numbers, numbersOf(row)...)
		sites[row["site"].(object)["name"].(string)] = true
	}
	for name, values := range map[string][]string{"ids": ids, "extensions": extensions, "numbers": numbers} {
		slices.Sort(values)
		if unique := slices.Compact(slices.Clone(values)); len(unique) != len(values) {
			t.Errorf("%s are not unique", name)
		}
	}
	if len(sites) != 3 || len(numbers) == 0 || !strings.HasPrefix(numbers[0], "+1") {
		t.Errorf("sites %v, numbers %v", sites, numbers)
	}
}

func TestPhoneListFilters(t *testing.T) {
	t.Parallel()
	c := phoneClient(t, nil)
	all := c.phoneUsers("")
	row := all[slices.IndexFunc(all, func(row object) bool { return len(numbersOf(row)) > 0 && row["department"] != "" })]
	site := row["site"].(object)["id"].(string)
	for name, tc := range map[string]struct {
		query string
		want  func(object) bool
	}{
		"site":         {"&site_id=" + site, func(o object) bool { return o["site"].(object)["id"] == site }},
		"status":       {"&status=deactivate", func(o object) bool { return o["status"] == "deactivate" }},
		"activated":    {"&status=activate", func(o object) bool { return o["status"] == "activate" }},
		"department":   {"&department=" + url.QueryEscape(row["department"].(string)), func(o object) bool { return o["department"] == row["department"] }},
		"cost center":  {"&cost_center=" + url.QueryEscape(row["cost_center"].(string)), func(o object) bool { return o["cost_center"] == row["cost_center"] }},
		"calling type": {"&calling_type=100", func(o object) bool { return slices.Contains(plans(o), 100) }},
		"by extension": {"&keyword=" + extension(row), func(o object) bool { return o["id"] == row["id"] }},
		"by number":    {"&keyword=" + url.QueryEscape(numbersOf(row)[0]), func(o object) bool { return o["id"] == row["id"] }},
		"by address":   {"&keyword=" + url.QueryEscape(strings.ToUpper(row["email"].(string))), func(o object) bool { return o["id"] == row["id"] }},
		"together":     {"&calling_type=200&site_id=" + site, func(o object) bool { return slices.Contains(plans(o), 200) && o["site"].(object)["id"] == site }},
		"nobody":       {"&keyword=nobody-is-called-so", func(object) bool { return false }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := c.with(t)
			var want []object
			for _, o := range all {
				if tc.want(o) {
					want = append(want, o)
				}
			}
			if diff := cmp.Diff(want, c.phoneUsers(tc.query)); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
			if total := c.get("/phone/users?page_size=1" + tc.query)["total_records"]; total != float64(len(want)) {
				t.Errorf("total_records is %v, want %d", total, len(want))
			}
		})
	}
}

func TestPhoneListRefusals(t *testing.T) {
	t.Parallel()
	c := phoneClient(t, nil)
	for query, want := range map[string]struct {
		code int
		text string
	}{
		"status=active":               {300, "Validation Failed."},
		"calling_type=metered":        {300, "Validation Failed."},
		"keyword=x":                   {400, "Please enter at least 2 valid characters."},
		"site_id=nowhere":             {124, "does not belong to the target sites"},
		"next_page_token=nonsense":    {400, "The next page token is invalid or expired."},
		"next_page_token=a&status=no": {400, "The next page token is invalid or expired."},
	} {
		t.Run(query, func(t *testing.T) {
			t.Parallel()
			c.with(t).do(http.MethodGet, "/phone/users?"+query, "").refusal(t, http.StatusBadRequest, want.code, want.text)
		})
	}
}

func TestPhoneListPages(t *testing.T) {
	t.Parallel()
	clock := newClock()
	c := phoneClient(t, func(o *zoomsim.Options) { o.Users, o.PhoneShare, o.Clock = 300, 1, clock.Now })
	for sent, want := range map[string]int{"": 30, "?page_size=100": 100, "?page_size=101": 100, "?page_size=0": 30, "?page_size=7&page_number=2": 7} {
		page := c.get("/phone/users" + sent)
		if len(page["users"].([]any)) != want || page["page_size"] != float64(want) || page["total_records"] != 240.0 || page["next_page_token"] == "" {
			t.Errorf("%q: %d rows, envelope %v %v", sent, len(page["users"].([]any)), page["page_size"], page["total_records"])
		}
	}
	if rows := c.list("/phone/users?page_size=7", "users"); len(rows) != 240 {
		t.Errorf("%d rows in pages of 7, want 240", len(rows))
	}
	token := c.get("/phone/users?page_size=10")["next_page_token"].(string)
	const text = "The next page token is invalid or expired."
	c.do(http.MethodGet, "/phone/users?page_size=10&status=activate&next_page_token="+token, "").refusal(t, http.StatusBadRequest, 400, text)
	c.do(http.MethodGet, "/users?page_size=10&next_page_token="+token, "").refusal(t, http.StatusBadRequest, 300, text)
	clock.advance(15 * time.Minute)
	c.do(http.MethodGet, "/phone/users?page_size=10&next_page_token="+token, "").refusal(t, http.StatusBadRequest, 400, text)
}

func TestPhoneListRepeats(t *testing.T) {
	t.Parallel()
	c := phoneClient(t, func(o *zoomsim.Options) { o.PhoneListRepeats = true })
	for size, want := range map[int]int{1: 48, 2: 48 + 46, 10: 48 + 5, 100: 48} {
		rows := c.list("/phone/users?page_size="+strconv.Itoa(size), "users")
		seen := map[string]bool{}
		for _, row := range rows {
			seen[id(row)] = true
		}
		if len(rows) != want || len(seen) != 48 {
			t.Errorf("pages of %d: %d rows of %d users, want %d of 48", size, len(rows), len(seen), want)
		}
	}
}

func TestPlainPhoneNumbers(t *testing.T) {
	t.Parallel()
	c := phoneClient(t, func(o *zoomsim.Options) { o.PlainPhoneNumbers = true })
	count := 0
	for _, row := range c.phoneUsers("") {
		for _, n := range append(numbersOf(row), numbersOf(c.get(path("phone", "users", id(row))))...) {
			count++
			if strings.HasPrefix(n, "+") {
				t.Errorf("number %s", n)
			}
		}
	}
	if count == 0 {
		t.Error("nobody has a number")
	}
	if n := c.spareNumbers()[0]["number"].(string); !strings.HasPrefix(n, "+") {
		t.Errorf("the list of the account shows %s", n)
	}
}

// TestPhoneAwaited: who has a Workplace licence and no phone feature yet is
// listed as pending, and can be given it.
func TestPhoneAwaited(t *testing.T) {
	t.Parallel()
	c := phoneClient(t, atOnce)
	user := c.phoneless()
	c.must(http.StatusNoContent, http.MethodPatch, path("users", user), `{"zoom_one_type":16}`)
	rows := c.phoneUsers("&status=pending")
	if len(rows) != 1 || id(rows[0]) != user || rows[0]["status"] != "pending" || rows[0]["extension_number"] != nil {
		t.Fatalf("pending rows are %v", rows)
	}
	batch := jsonText(t, object{"batch_type": "assign_pending_user", "user_ids": []string{user}})
	c.must(http.StatusNoContent, http.MethodPut, "/phone/users/batch", batch)
	if rows := c.phoneUsers("&status=pending"); len(rows) != 0 {
		t.Errorf("pending rows after the assignment are %v", rows)
	}
	c.get(path("phone", "users", user))
	c.do(http.MethodPut, "/phone/users/batch", batch).refusal(t, http.StatusBadRequest, 300, "Validation Failed.")
}
