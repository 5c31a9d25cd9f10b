// Package report writes what was measured into a Markdown document. It may
// import zoomsim and its sibling packages.
package report
