package main_test

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

func connectionPropertyRows() rows {
	return rows{
		"service_url":      serviceURL,
		"token_url":        tokenURL,
		"account_id":       credential("account_id", "accountId"),
		"client_id":        credential("client_id", "clientId"),
		"client_secret":    credential("client_secret", "clientSecret"),
		"scope":            scope,
		"io_error_retries": ioErrorRetries,
	}
}

// declared checks what the process says of a property: its default, "" for none,
// and the names that it goes by besides its own.
func declared(t *testing.T, name, def string, aliases ...string) *shared.Property {
	t.Helper()
	info, err := process.Info(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p, ok := info.Property(name)
	if !ok || p.Name != name {
		t.Fatalf("there is no property %s", name)
	}
	got := ""
	if p.Default.Len() > 0 {
		got = p.Default.String()
	}
	if got != def {
		t.Errorf("%s is %q by default, want %q", name, got, def)
	}
	for _, alias := range append(aliases, strings.ToUpper(name), strings.ReplaceAll(name, "_", "")) {
		if other, _ := info.Property(alias); other != p {
			t.Errorf("%s is no name of %s", alias, name)
		}
	}
	return p
}

// faulty checks that a configuration is refused because of exactly these fields.
func (tn *tenant) faulty(config shared.Attributes, fields ...string) {
	tn.t.Helper()
	err := process.Validate(tn.t.Context(), config)
	var got []string
	for _, f := range shared.AsError(err).Faults {
		got = append(got, f.Field)
	}
	if slices.Sort(got); !errors.Is(err, shared.ErrInvalidConfiguration) || !slices.Equal(got, fields) {
		tn.t.Errorf("faults of %v, want %v: %v", got, fields, err)
	}
	if _, err := process.Connect(tn.t.Context(), config); !errors.Is(err, shared.ErrInvalidConfiguration) {
		tn.t.Errorf("connect: %v", err)
	}
}

// without is a configuration without a property.
func without(config shared.Attributes, name string) shared.Attributes {
	return slices.DeleteFunc(slices.Clone(config), func(a shared.Attribute) bool { return a.Name == name })
}

func serviceURL(t *testing.T) {
	if p := declared(t, "service_url", "https://api.zoom.us/v2", "serviceUrl"); !p.Required {
		t.Error("it is not required")
	}
	tn := simulate(t, small())
	tp := tn.tap()
	tn.conn = tn.open(process, append(without(tn.config(), "service_url"), set("serviceUrl", str(tp.ServiceURL+"/"))))
	tn.search(&shared.Query{Class: group})
	if got := tp.requests("GET", "/v2/groups"); len(got) != 1 {
		t.Errorf("%d requests came that way", len(got))
	}
	for _, bad := range []string{"http://api.zoom.us/v2", "https://u:p@api.zoom.us/v2", "ftp://127.0.0.1/", ""} {
		tn.faulty(tn.config(set("service_url", str(bad))), "service_url")
	}
}

func tokenURL(t *testing.T) {
	if p := declared(t, "token_url", "https://zoom.us/oauth/token", "tokenUrl"); !p.Required {
		t.Error("it is not required")
	}
	tn := simulate(t, small())
	tp := tn.tap()
	tn.conn = tn.open(process, append(without(tn.config(), "token_url"), set("tokenUrl", str(tp.TokenURL))))
	tn.search(&shared.Query{Class: group})
	if got := tp.requests("POST", "/oauth/token"); len(got) != 1 {
		t.Errorf("%d token requests came that way", len(got))
	}
	tn.faulty(tn.config(set("token_url", str("http://zoom.us/oauth/token"))), "token_url")
}

// credential is required, goes by its alias, and a wrong one is told from a
// missing one. None of the messages shows it.
func credential(name, alias string) func(t *testing.T) {
	return func(t *testing.T) {
		p := declared(t, name, "", alias)
		if !p.Required || (p.Type == shared.TypeSecret) != (name == "client_secret") {
			t.Errorf("required %v, type %s", p.Required, p.Type)
		}
		tn := simulate(t, small())
		config := tn.config()
		at := slices.IndexFunc(config, func(a shared.Attribute) bool { return a.Name == name })
		config[at].Name = alias
		tn.conn = tn.open(process, config)
		tn.search(&shared.Query{Class: group})
		tn.faulty(without(config, alias), name)
		wrong := str("canary-wrong")
		if name == "client_secret" {
			wrong = secret("canary-wrong")
		}
		conn := tn.connect(set(name, wrong))
		_, err := conn.Search(t.Context(), &shared.Query{Class: group})
		if e := wantError(t, err, shared.ErrUnauthenticated); name == "client_secret" && strings.Contains(e.Error(), "canary") {
			t.Errorf("the secret is shown: %v", err)
		}
	}
}

func scope(t *testing.T) {
	declared(t, "scope", "", "Scope")
	const wanted = "user:read:admin group:read:admin"
	tn := simulate(t, small())
	for _, asked := range []string{"", wanted} {
		tp := tn.tap()
		config := tn.config(set("token_url", str(tp.TokenURL)))
		if asked != "" {
			config = append(config, set("Scope", str(asked)))
		}
		tn.conn = tn.open(process, config)
		tn.search(&shared.Query{Class: group})
		for _, r := range tp.requests("POST", "/oauth/token") {
			form, err := url.ParseQuery(r.body)
			if err != nil {
				t.Fatal(err)
			}
			if got := form.Get("scope") + r.query.Get("scope"); got != asked {
				t.Errorf("asked for the scopes %q, want %q", got, asked)
			}
		}
	}
}

func ioErrorRetries(t *testing.T) {
	declared(t, "io_error_retries", "5", "ioErrorRetries")
	for retries, kind := range map[int64]shared.ErrorKind{1: shared.ErrConnectionFailed, 2: 0} {
		tn := simulate(t, small())
		tn.faults(zoomsim.Fault{Method: "GET", Route: "/groups", Times: 2, Effect: zoomsim.Effect{Kind: zoomsim.EffectCut}})
		config := append(without(tn.config(tn.tokensElsewhere()), "io_error_retries"), set("ioErrorRetries", num(retries)))
		conn := tn.open(process, config)
		_, _, err := searchAll(t.Context(), conn, &shared.Query{Class: group})
		if kind == 0 && err != nil || kind != 0 && !errors.Is(err, kind) {
			t.Errorf("%d retries: %v", retries, err)
		}
		if n := tn.requests()["GET /groups"]; n != retries+1 {
			t.Errorf("%d retries: %d requests", retries, n)
		}
	}
	tn := simulate(t, small())
	tn.faulty(tn.config(set("io_error_retries", num(-1))), "io_error_retries")
}
