// Package simctl runs the simulator as a process and asks its control side what
// was requested of it. It imports zoomsim for the types of the answers.
package simctl
