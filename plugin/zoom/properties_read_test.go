package main_test

import (
	"strings"
	"testing"

	"github.com/igaplugin/igaplugin/shared"
)

func readPropertyRows() rows {
	return rows{
		"deep_get":           deepGet,
		"deep_import":        deepImport,
		"import_batch_size":  importBatchSize,
		"pagination_enabled": paginationEnabled,
		"pending_uid":        pendingUID,
	}
}

// depth counts the users of a search without attributes, those with an attribute
// that Zoom's list lacks, and the users who were read one by one.
func depth(t *testing.T, q shared.Query, config ...shared.Attribute) (all, deep int, gets int64) {
	t.Helper()
	tn := start(t, mixed(), config...)
	q.Class, q.Filter = user, parse(t, `status eq "active"`)
	objs, _ := tn.search(&q)
	for _, o := range objs {
		if _, has := o.Get("job_title"); has {
			deep++
		}
	}
	return len(objs), deep, tn.requests()["GET /users/{userId}"]
}

func deepGet(t *testing.T) {
	declared(t, "deep_get", "true", "deepGet")
	page := shared.Query{PageSize: 10}
	if all, deep, gets := depth(t, page); all != 10 || deep != 10 || gets != 10 {
		t.Errorf("by default: %d users, %d with all attributes, %d gets", all, deep, gets)
	}
	if all, deep, gets := depth(t, page, set("deepGet", no)); all != 10 || deep != 0 || gets != 0 {
		t.Errorf("off: %d users, %d with all attributes, %d gets", all, deep, gets)
	}
}

func deepImport(t *testing.T) {
	declared(t, "deep_import", "true", "deepImport")
	if all, deep, gets := depth(t, shared.Query{}); all != 140 || deep != 140 || gets != 140 {
		t.Errorf("by default: %d users, %d with all attributes, %d gets", all, deep, gets)
	}
	if all, deep, gets := depth(t, shared.Query{}, set("deepImport", no)); all != 140 || deep != 0 || gets != 0 {
		t.Errorf("off: %d users, %d with all attributes, %d gets", all, deep, gets)
	}
}

func importBatchSize(t *testing.T) {
	declared(t, "import_batch_size", "300", "importBatchSize")
	for size, want := range map[string]struct {
		config   []shared.Attribute
		requests int64
	}{
		"page_size=300":  {nil, 1},
		"page_size=30":   {[]shared.Attribute{set("importBatchSize", num(30))}, 5},
		"page_size=2000": {[]shared.Attribute{set("import_batch_size", num(2000))}, 1},
	} {
		tn := start(t, mixed(), want.config...)
		if n := len(tn.find(user, `status eq "active"`, "email")); n != 140 {
			t.Errorf("%s: %d users", size, n)
		}
		if n := tn.requests()["GET /users"]; n != want.requests {
			t.Errorf("%s: %d requests, want %d", size, n, want.requests)
		}
		for _, r := range tn.sim.Requests() {
			if r.Template == "/users" && !strings.Contains(r.Query+"&", size+"&") {
				t.Errorf("asked for %s, want %s", r.Query, size)
			}
		}
	}
	tn := simulate(t, small())
	tn.faulty(tn.config(set("import_batch_size", num(2001))), "import_batch_size")
}

func paginationEnabled(t *testing.T) {
	declared(t, "pagination_enabled", "true", "pagination", "paginationEnabled")
	q := &shared.Query{Class: user, PageSize: 10, Offset: 195, Attributes: []string{"email"}}
	tn := start(t, mixed())
	if objs, _ := tn.search(q); len(objs) != 6 {
		t.Errorf("by default: %d users from 195 on", len(objs))
	}
	tn.conn = tn.connect(set("pagination", no))
	if objs, page := tn.search(q); len(objs) != 200 || page.Cookie != "" {
		t.Errorf("off: %d users, cookie %q", len(objs), page.Cookie)
	}
}

func pendingUID(t *testing.T) {
	declared(t, "pending_uid", "id", "pendingUid")
	const email = "new@example.com"
	t.Run("id", func(t *testing.T) {
		t.Parallel()
		tn := start(t, small())
		uid := tn.invited(email)
		obj := tn.get(user, uid)
		if uid == email || obj.Provisional() || obj.UID() != uid {
			t.Errorf("the uid is %s, provisional %v", obj.UID(), obj.Provisional())
		}
		if got := tn.find(user, `status eq "pending"`, "email"); len(got) != 1 || got[0] != uid {
			t.Errorf("a search gives %v, want %s", got, uid)
		}
		if err := tn.sim.ActivateUser(email); err != nil {
			t.Fatal(err)
		}
		tn.has(user, uid, "status", "active")
	})
	t.Run("email", func(t *testing.T) {
		t.Parallel()
		tn := start(t, small(), set("pendingUid", str("email")))
		uid := tn.invited("New@Example.com")
		if obj := tn.get(user, uid); uid != email || !obj.Provisional() || obj.UID() != email {
			t.Errorf("the uid is %s, provisional %v", obj.UID(), obj.Provisional())
		}
		tn.sim.ResetRecord()
		if got := tn.find(user, `status eq "pending"`, "email"); len(got) != 1 || got[0] != email || tn.requests()["GET /users/{userId}"] != 0 {
			t.Errorf("a search gives %v with %v", got, tn.requests())
		}
		if err := tn.sim.ActivateUser(email); err != nil {
			t.Fatal(err)
		}
		obj := tn.get(user, email)
		if obj.UID() == email || obj.PreviousUID() != email || obj.Provisional() {
			t.Errorf("joined: %s, before %q", obj.UID(), obj.PreviousUID())
		}
	})
}
