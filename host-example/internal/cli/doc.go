// Package cli is the command line of the sample host igahost: it loads a
// connector, runs its operations, and shows a program how a host does so.
//
// It may import shared, host, zoomsim, conformance and the other packages of
// host-example.
package cli
