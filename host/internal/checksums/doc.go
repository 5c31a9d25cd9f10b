// Package checksums compares the files of a folder with a checksum file that lies
// in it, in the format of sha256sum.
//
// It imports packages of host/internal only.
package checksums
