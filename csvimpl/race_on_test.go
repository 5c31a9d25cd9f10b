//go:build race

package csvimpl_test

// manyRows is less than a million: the race detector makes it ten times slower.
const manyRows = 60_000
