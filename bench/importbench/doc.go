// Importbench measures imports of the Zoom connector against the embedded
// simulator, beside a naive strategy, and writes docs/benchmarks.md. It runs
// the built programs as a person would: `make bench-import`.
//
// It may import zoomsim and its own packages.
package main
