// Package bound computes how fast a number of requests can be made at best,
// given the latency of the server and its rate limits. It imports zoomsim for
// the types of what was counted.
package bound
