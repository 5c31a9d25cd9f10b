package zoomimpl

import (
	"testing"

	"github.com/igaplugin/igaplugin/shared"
)

// An app has one token in a process, whatever time-outs its connections have,
// and one for each route to Zoom.
func TestTimeoutsShareTheToken(t *testing.T) {
	t.Parallel()
	c := New(Options{})
	connect := func(more ...shared.Attribute) *connection {
		t.Helper()
		conn, err := c.Connect(t.Context(), &shared.ConnectRequest{Config: resolved(t, more...)})
		if err != nil {
			t.Fatal(err)
		}
		own, ok := conn.(*connection)
		if !ok {
			t.Fatalf("got a %T", conn)
		}
		t.Cleanup(func() {
			if err := own.Close(t.Context()); err != nil {
				t.Error(err)
			}
		})
		return own
	}
	first := connect()
	for name, tt := range map[string]struct {
		property shared.Attribute
		same     bool
	}{
		"request timeout": {shared.NewAttribute(propRequestTimeout, shared.IntValue(11)), true},
		"connect timeout": {shared.NewAttribute(propConnectTimeout, shared.IntValue(11)), true},
		"proxy":           {textAttribute(propProxy, "http://proxy:3128"), false},
		"authorities":     {textAttribute(propCACertificates, testCertificate), false},
		"scope":           {textAttribute(propScope, "user:read:user:admin"), false},
	} {
		other := connect(tt.property)
		if same := other.tokens.TokenSource == first.tokens.TokenSource; same != tt.same {
			t.Errorf("%s: the same source %v, want %v", name, same, tt.same)
		}
		if other.tokens.client.Timeout != other.cfg.requestTimeout {
			t.Errorf("%s: tokens are fetched within %s, want %s", name, other.tokens.client.Timeout, other.cfg.requestTimeout)
		}
	}
}
