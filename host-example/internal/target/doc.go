// Package target loads a connector and decides what it works on: what a
// configuration file says, Zoom by credentials in the environment, a simulator
// of Zoom for the time of one command, or nothing but the connector itself.
//
// It may import shared, host and zoomsim, and nothing else of the project.
package target
