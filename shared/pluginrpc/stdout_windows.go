//go:build windows

package pluginrpc

import "os"

// detachStdout returns the real standard output. The handle itself stays where
// it is: Go programs on Windows print through os.Stdout.
func detachStdout() (*os.File, error) { return os.Stdout, nil }
