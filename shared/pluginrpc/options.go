package pluginrpc

import (
	"context"
	"time"

	"github.com/hashicorp/go-hclog"

	"github.com/igaplugin/igaplugin/shared"
)

// defaultTimeout bounds calls and the silence of streams where nothing else is
// said: without a bound a frozen connector would hang its host for ever.
const defaultTimeout = 60 * time.Second

// ClientOptions are a host's wishes for the calls of a connector process.
type ClientOptions struct {
	// ExitReason tells why the process ended: exit status, signal, last lines.
	// It is asked once the process is gone, with a context of one second, and
	// may return nil.
	ExitReason func(ctx context.Context) *shared.Error
	// UnaryTimeout bounds a call whose context has no deadline. 0 means
	// 60 seconds, negative means no bound.
	UnaryTimeout time.Duration
	// StreamIdleTimeout bounds the wait for each message of a search or a sync;
	// the time that the consumer takes does not count. 0 means 60 seconds,
	// negative means no bound.
	StreamIdleTimeout time.Duration
	// Logger gets what is worth knowing about failed calls; nil logs nothing.
	Logger hclog.Logger
}

// withDefaults fills in what is not set. A timeout of 0 means no bound in what
// it returns.
func (o ClientOptions) withDefaults() ClientOptions {
	o.UnaryTimeout = orDefault(o.UnaryTimeout)
	o.StreamIdleTimeout = orDefault(o.StreamIdleTimeout)
	if o.Logger == nil {
		o.Logger = hclog.NewNullLogger()
	}
	return o
}

func orDefault(d time.Duration) time.Duration {
	switch {
	case d == 0:
		return defaultTimeout
	case d < 0:
		return 0
	default:
		return d
	}
}
