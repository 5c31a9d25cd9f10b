// Package naive reads users in the way that a straightforward connector does,
// as a baseline: short pages, each user by itself, each request over a
// connection of its own, one after the other. It imports none of the project's
// packages.
package naive
