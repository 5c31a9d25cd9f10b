//go:build unix

package catalog

import "io/fs"

// writableByOthers tells whether the group or everybody can write.
func writableByOthers(info fs.FileInfo) bool { return info.Mode()&0o022 != 0 }

// executable tells whether the owner can execute a file.
func executable(info fs.FileInfo) bool { return info.Mode()&0o100 != 0 }
