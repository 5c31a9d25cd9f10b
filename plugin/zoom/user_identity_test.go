package main_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// userIdentityRows are the attributes that name a user, have rules of their own,
// or are Zoom's alone to set.
func userIdentityRows() rows {
	all := rows{
		user + ".id":                userID,
		user + ".email":             userEmail,
		user + ".password":          userPassword,
		user + ".enabled":           userEnabled,
		user + ".status":            userStatus,
		user + ".group_ids":         userGroups,
		user + ".role_id":           userRole,
		user + ".license_info_list": userLicences,
	}
	for name, a := range map[string]readOnly{
		"created_at":          {kind: shared.TypeTime, alias: "CREATED_AT"},
		"user_created_at":     {kind: shared.TypeTime},
		"last_login_time":     {kind: shared.TypeTime, alias: "LAST_LOGIN_TIME"},
		"verified":            {kind: shared.TypeInt, alias: "VERIFIED"},
		"login_types":         {kind: shared.TypeInt, several: true},
		"last_client_version": {kind: shared.TypeString},
		"employee_unique_id":  {kind: shared.TypeString},
		"vanity_url":          {kind: shared.TypeString},
		"pic_url":             {kind: shared.TypeString, answer: `"pic_url":"https://example.com/p.jpg"`},
	} {
		all[user+"."+name] = a.check(name)
	}
	return all
}

// readOnly is an attribute that Zoom sets.
type readOnly struct {
	kind    shared.Type
	several bool
	alias   string
	// answer is what Zoom says of a user where the simulator has nothing to say.
	answer string
}

// check reads the attribute of generated users, filters by it, and is refused
// when it writes it.
func (a readOnly) check(name string) func(t *testing.T) {
	return func(t *testing.T) {
		o := mixed()
		o.Users = 60
		tn := start(t, o)
		tn.active("zoe@example.com", set("vanity_name", str("zoe")))
		if a.answer != "" {
			tn.faults(zoomsim.Fault{Method: "GET", Route: "/users/{userId}", Object: "zoe@example.com", Effect: zoomsim.Effect{
				Kind: zoomsim.EffectAnswer, Status: 200, Body: `{"id":"` + tn.find(user, `email eq "zoe@example.com"`)[0] + `","email":"zoe@example.com","type":1,"status":"active",` + a.answer + `}`,
			}})
		}
		aliases := []string{name}
		if a.alias != "" {
			aliases = append(aliases, a.alias)
		}
		tn.attribute(user, name, a.kind, a.several, "RD", aliases...)
		objs, _ := tn.search(&shared.Query{Class: user, Attributes: []string{aliases[len(aliases)-1]}})
		with := 0
		for _, obj := range objs {
			values, _ := obj.Get(name)
			for v := range values.All() {
				if v.Type() != a.kind {
					t.Errorf("a value of type %s", v.Type())
				}
			}
			if values.Len() > 0 {
				with++
			}
		}
		if n := len(tn.find(user, name+" pr", name)); with == 0 || n != with {
			t.Errorf("%d users have it, a filter finds %d", with, n)
		}
		value := map[shared.Type]shared.Value{shared.TypeTime: shared.TimeValue(time.Unix(0, 0)), shared.TypeInt: num(1), shared.TypeString: str("x")}[a.kind]
		uid := tn.active("ann@example.com")
		tn.sim.ResetRecord()
		_, err := tn.tryUpdate(user, uid, shared.ReplaceDelta(name, value))
		wantError(t, err, shared.ErrInvalidRequest)
		_, err = tn.tryCreate(user, auto(), set("email", str("bob@example.com")), set(name, value))
		wantError(t, err, shared.ErrInvalidRequest)
		if n := tn.total(); n != 0 {
			t.Errorf("%d requests were sent all the same", n)
		}
	}
}

func userID(t *testing.T) {
	tn := start(t, small())
	tn.attribute(user, "id", shared.TypeString, false, "RD", "USER_ID", "__UID__")
	uid := tn.active("ann@example.com")
	obj := tn.get(user, uid, "USER_ID")
	if text(obj, "id") != uid || obj.UID() != uid {
		t.Errorf("got %s, uid %s", text(obj, "id"), obj.UID())
	}
	if got := tn.find(user, `__UID__ eq "`+uid+`"`); len(got) != 1 || got[0] != uid {
		t.Errorf("found %v", got)
	}
	_, err := tn.tryUpdate(user, uid, shared.ReplaceDelta("id", str(nowhere)))
	wantError(t, err, shared.ErrInvalidRequest)
}

func userEmail(t *testing.T) {
	tn := start(t, small())
	tn.attribute(user, "email", shared.TypeString, false, "!CURD", "EMAIL", "__NAME__")
	_, err := tn.tryCreate(user, auto(), set("dept", str("x")))
	wantError(t, err, shared.ErrInvalidRequest)
	uid := tn.create(user, auto(), set("__NAME__", str("ann@example.com"))).UID
	for i, address := range []string{"b@example.com", "c@example.com", "d@example.com"} {
		r := tn.update(user, uid, shared.ReplaceDelta([]string{"email", "EMAIL", "__NAME__"}[i], str(address)))
		if r.Name != address || r.UID != uid {
			t.Errorf("renamed: %+v", r)
		}
		tn.has(user, uid, "email", address)
	}
	// The fourth change within 24 hours.
	_, err = tn.tryUpdate(user, uid, shared.ReplaceDelta("email", str("e@example.com")))
	if e := wantError(t, err, shared.ErrQuotaExceeded); !strings.Contains(strings.ToLower(e.Message), "email") {
		t.Errorf("the error does not say what of: %v", err)
	}
	tn.has(user, uid, "email", "d@example.com")
	bob := tn.active("bob@example.com")
	_, err = tn.tryUpdate(user, bob, shared.ReplaceDelta("email", str("bob@elsewhere.org")))
	if e := wantError(t, err, shared.ErrInvalidAttributeValue); e.Attribute != "email" {
		t.Errorf("a foreign domain: about %q", e.Attribute)
	}
	obj, err := tn.conn.Get(t.Context(), &shared.GetRequest{Class: user, Name: "BOB@example.com"})
	if err != nil || obj.UID() != bob {
		t.Errorf("by name: %v, %v", obj, err)
	}
}

func userPassword(t *testing.T) {
	tn := start(t, small())
	tn.attribute(user, "password", shared.TypeSecret, false, "CU", "PASSWORD", "__PASSWORD__")
	tp := tn.tap()
	tn.conn = tn.connect(set("service_url", str(tp.ServiceURL)))
	uid := tn.active("ann@example.com", set("PASSWORD", secret("Correct1Horse")))
	tn.update(user, uid, shared.ReplaceDelta("password", secret("Battery2Staple")))
	for call, want := range map[string]string{"POST /users": `"password":"Correct1Horse"`, "PUT /password": `"password":"Battery2Staple"`} {
		method, suffix, _ := strings.Cut(call, " ")
		got := tp.requests(method, suffix)
		if len(got) != 1 || !strings.Contains(got[0].body, want) {
			t.Errorf("%s was sent %d times, or without the password", call, len(got))
		}
	}
	wantNoPassword(tn, uid)
}

func userEnabled(t *testing.T) {
	tn := start(t, small())
	tn.attribute(user, "enabled", shared.TypeBool, false, "CURD", "__ENABLE__")
	uid := tn.active("ann@example.com", set("__ENABLE__", no))
	tn.has(user, uid, "enabled", "false", "status", "inactive")
	tn.update(user, uid, shared.ReplaceDelta("enabled", yes))
	tn.has(user, uid, "enabled", "true", "status", "active")
	tn.has(user, tn.invited("new@example.com"), "enabled", "[]", "status", "pending")
	if got := tn.find(user, `__ENABLE__ eq true and email sw "ann"`); len(got) != 1 {
		t.Errorf("found %v", got)
	}
}

func userStatus(t *testing.T) {
	tn := start(t, small())
	tn.attribute(user, "status", shared.TypeString, false, "RD", "STATUS")
	class, _ := schemaOf(tn).Class(user)
	info, _ := class.Attribute("status")
	if got := shared.NewValues(info.AllowedValues...).String(); got != "[active, inactive, pending]" {
		t.Errorf("known values: %s", got)
	}
	tn.has(user, tn.active("ann@example.com"), "status", "active")
	tn.has(user, tn.inactive("bob@example.com"), "status", "inactive")
	uid := tn.invited("new@example.com")
	tn.has(user, uid, "status", "pending")
	_, err := tn.tryUpdate(user, uid, shared.ReplaceDelta("status", str("active")))
	wantError(t, err, shared.ErrInvalidRequest)
}

func userGroups(t *testing.T) {
	tn := start(t, small())
	tn.attribute(user, "group_ids", shared.TypeReference, true, "CURD", "GROUP_IDS")
	red, blue, green := ref(group, tn.team("Red")), ref(group, tn.team("Blue")), ref(group, tn.team("Green"))
	uid := tn.active("ann@example.com", set("GROUP_IDS", red, blue))
	for what, step := range map[int]struct {
		delta shared.AttributeDelta
		want  []shared.Value
	}{
		0: {shared.AddDelta("group_ids", blue), []shared.Value{red, blue}},
		1: {shared.AttributeDelta{Name: "GROUP_IDS", Add: shared.NewValues(green), Remove: shared.NewValues(red)}, []shared.Value{blue, green}},
		2: {shared.ReplaceDelta("group_ids", red), []shared.Value{red}},
		3: {shared.ReplaceDelta("group_ids"), nil},
	} {
		ann := tn.active("ann" + string(rune('0'+what)) + "@example.com")
		tn.update(user, ann, shared.ReplaceDelta("group_ids", red, blue))
		tn.update(user, ann, step.delta)
		if got, _ := tn.get(user, ann).Get("group_ids"); !got.Equal(shared.NewValues(step.want...)) {
			t.Errorf("step %d: %v, want %v", what, got, step.want)
		}
	}
	if got, _ := tn.get(user, uid).Get("group_ids"); !got.Equal(shared.NewValues(red, blue)) {
		t.Errorf("created with %v", got)
	}
	_, err := tn.tryUpdate(user, uid, shared.AddDelta("group_ids", ref(group, nowhere)))
	if e := wantError(t, err, shared.ErrInvalidAttributeValue); e.Attribute != "group_ids" {
		t.Errorf("about %q", e.Attribute)
	}
}

func userRole(t *testing.T) {
	tn := start(t, small())
	tn.attribute(user, "role_id", shared.TypeReference, false, "URD")
	uid := tn.active("ann@example.com")
	tn.has(user, uid, "role_id", "2")
	tn.update(user, uid, shared.ReplaceDelta("role_id", ref(role, "1")))
	tn.has(user, uid, "role_id", "1")
	if got := tn.find(user, `role_id eq "1"`); !slices.Contains(got, uid) {
		t.Errorf("found %v", got)
	}
	tn.update(user, uid, shared.ReplaceDelta("role_id"))
	tn.has(user, uid, "role_id", "2")
	_, err := tn.tryCreate(user, auto(), set("email", str("bob@example.com")), set("role_id", ref(role, "1")))
	wantError(t, err, shared.ErrInvalidRequest)
}

// Licences with their subscriptions need an account that has several of a plan,
// which the simulator is not; what is sent can be seen all the same.
func userLicences(t *testing.T) {
	tn := start(t, small())
	tn.attribute(user, "license_info_list", shared.TypeObject, true, "CURD")
	tp := tn.tap()
	uid := tn.active("ann@example.com")
	tn.conn = tn.connect(set("service_url", str(tp.ServiceURL)))
	licence := shared.NewObject("", "", "").SetString("license_type", "ZOOM_WORKPLACE_BUNDLE").
		Set("license_option", num(16)).SetString("subscription_id", "SUBREF-1").Build()
	tn.faults(zoomsim.Fault{Method: "PATCH", Route: "/users/{userId}", Effect: refusal(400, 3412, "No subscription.")})
	_, err := tn.tryUpdate(user, uid, shared.ReplaceDelta("license_info_list", shared.ObjectValue(licence)))
	wantError(t, err, shared.ErrQuotaExceeded)
	sent := tp.requests("PATCH", "/users/"+uid)
	if len(sent) != 1 || !strings.Contains(sent[0].body, `"subscription_id":"SUBREF-1"`) || !strings.Contains(sent[0].body, `"license_option":16`) {
		t.Errorf("sent %v", sent)
	}
}
