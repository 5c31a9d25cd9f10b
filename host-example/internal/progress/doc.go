// Package progress shows how far an operation has come while it runs: as one
// line at the bottom of a terminal, or as a line of text now and then where there
// is none.
//
// It may import shared and package output of host-example.
package progress
