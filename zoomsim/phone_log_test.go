package zoomsim_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/zoomsim"
)

func TestPhoneOperationLog(t *testing.T) {
	t.Parallel()
	now := newClock()
	c := phoneClient(t, func(o *zoomsim.Options) { o.Clock = now.Now })
	user := c.create("autoCreate", "a@example.com", 1)
	number := c.spareNumbers()[0]["number"].(string)
	c.must(http.StatusCreated, http.MethodPost, "/phone/users/batch", jsonText(t, object{"users": []object{batchUser("a@example.com", "91234", nil)}}))
	profile := path("phone", "users", user)
	c.must(http.StatusNoContent, http.MethodPatch, profile, `{"extension_number":"191235"}`)
	c.must(http.StatusNoContent, http.MethodPut, "/phone/users/batch", `{"batch_type":"activate","activation_status":"deactivate","user_ids":["`+user+`"]}`)
	c.must(http.StatusCreated, http.MethodPost, profile+"/phone_numbers", `{"phone_numbers":[{"number":"`+number+`"}]}`)
	c.must(http.StatusNoContent, http.MethodDelete, profile+path("phone_numbers", number), "")
	c.must(http.StatusNoContent, http.MethodPut, profile+"/calling_plans", `{"source_type":200,"target_type":100}`)
	c.must(http.StatusCreated, http.MethodPost, profile+"/calling_plans", `{"calling_plans":[{"type":200}]}`)
	c.must(http.StatusNoContent, http.MethodDelete, profile+"/calling_plans/200", "")
	const whom = " New Person(a@example.com)"
	metered, unlimited := c.seats(100)["name"].(string), c.seats(200)["name"].(string)
	want := []string{
		"User|ADD|Add User" + whom, "User|UPDATE|Update User" + whom, "User|UPDATE|Update User" + whom,
		"Phone Number|ASSIGN|Assign Phone Number " + number + " to" + whom,
		"Phone Number|UNASSIGN|Unassign Phone Number " + number + " from" + whom,
		"Calling Plan|CHANGE|Change Calling Plan " + unlimited + " to " + metered + " for" + whom,
		"Calling Plan|ASSIGN|Assign Calling Plan " + unlimited + " to" + whom,
		"Calling Plan|UNASSIGN|Unassign Calling Plan " + unlimited + " from" + whom,
	}
	const report = "/phone/reports/operationlogs"
	if diff := cmp.Diff(want, details(c.list(report+"?page_size=3", "operation_logs"))); diff != "" {
		t.Errorf("log of the last day (-want +got):\n%s", diff)
	}
	list := c.get(report + today + "&category_type=Phone%20Number")
	if list["total_records"] != 2.0 || list["from"] != "2026-11-23" || list["to"] != "2026-11-23" {
		t.Errorf("numbers today: %v", list)
	}
	now.advance(day + time.Second)
	c.login()
	if n := c.get(report)["total_records"]; n != 0.0 {
		t.Errorf("%v records in the last day, want 0", n)
	}
	if n := c.get(report + today)["total_records"]; n != 8.0 {
		t.Errorf("%v records on the day, want 8", n)
	}
	c.do(http.MethodGet, report+"?from=2026-11-23", "").refusal(t, 400, 300, "")
	// The other log knows nothing of it.
	if n := len(c.list("/report/operationlogs"+today, "operation_logs")); n != 1 {
		t.Errorf("%d records of the account, want the creation alone", n)
	}
}
