package pluginrpc

import (
	"context"
	"fmt"
	"path"
	"runtime/debug"
	"time"

	"github.com/hashicorp/go-hclog"
	"google.golang.org/grpc"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/pluginrpc/internal/codec"
)

// interceptors stand between gRPC and the service: they log, recover panics,
// bound answers and turn errors into statuses. A deadline is in the context
// already; gRPC puts it there. Calls of go-plugin's own services pass untouched.
//
// There is one for each kind of call and not a chain, which gRPC would put
// together anew for every call.
type interceptors struct {
	logger hclog.Logger
	// before is called before every call of any service.
	before func()
}

func (i interceptors) unary(ctx context.Context, req any, info *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
	i.before()
	switch {
	case !isOurs(info.FullMethod):
		return next(ctx, req)
	case !i.logger.IsDebug():
		return i.guardUnary(ctx, req, info, next)
	}
	start := time.Now()
	resp, err := i.guardUnary(ctx, req, info, next)
	i.log(info.FullMethod, start, err)
	return resp, err
}

func (i interceptors) stream(srv any, stream grpc.ServerStream, info *grpc.StreamServerInfo, next grpc.StreamHandler) error {
	i.before()
	switch {
	case !isOurs(info.FullMethod):
		return next(srv, stream)
	case !i.logger.IsDebug():
		return i.guardStream(srv, stream, info, next)
	}
	start := time.Now()
	err := i.guardStream(srv, stream, info, next)
	i.log(info.FullMethod, start, err)
	return err
}

func (i interceptors) log(method string, start time.Time, err error) {
	fields := []any{"method", path.Base(method), "duration", time.Since(start).Round(time.Microsecond).String(), "code", status.Code(err).String()}
	if err != nil {
		fields = append(fields, "message", status.Convert(err).Message())
	}
	i.logger.Debug("call", fields...)
}

func (i interceptors) guardUnary(ctx context.Context, req any, info *grpc.UnaryServerInfo, next grpc.UnaryHandler) (resp any, err error) {
	defer func() {
		if r := recover(); r != nil {
			resp, err = nil, toStatus(i.panicked(info.FullMethod, r))
		}
	}()
	resp, err = next(ctx, req)
	if err == nil {
		err = checkAnswer(resp)
	}
	if err != nil {
		return nil, toStatus(err)
	}
	return resp, nil
}

func (i interceptors) guardStream(srv any, stream grpc.ServerStream, info *grpc.StreamServerInfo, next grpc.StreamHandler) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = toStatus(i.panicked(info.FullMethod, r))
		}
	}()
	return toStatus(next(srv, stream))
}

// panicked logs a panic with its stack and returns what the host may see.
func (i interceptors) panicked(method string, recovered any) error {
	id := randomID(8)
	i.logger.Error("panic in a call", "method", path.Base(method), "correlation_id", id,
		"panic", fmt.Sprint(recovered), "stack", string(debug.Stack()))
	return &shared.Error{
		Kind:          shared.ErrInternal,
		Message:       "the connector panicked in " + path.Base(method) + "; its log has the stack",
		CorrelationID: id,
	}
}

// checkAnswer finds what gRPC would refuse with an error that says too little.
func checkAnswer(resp any) error {
	m, ok := resp.(proto.Message)
	if !ok {
		return nil
	}
	if _, known := m.(*connectorv1.GetResponse); known {
		// The most frequent answer. Its text was looked at and its size counted
		// while it was made; see service.Get.
		return nil
	}
	if err := checkAnswerSize(m); err != nil {
		return err
	}
	if err := codec.CheckText(m); err != nil {
		return shared.NewError(shared.ErrInternal, "the connector's answer cannot be sent: %v", err)
	}
	return nil
}

func checkAnswerSize(m proto.Message) error {
	if n := proto.Size(m); n > MaxMessageBytes {
		return shared.NewError(shared.ErrTooLarge, "the answer is %d bytes; the limit is %d bytes", n, MaxMessageBytes)
	}
	return nil
}

// toStatus turns an error into a status of the contract.
func toStatus(err error) error {
	if err == nil {
		return nil
	}
	return codec.EncodeStatus(shared.AsError(err)).Err()
}
