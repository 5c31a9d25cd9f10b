// Package files has what commands need that keep private files: files that one
// process at a time can hold, and paths that lead to no surprise.
//
// It imports nothing of the project.
package files
