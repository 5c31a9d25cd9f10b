// Package procfs reads from /proc how much memory processes took at most. It
// works on Linux; elsewhere nothing is found. It imports none of the project's
// packages.
package procfs
