//go:build windows

package pluginrpc

// surviveBrokenPipes does nothing: writing to a broken pipe is an error here.
func surviveBrokenPipes() {}
