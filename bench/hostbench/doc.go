// Hostbench measures what package host and the contract cost, beside the least
// that somebody would write directly on go-plugin, and writes
// docs/benchmarks-host.md: `make bench-host`. Host and connector are this
// program, which starts itself in another mode for the connector.
//
// It may import host, shared, memimpl and its own packages.
package main
