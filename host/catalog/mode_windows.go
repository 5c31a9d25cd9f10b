package catalog

import "io/fs"

// writableByOthers accepts every folder: rights are access control lists here,
// which the mode does not show.
func writableByOthers(fs.FileInfo) bool { return false }

// executable accepts every file: what can be executed depends on its name.
func executable(fs.FileInfo) bool { return true }
