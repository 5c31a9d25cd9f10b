//go:build windows

package pluginrpc

import "os"

// detachStdin points os.Stdin at nothing and returns the real standard input.
// The handle itself stays where it is: Go programs on Windows read os.Stdin.
func detachStdin() (*os.File, error) {
	nothing, err := openNothing()
	if err != nil {
		return nil, err
	}
	in := os.Stdin
	os.Stdin = nothing
	return in, nil
}
