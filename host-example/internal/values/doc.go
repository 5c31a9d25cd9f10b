// Package values turns what people write on a command line or in a file into
// the typed attributes, deltas and options of requests, and back into command
// lines.
//
// It may import shared and host, and nothing else of the project.
package values
