// Package demo tells the whole story of a connector against the embedded
// simulator, and checks every answer on the way.
//
// It may import shared, host, zoomsim and the other packages of host-example.
package demo
