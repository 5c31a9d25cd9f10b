package zoomimpl

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/go-hclog"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// resolved is a minimal configuration with changes, as the adapter resolves it.
func resolved(t *testing.T, more ...shared.Attribute) shared.Attributes {
	t.Helper()
	info, err := New(Options{}).Info(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	raw := append(shared.Attributes{
		shared.NewAttribute(propAccountID, shared.StringValue("a")), shared.NewAttribute(propClientID, shared.StringValue("b")),
		shared.NewAttribute(propClientSecret, shared.StringValue("canary-client")),
	}, more...)
	config, err := shared.ResolveConfig(info, raw)
	if err != nil {
		t.Fatal(err)
	}
	return config
}

func textAttribute(name string, texts ...string) shared.Attribute {
	return shared.NewAttribute(name, stringValues(texts...)...)
}

func TestNewConfig(t *testing.T) {
	t.Parallel()
	cfg, err := newConfig(resolved(t,
		textAttribute("serviceUrl", " HTTPS://API.Zoom.us:443/v2/ "), textAttribute("token_url", "https://ZOOM.us/oauth/token/"),
		textAttribute(propPlan, "business"), textAttribute(propRateLimits, "Light=30", "phone.Resource_intensive= 0.5"),
		shared.NewAttribute(propRateShare, shared.FloatValue(0.5)),
		textAttribute(propProxy, "HTTP://Proxy:3128/"), textAttribute(propProxyUsername, "ann @x"), textAttribute(propProxyPassword, "canary:/"),
		shared.NewAttribute(propRequestTimeout, shared.IntValue(5)), shared.NewAttribute(propConnectTimeout, shared.IntValue(2)),
		textAttribute(propLogLevel, "warn"), textAttribute(propUpdateInactive, "reactivate"),
		textAttribute(propTransferEmail, "heir@example.com"), shared.NewAttribute(propTransferDocs, shared.BoolValue(true)),
	))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]any{
		"service": cfg.serviceURL, "token": cfg.tokenURL, "plan": cfg.plan, "rates": cfg.rates, "share": cfg.share,
		"request": cfg.requestTimeout, "connect": cfg.connectTimeout, "log": cfg.logLevel, "transfer": cfg.transfer, "inactive": cfg.updateInactive,
	}
	want := map[string]any{
		"service": "https://api.zoom.us/v2", "token": "https://zoom.us/oauth/token/", "plan": "business",
		"rates": map[string]float64{"light": 30, "phone.resource-intensive": 0.5}, "share": 0.5,
		"request": 5 * time.Second, "connect": 2 * time.Second, "log": hclog.Warn, "inactive": "reactivate",
		"transfer": zoomapi.DeleteOptions{TransferEmail: "heir@example.com", TransferDocs: true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	password, _ := cfg.proxy.User.Password()
	if cfg.proxy.Scheme != "http" || cfg.proxy.Host != "proxy:3128" || cfg.proxy.User.Username() != "ann @x" || password != "canary:/" {
		t.Errorf("proxy %s", cfg.proxy.Redacted())
	}
	for _, verb := range []string{"%v", "%+v", "%#v"} {
		if text := fmt.Sprintf(verb, cfg) + fmt.Sprintf(verb, cfg.key()); strings.Contains(text, "canary") {
			t.Errorf("%s shows a secret: %s", verb, text)
		}
	}
}

// What is not set leaves the behaviour as it is without the property.
func TestNewConfigDefaults(t *testing.T) {
	t.Parallel()
	cfg, err := newConfig(resolved(t))
	if err != nil {
		t.Fatal(err)
	}
	if cfg.proxy != nil || cfg.rootCAs != nil || cfg.rates != nil || cfg.share != 1 || cfg.plan != planPro || cfg.logLevel != hclog.NoLevel ||
		cfg.requestTimeout != time.Minute || cfg.connectTimeout != 10*time.Second || cfg.transfer != (zoomapi.DeleteOptions{}) {
		t.Errorf("got %+v", cfg)
	}
}

// Connections with the same settings share a network, and no others do.
func TestNetworksAreSharedByTheSameSettings(t *testing.T) {
	t.Parallel()
	read := func(more ...shared.Attribute) networkConfig {
		t.Helper()
		cfg, err := newConfig(resolved(t, more...))
		if err != nil {
			t.Fatal(err)
		}
		return cfg.networkConfig
	}
	proxy := textAttribute(propProxy, "http://proxy:3128")
	user := func(name, password string) []shared.Attribute {
		return []shared.Attribute{proxy, textAttribute(propProxyUsername, name), textAttribute(propProxyPassword, password)}
	}
	configs := []networkConfig{
		read(), read(proxy), read(textAttribute(propProxy, "https://proxy:3128")), read(textAttribute(propProxy, "http://proxy:3129")),
		read(user("a", "b")...), read(user("a", "c")...), read(user("b", "b")...),
		read(shared.NewAttribute(propConnectTimeout, shared.IntValue(11))),
		read(textAttribute(propCACertificates, testCertificate)),
	}
	n := newNetworks(nil)
	var first []*network
	var leave []func()
	for _, cfg := range configs {
		joined, leaves := n.join(cfg)
		if slices.Contains(first, joined) {
			t.Errorf("%+v shares a network", cfg.key())
		}
		first, leave = append(first, joined), append(leave, leaves)
	}
	again := append(slices.Clone(configs[:8]), read(textAttribute(propCACertificates, "# the same\n"+testCertificate+"\n")))
	for i, cfg := range again {
		joined, leaves := n.join(cfg)
		if joined != first[i] {
			t.Errorf("%d: the same settings got another network", i)
		}
		leave = append(leave, leaves)
	}
	for i, leaves := range leave {
		if i == len(configs) && len(n.open) != len(configs) {
			t.Errorf("%d networks are open, want %d", len(n.open), len(configs))
		}
		leaves()
	}
	if len(n.open) != 0 || len(n.routes) != 0 {
		t.Errorf("%d networks and %d routes are left", len(n.open), len(n.routes))
	}
}

// Many tenants leave nothing behind.
func TestThousandConnections(t *testing.T) {
	t.Parallel()
	const many = 1000
	c := New(Options{})
	var open []shared.Connection
	for i := range many {
		conn, err := c.Connect(t.Context(), &shared.ConnectRequest{Config: resolved(t, textAttribute(propScope, strconv.Itoa(i)),
			textAttribute(propProxy, "http://proxy:3128"), textAttribute(propProxyUsername, strconv.Itoa(i)), textAttribute(propProxyPassword, "p"))})
		if err != nil {
			t.Fatal(err)
		}
		open = append(open, conn)
	}
	if got := len(c.networks.open); got != many {
		t.Errorf("%d networks, want %d", got, many)
	}
	for _, conn := range open {
		if err := conn.Close(t.Context()); err != nil {
			t.Error(err)
		}
	}
	if got := len(c.networks.open); got != 0 {
		t.Errorf("%d networks are left", got)
	}
}

// idle counts how often idle connections were to be closed.
type idle struct {
	http.RoundTripper
	closed int
}

func (i *idle) CloseIdleConnections() { i.closed++ }

// A transport that was given stands for whatever is configured. The last to
// leave a network closes its idle connections, and nobody before.
func TestGivenTransport(t *testing.T) {
	t.Parallel()
	cfg, err := newConfig(resolved(t, textAttribute(propProxy, "http://proxy:3128")))
	if err != nil {
		t.Fatal(err)
	}
	given := &idle{}
	n := newNetworks(given)
	joined, leave := n.join(cfg.networkConfig)
	if joined.client.Transport != given || joined.tokens.HTTPClient.Transport != given {
		t.Error("the transport is not used")
	}
	_, leaveToo := n.join(cfg.networkConfig)
	leave()
	if given.closed != 0 {
		t.Error("idle connections were closed while the network was in use")
	}
	leaveToo()
	if given.closed != 1 {
		t.Errorf("idle connections were closed %d times, want once", given.closed)
	}
}

// testCertificate is a certificate that nobody uses.
const testCertificate = `-----BEGIN CERTIFICATE-----
MIIBezCCASGgAwIBAgIUVo/bZFuonGZmLu/SyLlEvuXklU8wCgYIKoZIzj0EAwIw
EjEQMA4GA1UEAwwHZXhhbXBsZTAgFw0yNjExMjMxNjEyMTdaGA8yMTI2MTAzMDE2
MTIxN1owEjEQMA4GA1UEAwwHZXhhbXBsZTBZMBMGByqGSM49AgEGCCqGSM49AwEH
A0IABEV7+iV+W8Q6iuGQau3oDUEFLHBmmpqB/zMt3FZb6+ZQxx/t7loDpLzBpcPB
AdKQTQYP01GRcElhjY8UeA6yeR6jUzBRMB0GA1UdDgQWBBRUFFI/zfSdPFwPSnj5
1hnj0FhFrjAfBgNVHSMEGDAWgBRUFFI/zfSdPFwPSnj51hnj0FhFrjAPBgNVHRMB
Af8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIQCYRWrJ8ZV9Yjc8Ec4P1X5IzEI/
MfNLaXg1bU9UotjXMQIgB0ZFHKp8ZPa7YRsPKeqQMjLNXZHL4KKlWe2NPQ/a7tk=
-----END CERTIFICATE-----
`
