// Package files has what commands need that keep private files: files that one
// process at a time can hold, paths that lead to no surprise, and words of headers.
//
// It imports nothing of the project.
package files
