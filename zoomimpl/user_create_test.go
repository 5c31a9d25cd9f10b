package zoomimpl_test

import (
	"context"
	"errors"
	"net/http"
	"path"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
)

// Sections 3 and 5.3: what Zoom does not take at create follows by PATCH, groups
// are honoured, and all of it is verified.
func TestCreateActiveUser(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	g := groupIDs(tn)
	tn.sim.ResetRecord()
	result := tn.create(user, auto(), set("email", str("Ann@example.com")), set("FIRST_NAME", str("Ann")), set("type", num(2)),
		set("job_title", str("Engineer")), set("group_ids", groupRef(g[0]), groupRef(g[1])),
		set("__PASSWORD__", shared.SecretValue(shared.NewSecret("Correct1Horse"))))
	if result.Outcome != shared.OutcomeCreated || len(result.NotApplied) > 0 || result.UID == "" {
		t.Errorf("got %+v", result)
	}
	want := []string{"create", "profile", "add to group " + g[0], "add to group " + g[1], "verify"}
	if diff := cmp.Diff(want, stepNames(result.Steps)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]int64{
		"GET /users/{userId}": 3, "POST /users": 1, "PATCH /users/{userId}": 1, "POST /groups/{groupId}/members": 2,
	}, tn.requests()); diff != "" {
		t.Error(diff)
	}
	obj := tn.get(user, result.UID)
	v, _ := obj.Get("group_ids")
	if !v.Equal(shared.NewValues(groupRef(g[0]), groupRef(g[1]))) || text(obj, "type") != "2" || text(obj, "job_title") != "Engineer" || text(obj, "first_name") != "Ann" {
		t.Errorf("user: groups %v, type %s", v, text(obj, "type"))
	}
}

// Section 4.1 and the decision on pending users: one group is given, everything
// else that Zoom would drop is listed.
func TestCreatePendingUser(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	g := groupIDs(tn)
	result := tn.create(user, nil, set("email", str("new@example.com")), set("first_name", str("New")),
		set("dept", str("Sales")), set("group_ids", groupRef(g[0]), groupRef(g[1])))
	if result.Outcome != shared.OutcomePending {
		t.Errorf("outcome %v", result.Outcome)
	}
	if diff := cmp.Diff([]string{"dept", "group_ids"}, left(result)); diff != "" {
		t.Error(diff)
	}
	for _, n := range result.NotApplied {
		if !errors.Is(n.Reason, shared.ErrPreconditionFailed) || !strings.Contains(n.Reason.Message, "has not accepted the invitation") {
			t.Errorf("%s: %v", n.Attribute, n.Reason)
		}
	}
	v, _ := tn.get(user, result.UID).Get("group_ids")
	if !v.Equal(shared.NewValues(groupRef(g[0]))) {
		t.Errorf("groups: %v", v)
	}
	if err := tn.sim.ActivateUser(result.UID); err != nil {
		t.Fatal(err)
	}
	if got := tn.get(user, result.UID).UID(); got != result.UID {
		t.Errorf("the uid changed to %s", got)
	}
}

// Sections 2 and 5.12: an existing user is refused with its uid, or taken over
// with the attributes applied.
func TestCreateExistingUser(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	uid := tn.active("ann@example.com")
	_, err := tn.conn.Create(t.Context(), &shared.CreateRequest{Class: user, Attributes: shared.Attributes{set("email", str("ANN@example.com"))}})
	if !errors.Is(err, shared.ErrAlreadyExists) || shared.AsError(err).UID != uid {
		t.Errorf("got %v", err)
	}
	if got := tn.requests()["POST /users"]; got != 1 {
		t.Errorf("%d creates were sent, want the first alone", got)
	}
	tn.conn = tn.connect(set("duplicate_record_returns_id", yes))
	result := tn.create(user, auto(), set("email", str("ann@example.com")), set("dept", str("Sales")),
		set("password", shared.SecretValue(shared.NewSecret("Correct1Horse"))))
	if result.Outcome != shared.OutcomeAdopted || result.UID != uid {
		t.Errorf("got %v of %s", result.Outcome, result.UID)
	}
	if diff := cmp.Diff([]string{"password"}, left(result)); diff != "" {
		t.Error(diff)
	}
	if got := text(tn.get(user, uid), "dept"); got != "Sales" {
		t.Errorf("dept is %s", got)
	}
}

// Section 2: a conflict that arises between look-up and create is handled alike.
func TestCreateRace(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	direct := tn.conn
	first := true
	tn.conn = tn.connectThrough(func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		if req.Method == http.MethodPost && strings.HasSuffix(req.URL.Path, "/users") && first {
			first = false
			if _, err := direct.Create(req.Context(), &shared.CreateRequest{Class: user, Options: auto(), Attributes: shared.Attributes{set("email", str("ann@example.com"))}}); err != nil {
				return nil, err
			}
		}
		return send()
	}, set("duplicate_record_returns_id", yes))
	result := tn.create(user, auto(), set("email", str("ann@example.com")))
	if result.Outcome != shared.OutcomeAdopted || result.UID == "" {
		t.Errorf("got %+v", result)
	}
}

// Section 4.12: 201 with an empty id.
func TestCreateUnlinkedUser(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	tn.conn = tn.connectThrough(refuse(http.MethodPost, "/users", 201, `{"id":"","email":"ann@example.com","type":1}`))
	result := tn.create(user, nil, set("email", str("ann@example.com")), set("dept", str("Sales")))
	if result.Outcome != shared.OutcomeUnlinked || result.UID != "" || result.Name != "ann@example.com" {
		t.Errorf("got %+v", result)
	}
	if diff := cmp.Diff([]string{"dept"}, left(result)); diff != "" {
		t.Error(diff)
	}
}

// Section 5.10: a create whose answer is lost is not sent again; a look-up tells
// whether it was carried out.
func TestCreateLostAnswer(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	tn.conn = tn.connectThrough(lose(http.MethodPost, "/users"), set("io_error_retries", num(3)))
	result := tn.create(user, auto(), set("email", str("ann@example.com")), set("dept", str("Sales")))
	if result.Outcome != shared.OutcomeCreated || result.UID == "" {
		t.Errorf("got %+v", result)
	}
	if got := tn.requests()["POST /users"]; got != 1 {
		t.Errorf("%d creates were sent", got)
	}
	if got := text(tn.get(user, result.UID), "dept"); got != "Sales" {
		t.Errorf("dept is %s", got)
	}
}

// A lost create that nobody sees the effect of is an unknown outcome.
func TestCreateUnknownOutcome(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	tn.conn = tn.connectThrough(func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		if req.Method == http.MethodPost && strings.HasSuffix(req.URL.Path, "/users") {
			return answer(http.StatusGatewayTimeout, "<html>"), nil
		}
		return send()
	})
	_, err := tn.conn.Create(t.Context(), &shared.CreateRequest{Class: user, Attributes: shared.Attributes{
		set("email", str("ann@example.com")), set("dept", str("Sales")),
	}})
	var unknown *shared.WriteError
	if !errors.As(err, &unknown) || !errors.Is(err, shared.ErrUnknownOutcome) {
		t.Fatalf("got %v", err)
	}
	if unknown.Result.Name != "ann@example.com" || unknown.Result.UID != "" || len(unknown.Remaining) != 1 {
		t.Errorf("got %+v", unknown)
	}
}

// A create that fails half-way is continued by an update.
func TestCreatePartial(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	g := groupIDs(tn)
	tn.conn = tn.connectThrough(refuse(http.MethodPost, "/members", 400, `{"code":200,"message":"No permission."}`))
	_, err := tn.conn.Create(t.Context(), &shared.CreateRequest{Class: user, Options: auto(), Attributes: shared.Attributes{
		set("email", str("ann@example.com")), set("dept", str("Sales")), set("group_ids", groupRef(g[0])),
	}})
	var partial *shared.WriteError
	if !errors.As(err, &partial) || !errors.Is(err, shared.ErrPartial) || partial.Result.UID == "" {
		t.Fatalf("got %v", err)
	}
	tn.conn = tn.connect()
	tn.mustUpdate(user, partial.Result.UID, partial.Remaining...)
	v, _ := tn.get(user, partial.Result.UID).Get("group_ids")
	if !v.Equal(shared.NewValues(groupRef(g[0]))) {
		t.Errorf("groups: %v", v)
	}
}

func TestCreateRefusals(t *testing.T) {
	t.Parallel()
	options := small()
	options.LicensedSeats = 1
	tn := start(t, options)
	tests := map[string]struct {
		attrs   shared.Attributes
		options shared.Attributes
		want    shared.ErrorKind
		attr    string
	}{
		"no e-mail":              {shared.Attributes{set("first_name", str("x"))}, nil, shared.ErrInvalidRequest, "email"},
		"an id as e-mail":        {shared.Attributes{set("email", str("AAAAAAAAAAAAAAAAAAAAAA"))}, nil, shared.ErrInvalidAttributeValue, "email"},
		"not an address":         {shared.Attributes{set("email", str("a b@@"))}, nil, shared.ErrInvalidAttributeValue, "email"},
		"password with create":   {shared.Attributes{set("email", str("a@example.com")), set("password", shared.SecretValue(shared.NewSecret("Correct1Horse")))}, nil, shared.ErrInvalidAttributeValue, "password"},
		"bad password":           {shared.Attributes{set("email", str("a@example.com")), set("password", shared.SecretValue(shared.NewSecret("abc")))}, auto(), shared.ErrInvalidAttributeValue, "password"},
		"unmanaged domain":       {shared.Attributes{set("email", str("a@elsewhere.org"))}, auto(), shared.ErrInvalidAttributeValue, "email"},
		"no seat":                {shared.Attributes{set("email", str("a@example.com")), set("type", num(2))}, auto(), shared.ErrQuotaExceeded, "type"},
		"read-only attribute":    {shared.Attributes{set("email", str("a@example.com")), set("verified", num(1))}, nil, shared.ErrInvalidRequest, "verified"},
		"none without SSO":       {shared.Attributes{set("email", str("a@example.com")), set("type", num(99))}, auto(), shared.ErrInvalidAttributeValue, "type"},
		"unknown create action":  {shared.Attributes{set("email", str("a@example.com"))}, shared.Attributes{set("create_action", str("invite"))}, shared.ErrInvalidAttributeValue, "create_action"},
		"undocumented user type": {shared.Attributes{set("email", str("a@example.com")), set("type", num(7))}, auto(), shared.ErrInvalidAttributeValue, "type"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := tn.conn.Create(t.Context(), &shared.CreateRequest{Class: user, Attributes: test.attrs, Options: test.options})
			if !errors.Is(err, test.want) {
				t.Fatalf("got %v, want %v", err, test.want)
			}
			if got := shared.AsError(err).Attribute; got != test.attr {
				t.Errorf("about attribute %q, want %q", got, test.attr)
			}
		})
	}
}

// What was created is reported as such even when it cannot be looked at; with
// something left to do it is partial.
func TestCreateThatCannotBeRead(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	made := false
	tn.conn = tn.connectThrough(func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		if req.Method == http.MethodGet && made {
			return nil, errLost
		}
		made = made || (req.Method == http.MethodPost && strings.HasSuffix(req.URL.Path, "/users"))
		return send()
	})
	result := tn.create(user, nil, set("email", str("new@example.com")), set("first_name", str("New")))
	if result.Outcome != shared.OutcomePending || result.UID == "" || len(result.NotApplied) > 0 {
		t.Errorf("got %+v", result)
	}
	made = false
	_, err := tn.conn.Create(t.Context(), &shared.CreateRequest{Class: user, Options: auto(), Attributes: shared.Attributes{
		set("email", str("ann@example.com")), set("dept", str("Sales")),
	}})
	var partial *shared.WriteError
	if !errors.As(err, &partial) || !errors.Is(err, shared.ErrPartial) || partial.Result.UID == "" || len(partial.Remaining) != 1 {
		t.Errorf("got %v", err)
	}
}

// An address whose invitation expired can be invited again.
func TestCreateAfterExpiredInvitation(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	first := true
	tn.conn = tn.connectThrough(func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		if req.Method == http.MethodGet && first {
			first = false
			return answer(400, `{"code":1120,"message":"Invite not exist."}`), nil
		}
		return send()
	})
	if result := tn.create(user, nil, set("email", str("new@example.com"))); result.Outcome != shared.OutcomePending {
		t.Errorf("got %+v", result)
	}
}

// A create that a gateway answers with 503 may have been carried out.
func TestCreateBehindABrokenGateway(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	tn.conn = tn.connectThrough(func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		resp, err := send()
		if err != nil || req.Method != http.MethodPost || !strings.HasSuffix(req.URL.Path, "/users") {
			return resp, err
		}
		return answer(http.StatusServiceUnavailable, ""), resp.Body.Close()
	})
	result := tn.create(user, auto(), set("email", str("ann@example.com")))
	if result.Outcome != shared.OutcomeCreated || result.UID == "" {
		t.Errorf("got %+v", result)
	}
}

// A user whom Zoom shows without id can be adopted.
func TestAdoptWithoutID(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	tn.create(user, nil, set("email", str("pat@example.com")))
	tn.conn = tn.connectThrough(func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		if req.Method == http.MethodGet && strings.Contains(req.URL.Path, "pat@example.com") {
			return answer(http.StatusOK, `{"email":"pat@example.com","type":1,"status":"pending"}`), nil
		}
		return send()
	}, set("duplicate_record_returns_id", yes))
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	result, err := tn.conn.Create(ctx, &shared.CreateRequest{Class: user, Attributes: shared.Attributes{set("email", str("pat@example.com"))}})
	if err != nil || result.Outcome != shared.OutcomeAdopted || result.UID != "pat@example.com" {
		t.Errorf("got %+v, %v", result, err)
	}
}

// The rest of a create keeps other writes to the user out.
func TestCreateHoldsTheUser(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	other := make(chan error, 1)
	tn.conn = tn.connectThrough(func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		if req.Method == http.MethodPatch && len(other) == 0 {
			// Whoever waits for the user does so until its own time is over.
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer cancel()
			_, err := tn.conn.Update(ctx, &shared.UpdateRequest{
				Class: user, UID: path.Base(req.URL.Path), Deltas: []shared.AttributeDelta{shared.ReplaceDelta("enabled", yes)},
			})
			other <- err
		}
		return send()
	})
	tn.create(user, auto(), set("email", str("ann@example.com")), set("dept", str("Sales")))
	if err := <-other; !errors.Is(err, shared.ErrTimeout) {
		t.Errorf("another write to the user in between: %v", err)
	}
}
