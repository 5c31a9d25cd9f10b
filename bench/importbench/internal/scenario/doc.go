// Package scenario holds what is measured, runs it, and judges the figures. It
// may import zoomsim and its sibling packages.
package scenario
