// Package zoomapi is a typed client of the Zoom REST API, version 2, for
// Server-to-Server OAuth applications.
//
// One [Client] serves one Zoom account. Every method is one logical call: it
// obtains a bearer token, sends the request, repeats it when that is safe and
// useful, and decodes the answer. A call that failed returns one of five error
// types, all of which work with errors.As:
//
//   - [*Error]: Zoom answered and refused the call.
//   - [*AuthError]: the token endpoint refused to give an access token.
//   - [*TransportError]: no answer was received; its Sent field tells a request
//     that never left this process from one that may have been carried out.
//   - [*LimitError]: the [Limiter] of the Client did not let the request through,
//     so that Zoom was not asked.
//   - [*DecodeError]: Zoom answered with success, but the answer is not what its
//     documentation promises. A write that ends so was carried out.
//
// Identifiers that cannot be sent safely match [ErrInvalidID] and cause no
// request at all. Errors of the context stay matchable with errors.Is.
//
// Each method carries a comment of the form
//
//	//zoom:operation GET /users/{userId} label=light scopes=user:read:user:admin
//
// that names the endpoint, Zoom's rate-limit label and the granular scope.
// [Operations] has the same and more as a table.
//
// [Limiters] keeps the requests to an account below Zoom's rate limits, for all
// clients that share it.
//
// The package knows nothing of connectors. It may import the standard library,
// golang.org/x/oauth2, golang.org/x/sync and golang.org/x/time, and no other
// package of this module.
package zoomapi
