package main_test

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

func operationRows() rows {
	return rows{
		"schema":                         schemaIsAlive,
		"test of the connection":         testWorks,
		"test names what is missing":     testNamesMissing,
		"test with wrong credentials":    testWithWrongCredentials,
		"create, update, delete: users":  userLife,
		"create, update, delete: groups": groupLife,
		"password at create":             passwordAtCreate,
		"password update":                passwordUpdate,
		"activation":                     activation,
		"native attribute names":         nativeNames,
		"last login date":                lastLogin,
		"live synchronisation":           syncIsHonest,
		"native references":              references,
		"scripting is not offered":       noScripting,
	}
}

// Every attribute has a description; each that can be read is returned for some
// object, and nothing is returned that is not declared.
func schemaIsAlive(t *testing.T) {
	o := telephony()
	o.Users = 40
	tn := start(t, o)
	full := tn.active("full@example.com", set("type", num(2)), set("zoom_one_type", num(16)), set("display_name", str("F")), set("pmi", str("1234567890")),
		set("pronouns_option", num(1)), set("vanity_name", str("full")), set("division_ids", str("d1")), set("pronouns", str("they")),
		set("manager", str("x@example.com")), set("phone_numbers", object("number", "1", "label", "Home")), set("custom_attributes", object("key", "k", "name", "n", "value", "v")))
	tn.update(user, full, shared.ReplaceDelta("phone_number", str("1")), shared.ReplaceDelta("phone_country", str("DE")))
	united := tn.active("united@example.com", set("plan_united_type", str("1")))
	tn.create(group, nil, set("name", str("Team Blue")), set("admins", ref(user, united)))
	for _, class := range schemaOf(tn).Classes {
		var ask []string
		for _, a := range class.Attributes {
			if a.Description == "" {
				t.Errorf("%s.%s has no description", class.Name, a.Name)
			}
			if a.Readable {
				ask = append(ask, a.Name)
			}
		}
		objs, _ := tn.search(&shared.Query{Class: class.Name, Attributes: ask})
		byDefault, _ := tn.search(&shared.Query{Class: class.Name})
		filled := map[string]bool{}
		for _, o := range slices.Concat(objs, byDefault) {
			for name, values := range o.All() {
				a, declared := class.Attribute(name)
				if !declared || a.Name != name || !a.Readable {
					t.Errorf("%s.%s is returned and not declared so", class.Name, name)
				}
				filled[name] = filled[name] || values.Len() > 0
			}
		}
		for _, name := range ask {
			// The simulator has none of them; they have rows of their own.
			elsewhere := slices.Contains([]string{user + ".license_info_list", user + ".pic_url", phoneNumber + ".display_name"}, class.Name+"."+name) ||
				class.Name == callingPlan && strings.HasPrefix(name, "billing_")
			if !filled[name] && !elsewhere {
				t.Errorf("%s.%s is dead: nobody has it", class.Name, name)
			}
		}
	}
}

func testWorks(t *testing.T) {
	tn := start(t, small())
	report, err := tn.conn.Test(t.Context(), &shared.TestRequest{})
	if err != nil || !report.OK() || !strings.Contains(report.Target, tn.server.AccountID) {
		t.Errorf("got %+v, %v", report, err)
	}
	for call := range tn.requests() {
		if !strings.HasPrefix(call, http.MethodGet+" ") {
			t.Errorf("a test made the request %s", call)
		}
	}
	for _, class := range append(phoneClasses(), user, group, role) {
		if !slices.ContainsFunc(report.Classes, func(c shared.ClassReport) bool { return c.Class == class }) {
			t.Errorf("nothing is said of %s", class)
		}
	}
}

// Scopes, plan features and rights are missing by name, class by class.
func testNamesMissing(t *testing.T) {
	o := small()
	o.Scopes = []string{"user:read:admin", "user:update:user:admin", "group:read:admin", "group:write:admin", "role:read:admin"}
	tn := start(t, o)
	report, err := tn.conn.Test(t.Context(), &shared.TestRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if got := lacks(report, user); !slices.Contains(got, "user:write:user:admin") || slices.Contains(got, "user:update:user:admin") {
		t.Errorf("missing for users: %v", got)
	}
	for name, want := range map[string]struct {
		effect  zoomsim.Effect
		missing string
	}{
		"plan":  {refusal(400, 200, "Only available for Paid account"), "plan with ZoomGroup"},
		"right": {refusal(400, 200, "No permission."), "right of the app's role to view groups"},
	} {
		tn := start(t, small())
		tn.faults(zoomsim.Fault{Method: "GET", Route: "/groups", Effect: want.effect})
		report, err := tn.conn.Test(t.Context(), &shared.TestRequest{})
		if err != nil || report.OK() {
			t.Fatalf("%s: got %+v, %v", name, report, err)
		}
		if got := lacks(report, group); !slices.Equal(got, []string{want.missing}) {
			t.Errorf("%s: missing for groups: %v", name, got)
		}
		if got := lacks(report, user); len(got) > 0 {
			t.Errorf("%s: missing for users: %v", name, got)
		}
	}
}

// lacks are the names of what a class is missing.
func lacks(report *shared.TestReport, class string) []string {
	var names []string
	for _, c := range report.Classes {
		for _, p := range c.Problems {
			if c.Class == class {
				names = append(names, p.Missing...)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func testWithWrongCredentials(t *testing.T) {
	tn := start(t, small(), set("client_secret", secret("canary-wrong")))
	_, err := tn.conn.Test(t.Context(), &shared.TestRequest{})
	if e := wantError(t, err, shared.ErrUnauthenticated); strings.Contains(e.Error(), "canary") {
		t.Errorf("the secret is shown: %v", err)
	}
}

func userLife(t *testing.T) {
	tn := start(t, small(), set("deactivate_on_delete", no))
	created := tn.create(user, auto(), set("email", str("ann@example.com")), set("first_name", str("Ann")))
	if created.Outcome != shared.OutcomeCreated || created.Name != "ann@example.com" {
		t.Errorf("created: %+v", created)
	}
	updated := tn.update(user, created.UID, shared.ReplaceDelta("first_name", str("Bea")), shared.ReplaceDelta("dept", str("Sales")))
	if updated.Outcome != shared.OutcomeUpdated || updated.UID != created.UID {
		t.Errorf("updated: %+v", updated)
	}
	tn.has(user, created.UID, "first_name", "Bea", "dept", "Sales")
	if again := tn.update(user, created.UID, shared.ReplaceDelta("dept", str("Sales"))); again.Outcome != shared.OutcomeAlreadyDone {
		t.Errorf("repeated: %v", again.Outcome)
	}
	if deleted := tn.delete(user, created.UID); deleted.Outcome != shared.OutcomeDeleted {
		t.Errorf("deleted: %v", deleted.Outcome)
	}
	tn.gone(user, created.UID)
}

func groupLife(t *testing.T) {
	tn := start(t, small(), set("entitlement_deletion_enabled", yes))
	ann := tn.active("ann@example.com")
	created := tn.create(group, nil, set("name", str("Team Blue")), set("members", ref(user, ann)))
	if created.Outcome != shared.OutcomeCreated {
		t.Errorf("created: %+v", created)
	}
	tn.update(group, created.UID, shared.ReplaceDelta("name", str("Team Red")), shared.RemoveDelta("members", ref(user, ann)))
	tn.has(group, created.UID, "name", "Team Red", "members", "[]")
	if deleted := tn.delete(group, created.UID); deleted.Outcome != shared.OutcomeDeleted {
		t.Errorf("deleted: %v", deleted.Outcome)
	}
	tn.gone(group, created.UID)
	tn.has(user, ann, "status", "active")
}

func passwordAtCreate(t *testing.T) {
	tn := start(t, small())
	uid := tn.active("ann@example.com", set("password", secret("Correct1Horse")))
	wantNoPassword(tn, uid)
	_, err := tn.tryCreate(user, auto(), set("email", str("bob@example.com")), set("password", secret("canary")))
	if e := wantError(t, err, shared.ErrInvalidAttributeValue); e.Attribute != "password" || strings.Contains(err.Error(), "canary") {
		t.Errorf("weak: %v", err)
	}
	if got := tn.find(user, `email eq "bob@example.com"`); len(got) > 0 {
		t.Errorf("bob is there: %v", got)
	}
}

func wantNoPassword(tn *tenant, uid string) {
	tn.t.Helper()
	if got := text(tn.get(user, uid), "password"); got != "absent" {
		tn.t.Errorf("the password is returned: %s", got)
	}
	_, err := tn.conn.Get(tn.t.Context(), &shared.GetRequest{Class: user, UID: uid, Attributes: []string{"password"}})
	wantError(tn.t, err, shared.ErrInvalidRequest)
}

func passwordUpdate(t *testing.T) {
	tn := start(t, small())
	uid := tn.active("ann@example.com")
	tn.sim.ResetRecord()
	tn.update(user, uid, shared.ReplaceDelta("__PASSWORD__", secret("Correct1Horse")))
	if n := tn.requests()["PUT /users/{userId}/password"]; n != 1 {
		t.Errorf("the password was sent %d times", n)
	}
	wantNoPassword(tn, uid)
}

func activation(t *testing.T) {
	tn := start(t, small())
	uid := tn.active("ann@example.com")
	for _, state := range []struct {
		name   string
		value  shared.Value
		status string
	}{{"enabled", no, "inactive"}, {"__ENABLE__", yes, "active"}, {"__ENABLE__", no, "inactive"}} {
		tn.update(user, uid, shared.ReplaceDelta(state.name, state.value))
		tn.has(user, uid, "status", state.status, "enabled", state.value.String())
	}
	if got := text(tn.get(user, uid, "__ENABLE__"), "enabled"); got != "false" {
		t.Errorf("asked for by its alias: %s", got)
	}
}

func nativeNames(t *testing.T) {
	tn := start(t, small())
	uid := tn.active("ann@example.com", set("FIRST_NAME", str("Ann")), set("Job_Title", str("Boss")))
	obj := tn.get("__ACCOUNT__", uid)
	for name := range obj.All() {
		if name != strings.ToLower(name) || strings.HasPrefix(name, "__") {
			t.Errorf("an answer has the name %s", name)
		}
	}
	if text(obj, "first_name") != "Ann" || text(obj, "job_title") != "Boss" || obj.Class() != user {
		t.Errorf("got %v", obj)
	}
}

// The last login is a time, and its lag is told.
func lastLogin(t *testing.T) {
	tn := start(t, mixed())
	class, _ := schemaOf(tn).Class(user)
	info, _ := class.Attribute("LAST_LOGIN_TIME")
	if info.Type != shared.TypeTime || !strings.Contains(info.Description, "three days") || info.Updatable || info.Creatable {
		t.Errorf("declared as %+v", info)
	}
	objs, _ := tn.search(&shared.Query{
		Class: user, Attributes: []string{"last_login_time"}, Sort: []shared.SortKey{{Attribute: "last_login_time"}}, Filter: parse(t, `last_login_time pr`),
	})
	middle := text(objs[len(objs)/2], "last_login_time")
	recent := tn.find(user, `last_login_time ge "`+middle+`"`, "last_login_time")
	old := tn.find(user, `last_login_time lt "`+middle+`"`, "last_login_time")
	with := uids(objs)
	if len(recent) == 0 || len(old) == 0 || len(recent)+len(old) != len(with) {
		t.Errorf("%d recent and %d old ones of %d", len(recent), len(old), len(with))
	}
}

// Synchronisation is advertised when it works, and else refused.
func syncIsHonest(t *testing.T) {
	tn := start(t, small())
	info, err := process.Info(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	class, _ := schemaOf(tn).Class(user)
	_, offered := class.Operation(shared.OperationSync)
	if info.Supports(shared.OperationSync) != offered {
		t.Errorf("the connector says %v, the class %v", info.Supports(shared.OperationSync), offered)
	}
	changes, err := tn.conn.Sync(t.Context(), &shared.SyncRequest{Class: user, LatestTokenOnly: true})
	if err == nil {
		err = changes.WriteToken(io.Discard)
	}
	if offered {
		if err != nil {
			t.Errorf("advertised, and %v", err)
		}
		return
	}
	wantError(t, err, shared.ErrUnsupported)
}

// References are typed and can be read from both sides.
func references(t *testing.T) {
	tn := start(t, small())
	blue := tn.team("Team Blue")
	ann := tn.active("ann@example.com", set("group_ids", ref(group, blue)))
	tn.update(user, ann, shared.ReplaceDelta("role_id", ref(role, "1")))
	tn.update(group, blue, shared.AddDelta("admins", ref(user, ann)))
	for _, side := range []struct {
		class, uid, attribute, toClass, to string
	}{
		{user, ann, "group_ids", group, blue},
		{group, blue, "members", user, ann},
		{group, blue, "admins", user, ann},
		{user, ann, "role_id", role, "1"},
		{role, "1", "members", user, ann},
	} {
		values, _ := tn.get(side.class, side.uid, side.attribute).Get(side.attribute)
		if !values.Contains(ref(side.toClass, side.to)) {
			t.Errorf("%s of %s does not refer to %s %s: %v", side.attribute, side.class, side.toClass, side.to, values)
		}
	}
	named := shared.ReferenceValue(shared.Reference{Class: group, Name: "team blue"})
	bob := tn.active("bob@example.com", set("group_ids", named))
	if diff := cmp.Diff(sorted(ann, bob), tn.find(user, `group_ids eq "`+blue+`"`)); diff != "" {
		t.Error(diff)
	}
}

func noScripting(t *testing.T) {
	info, err := process.Info(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, op := range info.Operations {
		if strings.Contains(op.String(), "script") {
			t.Errorf("operation %s", op)
		}
	}
	for _, p := range info.Properties {
		if strings.Contains(p.Name, "script") {
			t.Errorf("property %s", p.Name)
		}
	}
}

// object is an embedded object of names and texts in turn.
func object(namesAndTexts ...string) shared.Value {
	b := shared.NewObject("", "", "")
	for i := 0; i < len(namesAndTexts); i += 2 {
		b.SetString(namesAndTexts[i], namesAndTexts[i+1])
	}
	return shared.ObjectValue(b.Build())
}
