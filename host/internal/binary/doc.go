// Package binary opens the file of a connector, refuses what should not be run,
// checks its SHA-256 and sees to it that the file that was checked is the file
// that is executed.
//
// The package imports none of the project's packages.
package binary
