package pluginrpc

import (
	"context"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/keepalive"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
)

// housekeepingTimeout bounds go-plugin's own calls. Its Ping and the Shutdown
// within its Kill have no deadline of their own and would block for ever on a
// frozen process.
const housekeepingTimeout = 5 * time.Second

// DialOptions returns what a host gives to ClientConfig.GRPCDialOptions: size
// limits both ways, windows, keepalive, which is what finds a frozen process, and a
// deadline for go-plugin's own calls.
func DialOptions() []grpc.DialOption {
	return append(AttachOptions(),
		grpc.WithKeepaliveParams(keepalive.ClientParameters{
			Time:                20 * time.Second,
			Timeout:             10 * time.Second,
			PermitWithoutStream: true,
		}),
		grpc.WithChainUnaryInterceptor(boundHousekeeping),
	)
}

// AttachOptions returns what a host dials a connector with that serves for
// debugging: size limits both ways, and windows. Nothing has a time limit, because the
// process may stand at a breakpoint.
func AttachOptions() []grpc.DialOption {
	return []grpc.DialOption{
		grpc.WithDefaultCallOptions(
			grpc.MaxCallRecvMsgSize(MaxMessageBytes),
			grpc.MaxCallSendMsgSize(MaxMessageBytes),
		),
		grpc.WithStaticStreamWindowSize(StreamWindowBytes),
		grpc.WithStaticConnWindowSize(ConnectionWindowBytes),
	}
}

// boundHousekeeping gives a deadline to calls that are not of our service; ours
// have theirs.
func boundHousekeeping(ctx context.Context, method string, req, reply any, cc *grpc.ClientConn, invoke grpc.UnaryInvoker, opts ...grpc.CallOption) error {
	if !isOurs(method) {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, housekeepingTimeout)
		defer cancel()
	}
	return invoke(ctx, method, req, reply, cc, opts...)
}

// isOurs tells whether a full method name is one of the contract.
func isOurs(method string) bool {
	name, _ := strings.CutPrefix(method, "/")
	rest, ours := strings.CutPrefix(name, connectorv1.ConnectorService_ServiceDesc.ServiceName)
	return ours && strings.HasPrefix(rest, "/")
}
