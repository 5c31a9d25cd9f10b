package zoomimpl_test

import (
	"errors"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/adapter"
	"github.com/igaplugin/igaplugin/zoomimpl"
)

// propertyCase is what is expected of one configuration property.
type propertyCase struct {
	// aliases are other spellings, those of connector-zoom among them.
	aliases  []string
	required bool
	kind     shared.Type
	// def is the default as text; empty for none.
	def  string
	good []shared.Value
	bad  []shared.Value
}

func flagCase(def string, aliases ...string) propertyCase {
	return propertyCase{aliases: aliases, kind: shared.TypeBool, def: def, good: []shared.Value{yes, no}, bad: []shared.Value{str("yes"), num(1)}}
}

func strs(texts ...string) []shared.Value {
	out := make([]shared.Value, len(texts))
	for i, s := range texts {
		out[i] = str(s)
	}
	return out
}

func nums(numbers ...int64) []shared.Value {
	out := make([]shared.Value, len(numbers))
	for i, n := range numbers {
		out[i] = num(n)
	}
	return out
}

// badURLs are addresses that no endpoint may have.
func badURLs() []shared.Value {
	return strs("http://api.zoom.us/v2", "HTTP://ZOOM.US/x", "https://user:canary-pass@api.zoom.us/v2", "ftp://localhost/", "api.zoom.us/v2", "https:api.zoom.us",
		"https://", "https:///v2", "https://:443/v2", "https://api.zoom.us/v2?x=1", "https://api.zoom.us/v2?", "https://api.zoom.us/v2#x",
		"https://api.zoom.us:0/v2", "https://api.zoom.us:99999/v2", "https://api.zoom.us:http/v2", "http://localhost.example.com/v2",
		"http://127.0.0.1.example.com/", "http://[::2]/v2", "http://0.0.0.0/v2", "http://%6cocalhost.example.com/", "https://api zoom.us/", "")
}

func goodURLs() []shared.Value {
	return strs("https://api.zoom.us/v2/", "HTTPS://API.ZOOM.US/v2", "https://api.zoom.us:443/v2", " https://api.zoom.us/v2 ", "http://127.0.0.1:8080/v2", "http://127.8.9.1/",
		"http://localhost:1/v2", "http://LocalHost/v2", "http://localhost.:8080/v2", "http://[::1]:8080/v2", "http://[0:0:0:0:0:0:0:1]/v2", "https://gateway.example.com/zoom/api/v2")
}

func connectionCases(t *testing.T) map[string]propertyCase {
	t.Helper()
	text := propertyCase{required: true, kind: shared.TypeString, good: strs("x"), bad: append(strs("", "  "), num(1))}
	return map[string]propertyCase{
		"service_url":      {aliases: []string{"serviceUrl", "SERVICE_URL"}, required: true, kind: shared.TypeString, def: "https://api.zoom.us/v2", good: goodURLs(), bad: badURLs()},
		"token_url":        {aliases: []string{"tokenUrl"}, required: true, kind: shared.TypeString, def: "https://zoom.us/oauth/token", good: goodURLs(), bad: badURLs()},
		"account_id":       {aliases: []string{"accountId"}, required: true, kind: text.kind, good: text.good, bad: text.bad},
		"client_id":        {aliases: []string{"clientId"}, required: true, kind: text.kind, good: text.good, bad: text.bad},
		"client_secret":    {aliases: []string{"clientSecret", "CLIENTSECRET"}, required: true, kind: shared.TypeSecret, good: strs("x"), bad: text.bad},
		"scope":            {aliases: []string{"Scope"}, kind: shared.TypeString, good: strs("a b"), bad: nums(1)},
		"io_error_retries": {aliases: []string{"ioErrorRetries"}, kind: shared.TypeInt, def: "5", good: nums(0, 20), bad: append(nums(-1, 21), str("x"))},
		"request_timeout":  {aliases: []string{"requestTimeout"}, kind: shared.TypeInt, def: "60", good: nums(1, 600), bad: append(nums(0, -1, 601), str("1s"))},
		"connect_timeout":  {aliases: []string{"connectTimeout"}, kind: shared.TypeInt, def: "10", good: nums(1, 120), bad: nums(0, 121)},
		"proxy": {
			kind: shared.TypeString,
			good: strs("http://proxy:3128", "https://proxy.example.com/", "socks5://[::1]:1080", "HTTP://PROXY"),
			bad: strs("proxy:3128", "proxy", "http://", "http://:3128", "ftp://proxy", "socks4://proxy", "http://user:canary-pass@proxy:3128", "http://user@proxy",
				"http://proxy/path", "http://proxy?x", "http://proxy#x", "http://proxy:0", "http://proxy:70000", "http://pro xy", ""),
		},
		"proxy_username":  {aliases: []string{"proxyUsername"}, kind: shared.TypeString, bad: strs("", "a:b", "a\nb", strings.Repeat("x", 256), strings.Repeat("é", 128))},
		"proxy_password":  {aliases: []string{"proxyPassword"}, kind: shared.TypeSecret, bad: strs("", "canary-pass\n", strings.Repeat("x", 256))},
		"ca_certificates": {aliases: []string{"caCertificates"}, kind: shared.TypeString, good: strs("# An authority\n" + selfSignedPEM(t)), bad: badPEM(t)},
		"log_level":       {aliases: []string{"logLevel"}, kind: shared.TypeString, good: strs("trace", "debug", "info", "warn", "error"), bad: strs("off", "WARN", "")},
	}
}

func behaviourCases() map[string]propertyCase {
	cases := map[string]propertyCase{
		"deep_get":                       flagCase("true", "deepGet"),
		"deep_import":                    flagCase("true", "deepImport"),
		"import_batch_size":              {aliases: []string{"importBatchSize"}, kind: shared.TypeInt, def: "300", good: nums(1, 2000), bad: nums(0, 2001)},
		"pagination_enabled":             flagCase("true", "pagination", "paginationEnabled"),
		"duplicate_record_returns_id":    flagCase("false", "duplicateErrorReturnsId", "duplicateRecordReturnsId"),
		"deactivate_on_delete":           flagCase("true", "deactivateOnDelete"),
		"disassociate_on_delete":         flagCase("false", "disassociateOnDelete"),
		"immediate_logout_on_deactivate": flagCase("false", "immediateLogoutOnDeactivate"),
		"entitlement_deletion_enabled":   flagCase("false", "entitlementDeletionEnabled"),
		"create_action":                  {kind: shared.TypeString, def: "create", good: strs("create", "autoCreate", "custCreate", "ssoCreate"), bad: strs("invite", "AUTOCREATE")},
		"update_inactive":                {kind: shared.TypeString, def: "error", good: strs("error", "skip", "reactivate"), bad: strs("ignore", "")},
		"pending_uid":                    {kind: shared.TypeString, def: "id", good: strs("id", "email"), bad: strs("phone")},
		"plan":                           {kind: shared.TypeString, def: "pro", good: strs("free", "pro", "business", "unlimited"), bad: strs("Pro", "enterprise")},
		"rate_limits": {
			aliases: []string{"rateLimits"}, kind: shared.TypeString,
			good: strs("light=30", "phone.medium=0.5", "HEAVY = 10", "resource-intensive=1", "phone.resource_intensive=1e1"),
			bad: strs("light", "light=", "=3", "light=0", "light=-1", "light=NaN", "light=Inf", "light=10001", "light=1,5", "lite=3", "core.light=3", "phone.=3",
				"phone.phone.light=3", "light:3", ""),
		},
		"rate_limit_share": {
			aliases: []string{"rateLimitShare"}, kind: shared.TypeFloat, def: "1",
			good: []shared.Value{shared.FloatValue(0.25), num(1)},
			bad:  []shared.Value{num(0), shared.FloatValue(-0.5), shared.FloatValue(1.01), shared.FloatValue(math.NaN()), shared.FloatValue(math.Inf(1)), str("0.5")},
		},
		"protected_users": {aliases: []string{"protectedUsers"}, kind: shared.TypeString, good: strs("ann@example.com"), bad: nums(1)},
		"allow_protected": flagCase("false"),
		"transfer_email": {
			aliases: []string{"transferEmail"}, kind: shared.TypeString, good: strs("heir@example.com"),
			bad: strs("heir", "@example.com", "a b@example.com", strings.Repeat("x", 128)+"@example.com", ""),
		},
	}
	for _, what := range []string{"meeting", "webinar", "recording", "whiteboard", "clipfiles", "notes", "visitors", "docs"} {
		c := flagCase("false")
		c.good = []shared.Value{no} // True wants an address besides.
		cases["transfer_"+what] = c
	}
	return cases
}

// minimal is the least that a configuration must hold.
func minimal(more ...shared.Attribute) shared.Attributes {
	config := shared.Attributes{set("account_id", str("a")), set("client_id", str("b")), set("client_secret", str("canary-client"))}
	for _, m := range more {
		config = slices.DeleteFunc(config, func(a shared.Attribute) bool { return a.Name == m.Name })
		config = append(config, m)
	}
	return config
}

// validate returns the fields at fault.
func validate(t *testing.T, config shared.Attributes) []string {
	t.Helper()
	err := adapter.New(zoomimpl.New(zoomimpl.Options{}), nil).Validate(t.Context(), &shared.ValidateRequest{Config: config})
	if err == nil {
		return nil
	}
	if !errors.Is(err, shared.ErrInvalidConfiguration) {
		t.Fatalf("got %v, want an invalid configuration", err)
	}
	if strings.Contains(err.Error(), "canary") {
		t.Errorf("the error shows a secret: %v", err)
	}
	var fields []string
	for _, f := range shared.AsError(err).Faults {
		if f.Message == "" {
			t.Errorf("no message for %s", f.Field)
		}
		fields = append(fields, f.Field)
	}
	return fields
}

// Section 2: every property with its names, default, and values good and bad.
func TestProperties(t *testing.T) {
	t.Parallel()
	info, err := adapter.New(zoomimpl.New(zoomimpl.Options{}), nil).Info(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	cases := connectionCases(t)
	maps.Copy(cases, behaviourCases())
	for _, p := range info.Properties {
		if _, ok := cases[p.Name]; !ok {
			t.Errorf("property %s has no test", p.Name)
		}
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, ok := info.Property(name)
			if !ok || p.Name != name {
				t.Fatalf("there is no such property")
			}
			for _, alias := range c.aliases {
				if other, _ := info.Property(alias); other != p {
					t.Errorf("%s is not an alias", alias)
				}
			}
			def := ""
			if p.Default.Len() > 0 {
				def = p.Default.String()
			}
			if p.Required != c.required || p.Type != c.kind || def != c.def || p.MultiValued != slices.Contains([]string{"rate_limits", "protected_users"}, name) {
				t.Errorf("required %v, type %s, default %q, multi-valued %v", p.Required, p.Type, def, p.MultiValued)
			}
			for _, v := range c.good {
				if fields := validate(t, minimal(set(name, v))); fields != nil {
					t.Errorf("%v: faults of %v", v, fields)
				}
			}
			for _, v := range c.bad {
				if fields := validate(t, minimal(set(name, v))); !slices.Contains(fields, name) {
					t.Errorf("%v: faults of %v", v, fields)
				}
			}
		})
	}
}

func TestPropertiesTogether(t *testing.T) {
	t.Parallel()
	proxy, username, password := set("proxy", str("http://proxy:3128")), set("proxyUsername", str("u")), set("proxy_password", str("canary-proxy"))
	email := set("transfer_email", str("heir@example.com"))
	tests := map[string]struct {
		config []shared.Attribute
		want   []string
	}{
		"proxy alone":            {[]shared.Attribute{proxy}, nil},
		"proxy with credentials": {[]shared.Attribute{proxy, username, password}, nil},
		"no password":            {[]shared.Attribute{proxy, username}, []string{"proxy_password"}},
		"no user name":           {[]shared.Attribute{proxy, password}, []string{"proxy_username"}},
		"no proxy":               {[]shared.Attribute{username, password}, []string{"proxy"}},
		"transfer to nobody":     {[]shared.Attribute{set("transfer_docs", yes), set("transferMeeting", yes)}, []string{"transfer_email"}},
		"no transfer":            {[]shared.Attribute{set("transfer_docs", no)}, nil},
		"transfer":               {[]shared.Attribute{set("transfer_docs", yes), email}, nil},
		"heir alone":             {[]shared.Attribute{email}, nil},
		"rates":                  {[]shared.Attribute{set("rate_limits", strs("light=1", "phone.light=1", "medium=2")...)}, nil},
		"a rate twice":           {[]shared.Attribute{set("rate_limits", strs("light=1", "Light=2", "light=3")...)}, []string{"rate_limits", "rate_limits"}},
		"hyphen and underscore":  {[]shared.Attribute{set("rate_limits", strs("resource-intensive=1", "resource_intensive=2")...)}, []string{"rate_limits"}},
		"one rate of two is bad": {[]shared.Attribute{set("rate_limits", strs("light=1", "medium=x")...)}, []string{"rate_limits"}},
		"unknown":                {[]shared.Attribute{set("proxy_url", str("x")), set("caCert", str("x"))}, []string{"proxy_url", "caCert"}},
		"twice":                  {[]shared.Attribute{proxy, set("PROXY", str("http://other"))}, []string{"proxy"}},
		"faults of properties come together": {
			[]shared.Attribute{set("proxy", str("x")), set("ca_certificates", str("canary")), set("plan", str("x")), set("rate_limits", str("x")), set("log_level", str("x")), set("rate_limit_share", num(2))},
			[]string{"ca_certificates", "log_level", "plan", "proxy", "rate_limit_share", "rate_limits"},
		},
		"faults of several properties come together": {
			[]shared.Attribute{set("rate_limits", strs("light=1", "light=2")...), set("transfer_notes", yes)},
			[]string{"rate_limits", "transfer_email"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := validate(t, minimal(test.config...))
			slices.Sort(got)
			slices.Sort(test.want)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// badPEM are texts that are no bundle of certificates.
func badPEM(t *testing.T) []shared.Value {
	t.Helper()
	whole := selfSignedPEM(t)
	lines := strings.SplitAfter(whole, "\n")
	half := strings.Join(lines[:3], "")
	return strs("", "canary", "file:ca.pem", "/etc/ssl/ca.pem",
		strings.ReplaceAll(whole, "\n", " "), half, whole+half,
		"-----BEGIN CERTIFICATE-----\nY2FuYXJ5\n-----END CERTIFICATE-----\n",
		whole+"-----BEGIN PRIVATE KEY-----\nY2FuYXJ5\n-----END PRIVATE KEY-----\n",
		whole+strings.Repeat("\n", 512<<10))
}

// A configuration file can hold the properties whose values are long or many.
func TestPropertiesInAFile(t *testing.T) {
	t.Parallel()
	info, err := zoomimpl.New(zoomimpl.Options{}).Info(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	indented := strings.ReplaceAll(strings.TrimSpace(selfSignedPEM(t)), "\n", "\n  ")
	path := filepath.Join(t.TempDir(), "zoom.yaml")
	content := "accountId: a\nclientId: b\nclientSecret: canary\nrateLimits: [light=30, phone.medium=5]\nrate_limit_share: 0.5\nrequest_timeout: 30\ncaCertificates: |\n  " + indented + "\n"
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	config, err := host.ReadConfig(path, info)
	if err != nil {
		t.Fatal(err)
	}
	if fields := validate(t, config); fields != nil {
		t.Errorf("faults of %v", fields)
	}
}
