package pluginrpc

import (
	"google.golang.org/grpc"
	"google.golang.org/grpc/peer"
)

// sent tells whether the request of a call may have gone out: a write whose
// request never did has had no effect, and saying otherwise would send people
// looking.
//
// It is a call option and not a stats.Handler, because a handler sees, and slows
// down, every call of a connection, though only writes need to know.
type sent struct{ peer peer.Peer }

// watch is the option of the call that is watched.
func (s *sent) watch() grpc.CallOption { return grpc.Peer(&s.peer) }

// possibly tells, after the call, whether its request may have arrived. gRPC
// names the peer of a call that got a stream of its own on a connection; a call
// without one has sent nothing. With a stream the request went out as well, but
// for a connection or a context that ended in the moment between the two.
//
// When a connection refuses a stream unread, or ends before it, gRPC tries once
// more of its own accord. When that attempt finds no connection at all, what
// counts is whether the one before had a stream, although nobody has read it: to
// call its outcome unknown is never a lie.
func (s *sent) possibly() bool { return s.peer.Addr != nil }
