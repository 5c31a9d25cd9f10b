// Package importer writes everything of an object class to a file, row by row,
// in such a way that a run which is interrupted, or killed, can be gone on with:
// no row is lost, and none is written twice.
//
// While it works, FILE.part holds the rows and FILE.checkpoint says how many of
// them are safe on the disk and whose they are; at the end FILE.part becomes
// FILE. It may import shared and the packages files, output and progress of
// host-example.
package importer
