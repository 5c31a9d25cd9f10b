package zoomimpl_test

import (
	"bytes"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/go-hclog"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/adapter"
	"github.com/igaplugin/igaplugin/shared/filter"
	"github.com/igaplugin/igaplugin/zoomimpl"
)

// hostile are texts that break concatenated URLs, JSON and filters.
func hostile() []string {
	return []string{
		`"quoted"`, `back\slash`, `a/b`, `../..`, `a?b=c&d#e`, `%2e%2e`, `a;b`, `<script>`, `' or 1=1 --`, "tab\tnew\nline", `{"x":1}`,
		"ünïcödé", "日本", "\u202egnp.exe", "emoji 🙂", `${ENV}`, ` leading and trailing `, `email eq "x"`,
	}
}

// Section 4.9: values go through unchanged, in writes, reads and filters.
func TestHostileValuesRoundTrip(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	uid := tn.active("o'brien+tag&x@example.com")
	for _, value := range hostile() {
		tn.mustUpdate(user, uid, shared.ReplaceDelta("dept", str(value)), shared.ReplaceDelta("job_title", str(value)))
		if got, _ := tn.get(user, uid).Get("dept"); !got.Equal(shared.Strings(value)) {
			t.Errorf("%q came back as %q", value, got.String())
		}
		for _, attribute := range []string{"dept", "job_title"} {
			objs, _ := tn.search(&shared.Query{Class: user, Filter: filter.Eq(attribute, str(value)), Attributes: []string{"email"}})
			if len(objs) != 1 || objs[0].UID() != uid {
				t.Errorf("%s eq %q finds %d", attribute, value, len(objs))
			}
		}
		name := "G " + strings.TrimSpace(value)
		made := tn.create(group, nil, set("name", str(name)))
		if got := tn.get(group, made.UID).Name(); got != name {
			t.Errorf("group %q is named %q", name, got)
		}
	}
	for _, email := range []string{"a/b@example.com", "a?b@example.com", "a#b@example.com", "a%2fb@example.com", "o'x+y@example.com"} {
		id := tn.active(email)
		obj, err := tn.conn.Get(t.Context(), &shared.GetRequest{Class: user, Name: email})
		if err != nil || obj.UID() != id || obj.Name() != email {
			t.Errorf("%s: %v, %v", email, obj, err)
		}
	}
}

// A uid or name that Zoom cannot have names nobody: it never reaches another
// endpoint or object.
func TestHostileIdentifiers(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	for _, uid := range append(hostile(), "me", "ME", "summary", "email", "features", "vanity_name", ".", "..", strings.Repeat("x", 5000), "a\x00b", "\xff\xfe", "@", "a@b@c") {
		for _, class := range []string{user, group} {
			if _, err := tn.conn.Get(t.Context(), &shared.GetRequest{Class: class, UID: uid}); !errors.Is(err, shared.ErrNotFound) {
				t.Errorf("get %s %q: %v", class, uid, err)
			}
		}
		if _, err := tn.update(user, uid, shared.ReplaceDelta("dept", str("x"))); !errors.Is(err, shared.ErrNotFound) {
			t.Errorf("update %q: %v", uid, err)
		}
		if _, err := tn.delete(user, uid); !errors.Is(err, shared.ErrNotFound) {
			t.Errorf("delete %q: %v", uid, err)
		}
		objs, _ := tn.search(&shared.Query{Class: user, Filter: filter.AnyOf(filter.Eq("id", str(uid)), filter.Eq("id", str("..")))})
		if len(objs) != 0 {
			t.Errorf("id eq %q finds %v", uid, objs)
		}
	}
	for route := range tn.requests() {
		switch route {
		case "GET /users/{userId}", "GET /groups/{groupId}":
		default:
			t.Errorf("%s was called", route)
		}
	}
}

// Secrets are in no log line and no error.
func TestSecretsStaySecret(t *testing.T) {
	t.Parallel()
	const canary = "Canary1Secret!"
	var mu sync.Mutex
	var log bytes.Buffer
	logger := hclog.New(&hclog.LoggerOptions{Level: hclog.Trace, Output: &log, Mutex: &mu})
	tn := start(t, small())
	connector := adapter.New(zoomimpl.New(zoomimpl.Options{Logger: logger}), logger)
	tn.conn = tn.open(connector)
	secret := func(s string) shared.Value { return shared.SecretValue(shared.NewSecret(s)) }
	uid := tn.active("ann@example.com", set("password", secret(canary)))
	var texts []string
	_, err := tn.update(user, uid, shared.ReplaceDelta("password", secret(canary)))
	texts = append(texts, err.Error())
	sso := tn.create(user, shared.Attributes{set("create_action", str("ssoCreate"))}, set("email", str("sso@example.com"))).UID
	_, err = tn.update(user, sso, shared.ReplaceDelta("dept", str("x")), shared.ReplaceDelta("password", secret(canary)))
	var partial *shared.WriteError
	if !errors.As(err, &partial) || len(partial.Remaining) == 0 {
		t.Fatalf("got %v", err)
	}
	texts = append(texts, err.Error(), partial.Remaining[0].Name)
	for _, d := range partial.Remaining {
		texts = append(texts, d.Replace.String())
	}
	wrong := tn.open(connector, set("client_secret", secret(canary)))
	_, err = wrong.Test(t.Context(), nil)
	texts = append(texts, err.Error())
	mu.Lock()
	texts = append(texts, log.String())
	mu.Unlock()
	all := strings.Join(texts, "\n")
	if !strings.Contains(all, "PATCH") {
		t.Error("the log has no requests, so that it proves nothing")
	}
	for _, s := range []string{canary, tn.server.ClientSecret} {
		if strings.Contains(all, s) {
			t.Errorf("%q was shown", s)
		}
	}
}

// Section 4.10: writes to one user are serialised in the process, whatever
// connection and form of the uid they come by; those to different users are not.
func TestWritesToOneUserAreSerialised(t *testing.T) {
	t.Parallel()
	options := small()
	options.Latency = 2 * time.Millisecond
	tn := start(t, options)
	connector := adapter.New(zoomimpl.New(zoomimpl.Options{}), nil)
	uid := tn.active("ann@example.com")
	g := groupIDs(tn)
	tn.sim.ResetRecord()
	var wg sync.WaitGroup
	for i := range 8 {
		conn := tn.open(connector)
		wg.Go(func() {
			if _, err := conn.Update(t.Context(), &shared.UpdateRequest{Class: user, UID: uid, Deltas: []shared.AttributeDelta{
				shared.ReplaceDelta("dept", str(strings.Repeat("x", i+1))), shared.ReplaceDelta("group_ids", groupRef(g[i%len(g)])),
			}}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if got := tn.sim.Stats().InFlightMax; got != 1 {
		t.Errorf("%d requests at the same time, want 1", got)
	}
	if v, _ := tn.get(user, uid).Get("group_ids"); v.Len() != 1 {
		t.Errorf("groups: %v", v)
	}
}
