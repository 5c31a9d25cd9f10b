// Package memimpl is a connector whose target is memory: users and groups that
// live as long as their connection. It implements every operation of the
// contract in the simplest way that is right, which makes it the reference for
// connector authors, for the conformance checks and for benchmarks, where the
// cost of a target would only hide the cost of the boundary.
//
// It may import package shared and its sub-packages and nothing else of the
// project.
package memimpl
