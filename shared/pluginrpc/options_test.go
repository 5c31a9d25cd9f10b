package pluginrpc

import (
	"context"
	"testing"
	"time"

	"google.golang.org/grpc"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
)

func TestTimeoutsByDefault(t *testing.T) {
	t.Parallel()
	for in, want := range map[time.Duration]time.Duration{0: time.Minute, -1: 0, time.Second: time.Second} {
		o := ClientOptions{UnaryTimeout: in, StreamIdleTimeout: in}.withDefaults()
		if o.UnaryTimeout != want || o.StreamIdleTimeout != want {
			t.Errorf("%v became %v and %v, want %v", in, o.UnaryTimeout, o.StreamIdleTimeout, want)
		}
	}
}

// TestHousekeepingIsBounded covers go-plugin's Ping and Shutdown, which have no
// deadline and would hang on a frozen process.
func TestHousekeepingIsBounded(t *testing.T) {
	t.Parallel()
	for method, want := range map[string]bool{
		"/grpc.health.v1.Health/Check":                        true,
		"/plugin.GRPCController/Shutdown":                     true,
		connectorv1.ConnectorService_GetInfo_FullMethodName:   false,
		connectorv1.ConnectorService_GetSchema_FullMethodName: false,
	} {
		invoke := func(ctx context.Context, _ string, _, _ any, _ *grpc.ClientConn, _ ...grpc.CallOption) error {
			if deadline, ok := ctx.Deadline(); ok != want || time.Until(deadline) > housekeepingTimeout {
				t.Errorf("%s: deadline %v, %v", method, deadline, ok)
			}
			return nil
		}
		if err := boundHousekeeping(t.Context(), method, nil, nil, nil, invoke); err != nil {
			t.Error(err)
		}
	}
}
