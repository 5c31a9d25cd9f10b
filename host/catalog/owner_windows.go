package catalog

import "io/fs"

// checkOwner accepts every owner: rights are access control lists here.
func checkOwner(string, fs.FileInfo) error { return nil }
