// Package zoomsim is an in-memory server that behaves like the Zoom REST API
// for the endpoints that identity governance uses: OAuth (Server-to-Server),
// users with their life cycle, groups, roles, Zoom Phone, reports and the
// webhook.
//
// [New] makes a [Sim], an http.Handler for /oauth/token and /v2/...; [Start]
// serves one on a loopback address together with a small control side and a
// web page. A tenant is generated from a seed, so that runs are reproducible;
// every request is recorded, so that tests can assert what a client really
// asked.
//
// Zoom's rate limits are in force when [Options.Plan] or [Options.RateLimits]
// asks for them. A [Fault] scripts what goes wrong: late, lost, broken and
// unwelcome answers, for the requests it selects.
//
// Where Zoom's documents and its observed answers disagree, the observed
// answer is the default and an [Options] field switches to the other one;
// docs/zoomsim.md lists these places.
//
// The package imports the standard library alone, and none of the project's
// packages: it is useful to anyone who develops against Zoom.
package zoomsim
