package binary

import "os"

// openAbove opens a file; there are no descriptors here.
func openAbove(path string) (*os.File, error) { return os.Open(path) }
