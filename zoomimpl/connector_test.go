package zoomimpl_test

import (
	"errors"
	"net/http"
	"slices"
	"testing"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/adapter"
	"github.com/igaplugin/igaplugin/zoomimpl"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// Info and schema keep the rules of the contract, and every attribute says what
// it is.
func TestInfoAndSchema(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	info, err := adapter.New(zoomimpl.New(zoomimpl.Options{Version: "1.2.3"}), nil).Info(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if info.Name != "zoom" || info.Version != "1.2.3" {
		t.Errorf("info: %+v", info)
	}
	for _, p := range info.Properties {
		if p.Description == "" || p.DisplayName == "" {
			t.Errorf("property %s has no description", p.Name)
		}
	}
	schema, err := tn.conn.Schema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range schema.Classes {
		for _, a := range c.Attributes {
			if a.Description == "" || (a.Readable && a.Source == "") {
				t.Errorf("%s.%s lacks description or source", c.Name, a.Name)
			}
		}
	}
	class, _ := schema.Class("zoomuser")
	for alias, name := range map[string]string{
		"USER_ID": "id", "__UID__": "id", "EMAIL": "email", "__NAME__": "email", "FIRST_NAME": "first_name", "__PASSWORD__": "password",
		"__ENABLE__": "enabled", "TIME_ZONE": "timezone", "PERSONAL_MEETING_ID": "pmi", "ZOOM_ONE_FEATURE_TYPE": "zoom_one_type", "GROUP_IDS": "group_ids",
	} {
		if a, ok := class.Attribute(alias); !ok || a.Name != name {
			t.Errorf("%s is not an alias of %s", alias, name)
		}
	}
}

// No readable attribute is dead: an account that has everything shows all of
// them.
func TestEveryReadableAttributeIsFilled(t *testing.T) {
	t.Parallel()
	tn := start(t, zoomsim.Options{Seed: 9, Users: 300, Groups: 3, PhoneShare: 0.2})
	uid := tn.create(user, shared.Attributes{set("create_action", str("ssoCreate"))}, set("email", str("ann@example.com")), set("type", num(2))).UID
	tn.mustUpdate(user, uid, shared.ReplaceDelta("phone_number", str("1")), shared.ReplaceDelta("phone_country", str("US")),
		shared.ReplaceDelta("pronouns", str("they")), shared.ReplaceDelta("manager", str("x@example.com")),
		shared.ReplaceDelta("pronouns_option", num(2)), shared.ReplaceDelta("division_ids", str("d1")),
		shared.ReplaceDelta("custom_attributes", object("key", "k", "value", "v")), shared.ReplaceDelta("zoom_one_type", num(16)))
	bob := tn.active("bob@example.com", set("plan_united_type", str("1")))
	tn.mustUpdate(user, bob, shared.ReplaceDelta("phone_numbers", object("number", "5550100")))
	schema, err := tn.conn.Schema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	class, _ := schema.Class(user)
	filled := map[string]bool{}
	for _, o := range everyone(tn) {
		for name, v := range o.All() {
			if a, ok := class.Attribute(name); !ok || a.Name != name {
				t.Fatalf("undeclared attribute %s", name)
			}
			for x := range v.All() {
				if a, _ := class.Attribute(name); x.Type() != a.Type {
					t.Fatalf("%s has type %s, not %s", name, x.Type(), a.Type)
				}
				filled[name] = true
			}
		}
	}
	// The simulator has no pictures, and one subscription of each plan.
	absent := []string{"pic_url", "license_info_list"}
	for _, a := range class.Attributes {
		if a.Readable && !filled[a.Name] && !slices.Contains(absent, a.Name) {
			t.Errorf("%s is never filled", a.Name)
		}
	}
}

func TestConfiguration(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	tests := map[string]struct {
		change shared.Attribute
		field  string
	}{
		"plain http":        {set("service_url", str("http://api.zoom.us/v2")), "service_url"},
		"plain token url":   {set("token_url", str("http://zoom.us/oauth/token")), "token_url"},
		"url with password": {set("service_url", str("https://a:b@api.zoom.us/v2")), "service_url"},
		"other scheme":      {set("service_url", str("ftp://localhost/")), "service_url"},
		"empty account":     {set("account_id", str(" ")), "account_id"},
		"batch of 0":        {set("import_batch_size", num(0)), "import_batch_size"},
		"batch of 2001":     {set("importBatchSize", num(2001)), "import_batch_size"},
		"negative retries":  {set("ioErrorRetries", num(-1)), "io_error_retries"},
		"unknown action":    {set("create_action", str("invite")), "create_action"},
		"unknown uid form":  {set("pending_uid", str("phone")), "pending_uid"},
		"unknown key":       {set("servceUrl", str("x")), "servceUrl"},
	}
	connector := adapter.New(zoomimpl.New(zoomimpl.Options{}), nil)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := connector.Validate(t.Context(), &shared.ValidateRequest{Config: tn.config(test.change)})
			if !errors.Is(err, shared.ErrInvalidConfiguration) {
				t.Fatalf("got %v", err)
			}
			var fields []string
			for _, f := range shared.AsError(err).Faults {
				fields = append(fields, f.Field)
			}
			if !slices.Contains(fields, test.field) {
				t.Errorf("faults in %v, want %s", fields, test.field)
			}
		})
	}
	if err := connector.Validate(t.Context(), &shared.ValidateRequest{Config: tn.config()}); err != nil {
		t.Errorf("a good configuration: %v", err)
	}
	if len(tn.sim.Stats().Requests) != 0 {
		t.Errorf("requests: %v", tn.sim.Stats().Requests)
	}
}

// Sections 4.8 and the decision on token sources: one token serves all
// connections with the same credentials, and no other.
func TestTokensAreShared(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	connector := adapter.New(zoomimpl.New(zoomimpl.Options{}), nil)
	for range 3 {
		if _, err := tn.open(connector).Test(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
	}
	if got := tn.sim.Stats().Requests["POST /oauth/token"]; got != 1 {
		t.Errorf("%d tokens were asked for, want 1", got)
	}
	wrong := tn.open(connector, set("client_secret", shared.SecretValue(shared.NewSecret("not-the-secret"))))
	if _, err := wrong.Test(t.Context(), nil); !errors.Is(err, shared.ErrUnauthenticated) {
		t.Errorf("a wrong secret borrowed a token: %v", err)
	}
}

// An endpoint that is down is a connection failure, told apart from a refusal.
func TestConnectionFailure(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	tests := map[string]struct {
		meddle meddling
		want   shared.ErrorKind
	}{
		"lost":         {lose(http.MethodGet, "/users"), shared.ErrConnectionFailed},
		"html":         {refuse(http.MethodGet, "/users", 502, "<html>"), shared.ErrConnectionFailed},
		"garbage":      {refuse(http.MethodGet, "/users", 200, "{"), shared.ErrConnectionFailed},
		"no list":      {refuse(http.MethodGet, "/users", 200, "{}"), shared.ErrConnectionFailed},
		"rate limit":   {refuse(http.MethodGet, "/users", 429, `{"code":429,"message":"slow down"}`), shared.ErrRateLimited},
		"denied":       {refuse(http.MethodGet, "/users", 403, `{"message":"Access has been denied."}`), shared.ErrPermissionDenied},
		"free account": {refuse(http.MethodGet, "/users", 400, `{"code":200,"message":"Only available for Paid account"}`), shared.ErrUnsupported},
		"server error": {refuse(http.MethodGet, "/users", 500, `{"code":1001,"message":"x"}`), shared.ErrConnectionFailed},
		"unknown code": {refuse(http.MethodGet, "/users", 400, `{"code":98765,"message":"x"}`), shared.ErrInvalidRequest},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn := tn.connectThrough(test.meddle)
			if _, err := conn.Search(t.Context(), &shared.Query{Class: user}); !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
		})
	}
}
