//go:build !race

package csvimpl_test

// manyRows is how many rows memory is measured with.
const manyRows = 1_000_000
