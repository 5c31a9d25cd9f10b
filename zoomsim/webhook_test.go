package zoomsim_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/zoomsim"
)

const hookSecret = "hook-secret"

// received is what the endpoint got.
type received struct {
	header http.Header
	body   string
}

// endpoint is a webhook receiver that validates URLs as Zoom wants it and
// hands out the events. It answers with 200 or what status says.
type endpoint struct {
	t      *testing.T
	url    string
	events chan received
	status func(event object) int
	// validation replaces the answer to the URL validation.
	validation func(w http.ResponseWriter)
}

func newEndpoint(t *testing.T) *endpoint {
	t.Helper()
	e := &endpoint{t: t, events: make(chan received, 20_000), status: func(object) int { return http.StatusOK }}
	server := httptest.NewServer(e)
	t.Cleanup(server.Close)
	e.url = server.URL + "/hook"
	return e
}

func sum(text string) string {
	mac := hmac.New(sha256.New, []byte(hookSecret))
	mac.Write([]byte(text))
	return hex.EncodeToString(mac.Sum(nil))
}

func (e *endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		e.t.Errorf("read an event: %v", err)
	}
	want := "v0=" + sum("v0:"+r.Header.Get("X-Zm-Request-Timestamp")+":"+string(body))
	if got := r.Header.Get("X-Zm-Signature"); got != want {
		e.t.Errorf("signature %q, want %q", got, want)
	}
	var event struct {
		Event   string
		Payload struct{ PlainToken string }
	}
	if err := json.Unmarshal(body, &event); err != nil {
		e.t.Errorf("event %s: %v", body, err)
	}
	if event.Event == "endpoint.url_validation" {
		if e.validation != nil {
			e.validation(w)
			return
		}
		token := event.Payload.PlainToken
		fmt.Fprintf(w, `{"plainToken":%q,"encryptedToken":%q}`, token, sum(token))
		return
	}
	var o object
	if err := json.Unmarshal(body, &o); err != nil {
		e.t.Errorf("event %s: %v", body, err)
	}
	w.WriteHeader(e.status(o))
	e.events <- received{r.Header, string(body)}
}

// next waits for an event.
func (e *endpoint) next() (received, object) {
	e.t.Helper()
	select {
	case got := <-e.events:
		var o object
		if err := json.Unmarshal([]byte(got.body), &o); err != nil {
			e.t.Fatal(err)
		}
		return got, o
	case <-time.After(10 * time.Second):
		e.t.Fatal("no event within 10 s")
		return received{}, nil
	}
}

// hooked is a client of a simulator whose webhook is validated.
func hooked(t *testing.T, o zoomsim.Options, e *endpoint) *client {
	t.Helper()
	if o.Webhook.URL == "" {
		o.Webhook.URL = e.url
	}
	o.Webhook.SecretToken = hookSecret
	c := newClient(t, o)
	if err := c.sim.ValidateWebhook(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeSim(t, c.sim) })
	return c
}

// closeSim closes a simulator also after the test's context has ended.
func closeSim(t *testing.T, sim *zoomsim.Sim) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 10*time.Second)
	defer cancel()
	if err := sim.Close(ctx); err != nil {
		t.Errorf("close: %v", err)
	}
}

func TestWebhookEvents(t *testing.T) {
	t.Parallel()
	e := newEndpoint(t)
	now := newClock()
	c := hooked(t, zoomsim.Options{Clock: now.Now}, e)
	me := c.get("/users/me")
	stamp := float64(now.Now().UnixMilli())
	userObject := func(user, email string, kind float64) object {
		return object{"id": user, "email": email, "type": kind, "first_name": "New", "last_name": "Person", "display_name": "New Person"}
	}
	// want compares the next event; by the owner unless told otherwise.
	want := func(event string, payload object) {
		t.Helper()
		full := object{"account_id": me["account_id"], "operator": me["email"], "operator_id": me["id"]}
		if event == "user.invitation_accepted" {
			full = object{"account_id": me["account_id"]}
		}
		maps.Copy(full, payload)
		_, got := e.next()
		if diff := cmp.Diff(object{"event": event, "event_ts": stamp, "payload": full}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", event, diff)
		}
	}
	change := func(old, now object) object {
		return object{"old_object": old, "object": now, "time_stamp": stamp}
	}
	person := func(user, email string) []any { return []any{object{"id": user, "email": email}} }

	a := c.create("autoCreate", "a@example.com", 2)
	want("user.created", object{"creation_type": "autoCreate", "object": userObject(a, "a@example.com", 2)})
	p := c.create("create", "p@example.com", 1)
	want("user.created", object{"creation_type": "create", "object": userObject(p, "p@example.com", 1)})
	if err := c.sim.ActivateUser(p); err != nil {
		t.Fatal(err)
	}
	want("user.invitation_accepted", object{"object": userObject(p, "p@example.com", 1)})
	c.must(http.StatusNoContent, http.MethodPatch, path("users", a), `{"dept":"D","type":1,"feature":{"zoom_phone":true}}`)
	want("user.updated", change(
		object{"id": a, "dept": "", "type": 2.0, "settings": object{"feature": object{"zoom_phone": false}}},
		object{"id": a, "dept": "D", "type": 1.0, "settings": object{"feature": object{"zoom_phone": true}}},
	))
	c.must(http.StatusNoContent, http.MethodPatch, path("users", a), `{"dept":"D"}`) // No change, no event.
	c.must(http.StatusNoContent, http.MethodPut, path("users", a, "email"), `{"email":"b@example.com"}`)
	want("user.updated", change(object{"id": a, "email": "a@example.com"}, object{"id": a, "email": "b@example.com"}))
	c.must(http.StatusNoContent, http.MethodPut, path("users", a, "password"), `{"password":"Abcd4321"}`)
	want("user.updated", object{"operation": "change_password", "object": object{"id": a}, "time_stamp": stamp})
	c.must(http.StatusNoContent, http.MethodDelete, path("users", a, "token"), "")
	want("user.updated", object{"operation": "sign_out_from_all_devices", "object": object{"id": a}, "time_stamp": stamp})
	role := id(c.role("Auditor"))
	c.must(http.StatusCreated, http.MethodPost, path("roles", role, "members"), members(a))
	want("user.updated", change(object{"id": a, "role": "Member"}, object{"id": a, "role": "Auditor"}))
	c.must(http.StatusNoContent, http.MethodDelete, path("roles", role), "")
	want("user.updated", change(object{"id": a, "role": "Auditor"}, object{"id": a, "role": "Member"}))

	one := c.group("One")
	want("group.created", object{"object": object{"id": one, "name": "One"}})
	c.must(http.StatusNoContent, http.MethodPatch, path("groups", one), `{"name":"First"}`)
	want("group.updated", change(object{"id": one, "name": "One"}, object{"id": one, "name": "First"}))
	two := c.group("Two")
	want("group.created", object{"object": object{"id": two, "name": "Two"}})
	for _, group := range []struct{ id, name string }{{one, "First"}, {two, "Two"}} {
		c.must(http.StatusCreated, http.MethodPost, path("groups", group.id, "members"), members(a))
		want("group.member_added", object{"object": object{"id": group.id, "name": group.name, "members": person(a, "b@example.com")}, "time_stamp": stamp})
	}
	c.must(http.StatusCreated, http.MethodPost, path("groups", one, "members"), members(a)) // Is a member already.
	c.must(http.StatusNoContent, http.MethodPatch, path("groups", one, "members", a), `{"action":"set_primary","target_group_id":"`+two+`"}`)
	want("user.updated", change(object{"id": a, "primary_group_id": one}, object{"id": a, "primary_group_id": two}))
	c.must(http.StatusCreated, http.MethodPost, path("groups", one, "admins"), admins(a))
	want("group.admin_added", object{"object": object{"id": one, "name": "First", "admins": person(a, "b@example.com")}, "time_stamp": stamp})
	c.must(http.StatusNoContent, http.MethodDelete, path("groups", one, "admins", a), "")
	want("group.admin_deleted", object{"object": object{"id": one, "name": "First", "admins": person(a, "b@example.com")}, "time_stamp": stamp})
	c.must(http.StatusNoContent, http.MethodDelete, path("groups", one, "members", a), "")
	want("group.member_deleted", object{"object": object{"id": one, "name": "First", "members": person(a, "b@example.com")}, "time_stamp": stamp})
	c.must(http.StatusNoContent, http.MethodDelete, path("groups", one), "")
	want("group.deleted", object{"object": object{"id": one, "name": "First"}})

	c.must(http.StatusNoContent, http.MethodPatch, path("users", a, "settings"), `{"schedule_meeting":{"host_video":true}}`)
	if _, got := e.next(); got["event"] != "user.settings_updated" {
		t.Errorf("event %v, want user.settings_updated", got)
	}
	c.must(http.StatusNoContent, http.MethodPut, path("users", a, "status"), `{"action":"deactivate"}`)
	want("user.deactivated", object{"object": userObject(a, "b@example.com", 1)})
	c.must(http.StatusNoContent, http.MethodPut, path("users", a, "status"), `{"action":"activate"}`)
	want("user.activated", object{"object": userObject(a, "b@example.com", 1)})
	c.must(http.StatusNoContent, http.MethodDelete, path("users", a)+"?action=delete", "")
	want("user.deleted", object{"object": userObject(a, "b@example.com", 1)})
	q := c.create("create", "q@elsewhere.com", 1)
	want("user.created", object{"creation_type": "create", "object": userObject(q, "q@elsewhere.com", 1)})
	c.must(http.StatusNoContent, http.MethodDelete, path("users", q), "")
	want("user.disassociated", object{"object": userObject(q, "q@elsewhere.com", 1)})
	c.do(http.MethodPost, "/groups", `{"name":"two"}`).refusal(t, 409, 4132, "") // A refusal is no event.
	c.group("End")
	if _, got := e.next(); got["event"] != "group.created" {
		t.Errorf("event %v, want group.created", got)
	}
}

// wait asks for the deliveries until they are as the test wants them.
func wait(t *testing.T, c *client, done func([]zoomsim.WebhookDelivery) bool) []zoomsim.WebhookDelivery {
	t.Helper()
	limit := time.After(10 * time.Second)
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for {
		have := c.sim.WebhookDeliveries()
		if done(have) {
			return have
		}
		select {
		case <-tick.C:
		case <-limit:
			t.Fatalf("after 10 s the deliveries are %+v", have)
		}
	}
}

func states(have []zoomsim.WebhookDelivery) []string {
	var out []string
	for _, d := range have {
		out = append(out, fmt.Sprint(d.Event, " ", d.State, " ", d.Attempts, " ", d.Status))
	}
	return out
}

func TestWebhookRetries(t *testing.T) {
	t.Parallel()
	e := newEndpoint(t)
	answers := []int{http.StatusInternalServerError, http.StatusFound, http.StatusNotFound, http.StatusNoContent}
	e.status = func(event object) int {
		if event["payload"].(object)["object"].(object)["name"] != "G" {
			return http.StatusOK
		}
		status := answers[0]
		answers = answers[1:]
		return status
	}
	now := newClock()
	c := hooked(t, zoomsim.Options{Clock: now.Now}, e)
	group := c.group("G")
	c.must(http.StatusNoContent, http.MethodPatch, path("groups", group), `{"name":"H"}`) // Waits for the creation.
	c.group("Other")                                                                      // Does not.
	names := func() (header http.Header, name string) {
		got, o := e.next()
		return got.header, fmt.Sprint(o["event"], " ", o["payload"].(object)["object"].(object)["name"])
	}
	header, name := names()
	if _, second := names(); name != "group.created G" || second != "group.created Other" {
		t.Fatalf("events %s and %s, want the creations", name, second)
	}
	request := header.Get("X-Zm-Request-Id")
	for attempt, after := range []time.Duration{5 * time.Minute, 20 * time.Minute, 60 * time.Minute} {
		due := now.Now().Add(after)
		have := wait(t, c, func(have []zoomsim.WebhookDelivery) bool { return have[0].Attempts == attempt+1 })
		if !have[0].Next.Equal(due) || have[0].Error == "" || have[0].State != zoomsim.DeliveryWaiting {
			t.Errorf("after attempt %d: %+v, want the next one at %s", attempt+1, have[0], due)
		}
		now.advance(after)
		header, name = names()
		if name != "group.created G" || header.Get("X-Zm-Request-Id") != request || request == "" {
			t.Errorf("%s with request id %s, want the creation with %s", name, header.Get("X-Zm-Request-Id"), request)
		}
		if stamp := header.Get("X-Zm-Request-Timestamp"); stamp != fmt.Sprint(due.Unix()) {
			t.Errorf("timestamp %s, want that of the attempt, %d", stamp, due.Unix())
		}
	}
	if _, name = names(); name != "group.updated H" {
		t.Errorf("event %s, want the update after the creation", name)
	}
	want := []string{"group.created delivered 4 204", "group.updated delivered 1 200", "group.created delivered 1 200"}
	wait(t, c, func(have []zoomsim.WebhookDelivery) bool { return slices.Equal(states(have), want) })
}

func TestWebhookGivesUp(t *testing.T) {
	t.Parallel()
	e := newEndpoint(t)
	e.status = func(event object) int {
		if event["event"] == "group.created" {
			return http.StatusBadGateway
		}
		return http.StatusOK
	}
	c := hooked(t, zoomsim.Options{Webhook: zoomsim.Webhook{URL: e.url, Retries: []time.Duration{}}}, e)
	group := c.group("G")
	c.must(http.StatusNoContent, http.MethodPatch, path("groups", group), `{"name":"H"}`)
	have := wait(t, c, func(have []zoomsim.WebhookDelivery) bool {
		return len(have) == 2 && have[1].State == zoomsim.DeliverySent
	})
	if diff := cmp.Diff([]string{"group.created failed 1 502", "group.updated delivered 1 200"}, states(have)); diff != "" {
		t.Errorf("deliveries (-want +got):\n%s", diff)
	}
	if !strings.Contains(have[0].Error, "502") || have[0].ObjectID != group {
		t.Errorf("failed delivery %+v, want its status and object", have[0])
	}
}

func TestWebhookQueueIsBounded(t *testing.T) {
	t.Parallel()
	e := newEndpoint(t)
	release := make(chan struct{})
	e.status = func(object) int {
		<-release
		return http.StatusOK
	}
	c := hooked(t, zoomsim.Options{}, e)
	group := c.group("G")
	for i := range 10_005 {
		c.must(http.StatusNoContent, http.MethodPatch, path("groups", group), fmt.Sprintf(`{"name":"%d"}`, i))
	}
	have := c.sim.WebhookDeliveries()
	if len(have) != 1000 {
		t.Errorf("%d deliveries are kept, want 1000", len(have))
	}
	dropped := 0
	for _, d := range have {
		if d.State == zoomsim.DeliveryDropped {
			dropped++
		}
	}
	if dropped != 6 || have[999].State != zoomsim.DeliveryDropped {
		t.Errorf("%d events dropped, want the last 6 of 10,006", dropped)
	}
	close(release)
}

func TestWebhookValidation(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]func(http.ResponseWriter){
		"wrong tokens": func(w http.ResponseWriter) { fmt.Fprint(w, `{"plainToken":"x","encryptedToken":"y"}`) },
		"no JSON":      func(w http.ResponseWriter) { fmt.Fprint(w, `ok`) },
		"refused":      func(w http.ResponseWriter) { w.WriteHeader(http.StatusForbidden) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newEndpoint(t)
			e.validation = answer
			hook := zoomsim.Webhook{URL: e.url, SecretToken: hookSecret}
			c := newClient(t, zoomsim.Options{Webhook: hook})
			if err := c.sim.ValidateWebhook(t.Context()); !errors.Is(err, zoomsim.ErrWebhookValidation) {
				t.Errorf("error %v, want ErrWebhookValidation", err)
			}
			c.group("G") // Nobody wants to know.
			if have := c.sim.WebhookDeliveries(); have != nil {
				t.Errorf("deliveries %v without a validated endpoint", have)
			}
			if _, err := zoomsim.Start(t.Context(), zoomsim.Options{Webhook: hook}); !errors.Is(err, zoomsim.ErrWebhookValidation) {
				t.Errorf("start: error %v, want ErrWebhookValidation", err)
			}
		})
	}
}

func TestWebhookLifeCycle(t *testing.T) {
	t.Parallel()
	first, second := newEndpoint(t), newEndpoint(t)
	c := newClient(t, zoomsim.Options{})
	if err := c.sim.ValidateWebhook(t.Context()); !errors.Is(err, zoomsim.ErrNoWebhook) {
		t.Errorf("error %v, want ErrNoWebhook", err)
	}
	for i, e := range []*endpoint{first, second} {
		if err := c.sim.SetWebhook(t.Context(), zoomsim.Webhook{URL: e.url, SecretToken: hookSecret}); err != nil {
			t.Fatal(err)
		}
		name := fmt.Sprint("G", i)
		c.group(name)
		if _, got := e.next(); got["payload"].(object)["object"].(object)["name"] != name {
			t.Errorf("event %v, want that of %s", got, name)
		}
	}
	if err := c.sim.SetWebhook(t.Context(), zoomsim.Webhook{URL: "http://example.com", SecretToken: "s"}); err == nil || !strings.Contains(err.Error(), "loopback") {
		t.Errorf("error %v, want one about loopback", err)
	}
	if err := c.sim.SetWebhook(t.Context(), zoomsim.Webhook{}); err != nil {
		t.Fatal(err)
	}
	c.group("Quiet")
	if len(first.events)+len(second.events) != 0 {
		t.Error("an event came after the webhook was taken away")
	}
	closeSim(t, c.sim)
	closeSim(t, c.sim)
	if err := c.sim.SetWebhook(t.Context(), zoomsim.Webhook{URL: first.url, SecretToken: hookSecret}); !errors.Is(err, zoomsim.ErrClosed) {
		t.Errorf("error %v, want ErrClosed", err)
	}
}

// TestWebhookOfServer: Start validates, Close ends the deliveries even while
// the endpoint does not answer.
func TestWebhookOfServer(t *testing.T) {
	t.Parallel()
	e := newEndpoint(t)
	reached, release := make(chan struct{}), make(chan struct{})
	e.status = func(object) int {
		close(reached)
		<-release
		return http.StatusOK
	}
	server, err := zoomsim.Start(t.Context(), zoomsim.Options{Webhook: zoomsim.Webhook{URL: e.url, SecretToken: hookSecret}})
	if err != nil {
		t.Fatal(err)
	}
	c := &client{t: t, sim: server.Sim()}
	c.login()
	c.group("G")
	<-reached
	if err := server.Close(t.Context()); err != nil {
		t.Errorf("close: %v", err)
	}
	close(release)
}

func TestWebhookHidesSecret(t *testing.T) {
	t.Parallel()
	o := zoomsim.Options{Webhook: zoomsim.Webhook{URL: "http://localhost:1", SecretToken: hookSecret}}
	for _, format := range []string{"%v", "%+v", "%#v", "%s"} {
		if text := fmt.Sprintf(format, o); strings.Contains(text, hookSecret) {
			t.Errorf("%s shows the secret: %s", format, text)
		}
	}
	if text := fmt.Sprint(o.Webhook.LogValue()); strings.Contains(text, hookSecret) {
		t.Errorf("the log shows the secret: %s", text)
	}
}
