// Package adapter turns what a connector author wrote into what a host may
// rely on. It is the one place where optional interfaces are looked for, where
// configurations and requests are checked before they reach the connector, where
// panics are caught, and where every error becomes one of the catalogue.
//
// The process boundary serves an adapted connector, and a host that runs a
// connector in its own process adapts it the same way, so that both behave and
// read alike.
//
// It imports package shared and nothing else of the project.
package adapter
