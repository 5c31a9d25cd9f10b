// Package report writes what was measured as a Markdown document. It may import
// its sibling packages.
package report
