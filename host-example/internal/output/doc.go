// Package output writes what commands have to say, as tables for people and as
// JSON, JSON lines or CSV for programs. Rows are written as they arrive.
//
// It may import shared and host/catalog, and nothing else of the project.
package output
