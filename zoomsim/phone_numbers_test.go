package zoomsim_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/zoomsim"
)

func TestNumberList(t *testing.T) {
	t.Parallel()
	c := phoneClient(t, nil)
	all := c.list("/phone/numbers?page_size=100", "phone_numbers")
	is := func(key string, want any) func(object) bool { return func(o object) bool { return o[key] == want } }
	assigned := func(o object) bool { return o["assignee"] != nil }
	kind := func(want string) func(object) bool {
		return func(o object) bool { return assigned(o) && o["assignee"].(object)["type"] == want }
	}
	site := all[0]["site"].(object)["id"].(string)
	for query, want := range map[string]func(object) bool{
		"type=all":                               func(object) bool { return true },
		"type=assigned":                          assigned,
		"type=unassigned":                        func(o object) bool { return !assigned(o) },
		"type=byoc":                              is("source", "external"),
		"type=assigned&extension_type=user":      kind("user"),
		"extension_type=autoReceptionist":        kind("autoReceptionist"),
		"extension_type=callQueue":               kind("callQueue"),
		"number_type=toll":                       is("number_type", "toll"),
		"number_type=tollfree":                   is("number_type", "tollfree"),
		"pending_numbers=false":                  is("status", "available"),
		"site_id=" + site:                        func(o object) bool { return o["site"].(object)["id"] == site },
		"phone_number=%2B15552000000":            is("number", "+15552000000"),
		"phone_number=15552000000":               is("number", "+15552000000"),
		"phone_number=%2B19990000000":            func(object) bool { return false },
		"type=unassigned&pending_numbers=false":  func(o object) bool { return !assigned(o) && o["status"] == "available" },
		"type=assigned&extension_type=emergency": nil,
	} {
		t.Run(query, func(t *testing.T) {
			t.Parallel()
			c := c.with(t)
			if want == nil {
				c.do(http.MethodGet, "/phone/numbers?"+query, "").refusal(t, http.StatusBadRequest, 300, "Validation Failed.")
				return
			}
			var rows []object
			for _, o := range all {
				if want(o) {
					rows = append(rows, o)
				}
			}
			if diff := cmp.Diff(rows, c.list("/phone/numbers?page_size=9&"+query, "phone_numbers")); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
		})
	}
	for _, query := range []string{"type=free", "number_type=mobile", "pending_numbers=maybe"} {
		c.do(http.MethodGet, "/phone/numbers?"+query, "").refusal(t, http.StatusBadRequest, 300, "Validation Failed.")
	}
	c.do(http.MethodGet, "/phone/numbers?next_page_token=x", "").refusal(t, http.StatusBadRequest, 400, "The next page token is invalid or expired.")
}

func TestNumberGet(t *testing.T) {
	t.Parallel()
	c := phoneClient(t, nil)
	for _, row := range c.list("/phone/numbers?page_size=100", "phone_numbers")[:70] {
		for _, key := range []string{id(row), row["number"].(string), url.PathEscape(row["number"].(string)), row["number"].(string)[1:]} {
			if diff := cmp.Diff(row, c.get("/phone/numbers/"+key)); diff != "" {
				t.Errorf("get by %s (-list +get):\n%s", key, diff)
			}
		}
	}
	for _, missing := range []string{"+19990000000", "AAAAAAAAAAAAAAAAAAAAAA", "+", "x"} {
		c.do(http.MethodGet, path("phone", "numbers", missing), "").refusal(t, http.StatusNotFound, 404, "Phone number does not exist")
	}
}

func TestNumberAssignRemove(t *testing.T) {
	t.Parallel()
	c := phoneClient(t, atOnce)
	user := c.newPhoneUser("number@example.com")
	at := path("phone", "users", user)
	spare := c.spareNumbers()[:4]
	text := func(i int) string { return spare[i]["number"].(string) }
	body := object{"phone_numbers": []object{{"id": id(spare[0])}, {"number": text(1)}, {"number": text(2)[1:]}, {"number": text(1)}}}
	a := c.must(http.StatusCreated, http.MethodPost, at+"/phone_numbers", jsonText(t, body))
	want := object{"phone_numbers": []any{}}
	for _, i := range []int{0, 1, 2, 1} {
		want["phone_numbers"] = append(want["phone_numbers"].([]any), object{"id": id(spare[i]), "number": text(i)})
	}
	if diff := cmp.Diff(want, a.object(t)); diff != "" {
		t.Errorf("answer (-want +got):\n%s", diff)
	}
	c.must(http.StatusCreated, http.MethodPost, at+"/phone_numbers", jsonText(t, body)) // He has them already.
	if diff := cmp.Diff([]string{text(0), text(1), text(2)}, numbersOf(c.get(at))); diff != "" {
		t.Errorf("numbers (-want +got):\n%s", diff)
	}
	holder := c.get(path("phone", "numbers", id(spare[0])))["assignee"].(object)
	if holder["id"] != user || holder["type"] != "user" || holder["name"] != "New Person" {
		t.Errorf("assignee %v", holder)
	}
	for i, key := range []string{id(spare[0]), text(1), text(2)[1:]} {
		c.must(http.StatusNoContent, http.MethodDelete, path("phone", "users", user, "phone_numbers", key), "")
		if left := numbersOf(c.get(at)); len(left) != 2-i || slices.Contains(left, text(i)) {
			t.Errorf("numbers after removing %s: %v", key, left)
		}
		if holder := c.get(path("phone", "numbers", id(spare[i])))["assignee"]; holder != nil {
			t.Errorf("%s still belongs to %v", key, holder)
		}
	}
}

func TestNumberRefusals(t *testing.T) {
	t.Parallel()
	c := phoneClient(t, atOnce)
	user := c.newPhoneUser("number@example.com")
	at := path("phone", "users", user)
	all := c.list("/phone/numbers?page_size=100", "phone_numbers")
	one := func(pick func(object) bool) string { return all[slices.IndexFunc(all, pick)]["number"].(string) }
	kind := func(want string) func(object) bool {
		return func(o object) bool { return o["assignee"] != nil && o["assignee"].(object)["type"] == want }
	}
	ofUser := one(kind("user"))
	var eleven []object
	for _, n := range c.spareNumbers()[:11] {
		eleven = append(eleven, object{"number": n["number"]})
	}
	for name, tc := range map[string]struct {
		numbers []object
		code    int
		text    string
	}{
		"another user's":    {[]object{eleven[0], {"number": ofUser}}, 409, "Phone number already in use."},
		"a receptionist's":  {[]object{{"number": one(kind("autoReceptionist"))}}, 409, "Phone number already in use."},
		"one being ported":  {[]object{{"number": one(func(o object) bool { return o["status"] == "pending" })}}, 409, "Phone number already in use."},
		"unknown":           {[]object{eleven[0], {"number": "+19990000000"}}, 404, "Phone number does not exist."},
		"no number":         {[]object{{"number": "main line"}}, 404, "Phone number does not exist."},
		"neither id nor no": {[]object{{}}, 300, "Validation Failed."},
		"an integer":        {[]object{{"number": 15552000000}}, 300, "Validation Failed."},
		"none":              {[]object{}, 300, "Validation Failed."},
		"eleven":            {eleven, 405, "The number of items for phone_numbers must not exceed 10."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := c.with(t)
			c.do(http.MethodPost, at+"/phone_numbers", jsonText(t, object{"phone_numbers": tc.numbers})).refusal(t, http.StatusBadRequest, tc.code, tc.text)
			if numbers := numbersOf(c.get(at)); len(numbers) != 0 {
				t.Errorf("the refused call gave %v", numbers)
			}
		})
	}
	for _, wrong := range []string{ofUser, "+19990000000", "x", eleven[0]["number"].(string)} {
		c.do(http.MethodDelete, path("phone", "users", user, "phone_numbers", wrong), "").
			refusal(t, http.StatusNotFound, 400, `Invalid query parameter "phone_number".`)
	}
}

func TestTenNumbers(t *testing.T) {
	t.Parallel()
	c := phoneClient(t, atOnce)
	at := path("phone", "users", c.newPhoneUser("ten@example.com")) + "/phone_numbers"
	give := func(numbers []object) answer {
		var refs []object
		for _, n := range numbers {
			refs = append(refs, object{"id": n["id"]})
		}
		return c.do(http.MethodPost, at, jsonText(t, object{"phone_numbers": refs}))
	}
	spare := c.spareNumbers()
	if a := give(spare[:10]); a.status != http.StatusCreated {
		t.Fatal(a.text)
	}
	give(spare[10:11]).refusal(t, http.StatusBadRequest, 405, "must not exceed 10")
}

func TestNumbersNeedPlan(t *testing.T) {
	t.Parallel()
	c := phoneClient(t, func(o *zoomsim.Options) { o.NumbersNeedPlan, o.ProfileDelay = true, -1 })
	at := path("phone", "users", c.newPhoneUser("needs@example.com"))
	body := jsonText(t, object{"phone_numbers": []object{{"id": id(c.spareNumbers()[0])}}})
	c.do(http.MethodPost, at+"/phone_numbers", body).refusal(t, http.StatusBadRequest, 409, "This function requires a Zoom Phone Metered, Unlimited, or Pro plan.")
	c.must(http.StatusCreated, http.MethodPost, at+"/calling_plans", `{"calling_plans":[{"type":3000}]}`)
	c.must(http.StatusCreated, http.MethodPost, at+"/phone_numbers", body)
}

func TestManagedNumbers(t *testing.T) {
	t.Parallel()
	c := phoneClient(t, nil)
	byPhone := map[string]object{}
	for _, n := range c.list("/phone/numbers?page_size=100", "phone_numbers") {
		byPhone[id(n)] = n
	}
	page := c.get("/number_management/numbers")
	if _, has := page["total_records"]; has || page["page_size"] != 30.0 || len(page["numbers"].([]any)) != 30 {
		t.Errorf("envelope of the first page: size %v, total %v", page["page_size"], page["total_records"])
	}
	if big := c.get("/number_management/numbers?page_size=201"); big["page_size"] != 200.0 {
		t.Errorf("page_size is %v, want 200", big["page_size"])
	}
	all := c.list("/number_management/numbers?page_size=200", "numbers")
	if len(all) != len(byPhone) {
		t.Errorf("%d numbers, GET /phone/numbers has %d", len(all), len(byPhone))
	}
	for _, row := range all {
		other := byPhone[id(row)]
		if row["number"] != other["number"] || row["site"].(object)["site_id"] != other["site"].(object)["id"] {
			t.Errorf("%v and %v", row, other)
		}
		holder, _ := other["assignee"].(object)
		if holder == nil {
			if row["assigned_list"] != nil {
				t.Errorf("%v is assigned, %v is not", row, other)
			}
			continue
		}
		got := row["assigned_list"].([]any)[0].(object)
		if got["assigned_to_id"] != holder["id"] || got["assigned_to_name"] != holder["name"] || got["extension_number"] != extension(holder) {
			t.Errorf("holder %v, want %v with a text as extension", got, holder)
		}
	}
	if diff := cmp.Diff(all[0], c.get(path("number_management", "numbers", id(all[0])))); diff != "" {
		t.Errorf("get (-list +get):\n%s", diff)
	}
	c.do(http.MethodGet, "/number_management/numbers/AAAAAAAAAAAAAAAAAAAAAA", "").refusal(t, http.StatusNotFound, 404, "The phone number not found")
}

func TestManagedNumberFilters(t *testing.T) {
	t.Parallel()
	c := phoneClient(t, nil)
	all := c.list("/number_management/numbers?page_size=200", "numbers")
	is := func(key string, want any) func(object) bool { return func(o object) bool { return o[key] == want } }
	kind := func(o object) any {
		if list, ok := o["assigned_list"].([]any); ok {
			return list[0].(object)["assigned_to_type"]
		}
		return "PhoneUnassigned"
	}
	site := all[0]["site"].(object)["site_id"].(string)
	for query, want := range map[string]func(object) bool{
		"allocated_product=ZOOM_PHONE":          func(object) bool { return true },
		"allocated_product=ZOOM_CONTACT_CENTER": func(object) bool { return false },
		"number_type=TollFree":                  is("number_type", "TollFree"),
		"number_status=Pending":                 is("status", "Pending"),
		"number_source=BYOCCloud":               is("source", "BYOCCloud"),
		"assigned_to_type=User":                 func(o object) bool { return kind(o) == "User" },
		"assigned_to_type=AutoReceptionist":     func(o object) bool { return kind(o) == "AutoReceptionist" },
		"assigned_to_type=PhoneUnassigned":      func(o object) bool { return kind(o) == "PhoneUnassigned" },
		"site_id=" + site:                       func(o object) bool { return o["site"].(object)["site_id"] == site },
		"keyword=1800":                          func(o object) bool { return strings.HasPrefix(o["number"].(string), "+1800") },
		"keyword=%2B1555200001":                 func(o object) bool { return strings.HasPrefix(o["number"].(string), "+1555200001") },
	} {
		t.Run(query, func(t *testing.T) {
			t.Parallel()
			var rows []object
			for _, o := range all {
				if want(o) {
					rows = append(rows, o)
				}
			}
			if diff := cmp.Diff(rows, c.with(t).list("/number_management/numbers?page_size=8&"+query, "numbers")); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
		})
	}
}

func TestManagedNumberRefusals(t *testing.T) {
	t.Parallel()
	c := phoneClient(t, nil)
	token := c.get("/number_management/numbers?page_size=5")["next_page_token"].(string)
	for call, want := range map[string]struct {
		code int
		text string
	}{
		"numbers?allocated_product=PHONE":                               {999, "Invalid value"},
		"numbers?number_type=toll":                                      {999, "Invalid value"},
		"numbers?assigned_to_type=user":                                 {999, "Invalid value"},
		"numbers?site_id=nowhere":                                       {1002010, "The site does not exist"},
		"numbers?next_page_token=x":                                     {1003100, "The next page token is either invalid or has expired"},
		"numbers?page_size=5&number_type=Toll&next_page_token=" + token: {1003100, "The next page token"},
		"plan":               {1002006, "product cannot be empty"},
		"plan?product=PHONE": {999, "Invalid param (product)"},
		"plan?product=ZOOM_PHONE&next_page_token=x": {1003100, "The next page token"},
	} {
		c.do(http.MethodGet, "/number_management/"+call, "").refusal(t, http.StatusBadRequest, want.code, want.text)
	}
}

func TestNumberUsage(t *testing.T) {
	t.Parallel()
	c := phoneClient(t, nil)
	assigned := len(c.list("/phone/numbers?page_size=100&type=assigned", "phone_numbers"))
	all := len(c.list("/phone/numbers?page_size=100", "phone_numbers"))
	plan := c.get("/number_management/plan?product=ZOOM_PHONE")["plans"].([]any)[0].(object)
	old := c.get("/phone/plans")["phone_numbers"].([]any)[0].(object)
	for name, got := range map[string]object{"number management": plan, "phone": old} {
		if got["subscribed"] != float64(all) || got["assigned"] != float64(assigned) || got["available"] != float64(all-assigned) {
			t.Errorf("%s: %v, want %d of %d", name, got, assigned, all)
		}
	}
	if rest := c.get("/number_management/plan?product=ZOOM_CONTACT_CENTER")["plans"].([]any); len(rest) != 0 {
		t.Errorf("plans of the contact centre: %v", rest)
	}
}

func TestPhoneScopes(t *testing.T) {
	t.Parallel()
	c := phoneClient(t, func(o *zoomsim.Options) { o.Scopes = []string{"phone:read:list_users:admin"} })
	c.get("/phone/users")
	c.do(http.MethodGet, "/phone/sites", "").refusal(t, http.StatusBadRequest, 104, "does not contain scopes:[phone:read:list_sites:admin]")
	c.do(http.MethodPost, "/phone/users/me/calling_plans", `{}`).refusal(t, http.StatusBadRequest, 104, "phone:write:calling_plan:admin")
	c.do(http.MethodGet, "/number_management/numbers", "").refusal(t, http.StatusBadRequest, 4711, "number_management:read:list_numbers:admin")
	classic := phoneClient(t, func(o *zoomsim.Options) { o.Scopes = []string{"phone:read:admin"} })
	classic.get("/phone/sites")
	classic.do(http.MethodPatch, "/phone/users/me", `{}`).refusal(t, http.StatusBadRequest, 104, "phone:update:user:admin")
}
