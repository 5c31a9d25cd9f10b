// Package process runs one child process so that nothing of it stays behind: it
// gets a process group of its own, on Windows a job object, which is killed as a
// whole, it is told of its parent's death or dies with it where the system allows,
// and its output ends within a bound even when a
// descendant holds on to it.
//
// The package imports none of the project's packages.
package process
