package zoomsim_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/igaplugin/igaplugin/zoomsim"
)

// TestCloseWithSilentConnection has a client that connects and sends nothing,
// as one that was interrupted between the two.
func TestCloseWithSilentConnection(t *testing.T) {
	t.Parallel()
	s, err := zoomsim.Start(t.Context(), zoomsim.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var dialer net.Dialer
	conn, err := dialer.DialContext(t.Context(), "tcp", strings.TrimSuffix(strings.TrimPrefix(s.ServiceURL, "http://"), "/v2"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	// The limit is well below the 5 s after which net/http counts such a
	// connection as idle.
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	if err := s.Close(ctx); err != nil {
		t.Errorf("close: %v", err)
	}
}

// TestCloseTellsUnmetFaults: a fault that must fire and does not is an error
// of whoever closes the server, unless it was called off.
func TestCloseTellsUnmetFaults(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		before func(*zoomsim.Sim)
		unmet  bool
	}{
		"unmet":    {func(*zoomsim.Sim) {}, true},
		"cleared":  {func(sim *zoomsim.Sim) { sim.ClearFaults() }, false},
		"replaced": {func(sim *zoomsim.Sim) { setFaults(t, sim, zoomsim.Fault{Effect: unavailable()}) }, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := zoomsim.Start(t.Context(), zoomsim.Options{Faults: []zoomsim.Fault{{Name: "never", MinFires: 1, Effect: unavailable()}}})
			if err != nil {
				t.Fatal(err)
			}
			tc.before(s.Sim())
			for range 2 { // The second close tells the same.
				if err := s.Close(t.Context()); errors.Is(err, zoomsim.ErrFaultUnmet) != tc.unmet || !tc.unmet && err != nil {
					t.Errorf("close: %v", err)
				}
			}
		})
	}
}

// TestCloseEndsUnreadRequests has a request whose body nobody has read when the
// client goes: net/http does not notice that by itself.
func TestCloseEndsUnreadRequests(t *testing.T) {
	t.Parallel()
	s, err := zoomsim.Start(t.Context(), zoomsim.Options{Latency: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	var dialer net.Dialer
	conn, err := dialer.DialContext(t.Context(), "tcp", strings.TrimSuffix(strings.TrimPrefix(s.ServiceURL, "http://"), "/v2"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, "POST /v2/users HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\na=b&c"); err != nil {
		t.Fatal(err)
	}
	patience, enough := context.WithTimeout(t.Context(), 10*time.Second)
	defer enough()
	for s.Sim().Stats().InFlightMax == 0 {
		if err := patience.Err(); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if err := s.Close(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("close: %v, want the deadline", err)
	}
	if line, err := bufio.NewReader(conn).ReadString('\n'); err == nil {
		t.Errorf("answered %q", line)
	}
	if err := conn.Close(); err != nil {
		t.Error(err)
	}
	// That the handler has ended as well is what goleak checks.
}
