package pluginrpc

import (
	"time"

	"github.com/hashicorp/go-plugin"
)

// PluginName is the name under which a host dispenses the connector.
const PluginName = "connector"

// ProtocolVersion is the go-plugin protocol version, which is the major part of
// shared.ContractVersion. It changes only when old and new sides can no longer
// talk.
const ProtocolVersion = 1

// The magic cookie tells a plugin that a host has started it and not a person
// by mistake. It is no secret.
const (
	// MagicCookieKey is the environment variable.
	MagicCookieKey = "IGA_CONNECTOR_PLUGIN"
	// MagicCookieValue is its value.
	MagicCookieValue = "d0b4a4a2-3c1f-4f0e-9a57-6f1c2e8b7d35"
)

// LogLevelEnv is the environment variable in which a host tells a connector
// process its log level: trace, debug, info (the default), warn, error or off.
const LogLevelEnv = "IGA_LOG_LEVEL"

// The lifeline tells a connector process that its host is gone, however the
// host ended: it is a pipe whose writing end the host alone holds, so that
// reading from it ends with the host.
const (
	// LifelineEnv is the environment variable in which a host says where the
	// lifeline is. A process without it has none.
	LifelineEnv = "IGA_LIFELINE"
	// LifelineStdin is the value that says that it is standard input.
	LifelineStdin = "stdin"
)

const (
	// MaxMessageBytes bounds one gRPC message in either direction. A bound that
	// fails a call with a clear error is better than a process that is killed
	// for its memory.
	MaxMessageBytes = 16 << 20
	// MaxObjectBytes bounds one object of a search or a sync on the wire.
	MaxObjectBytes = 8 << 20
	// MaxBatchObjects bounds the objects in one message of a stream. Larger
	// batches gain nothing and delay the consumer.
	MaxBatchObjects = 64
	// MaxBatchBytes bounds, about, the size of a message of several objects.
	MaxBatchBytes = 1 << 20
	// MaxTokenChunkBytes bounds one chunk of a sync token.
	MaxTokenChunkBytes = 1 << 20
	// MaxTokenBytes bounds a whole sync token in a request; the connector's side
	// holds it in memory.
	MaxTokenBytes = 256 << 20
	// StreamWindowBytes is how much of a call may be on its way, in either
	// direction, before the other side has read it. It is fixed: gRPC would
	// otherwise measure the delay of the line with a ping of its own in either
	// direction for nearly every call, and both sides are on one machine.
	StreamWindowBytes = 512 << 10
	// ConnectionWindowBytes is how much of all calls together may be on its way.
	ConnectionWindowBytes = 4 << 20
	// FlushDelay is how long rows wait for more rows before they are sent.
	FlushDelay = 20 * time.Millisecond
)

// Handshake returns what host and plugin must have in common to talk at all.
func Handshake() plugin.HandshakeConfig {
	return plugin.HandshakeConfig{
		ProtocolVersion:  ProtocolVersion,
		MagicCookieKey:   MagicCookieKey,
		MagicCookieValue: MagicCookieValue,
	}
}
