// Package regular opens and reads regular files that a user has named. What is
// none, such as a named pipe, would wait for ever.
//
// It imports nothing of the project.
package regular
