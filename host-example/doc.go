// Command igahost is the sample host: a command line that loads a connector and
// runs every operation of the contract. Its parts are in internal, each small
// enough to be read as an example of the host library.
//
// It may import shared, host, conformance, zoomsim and its own packages.
package main
