// Package nodeconnector holds the tests of a connector that is written in
// Node.js, in this folder, from the proto files alone: a host of this project
// starts it as it is installed and uses it like any other. It may import host
// and shared.
package nodeconnector
