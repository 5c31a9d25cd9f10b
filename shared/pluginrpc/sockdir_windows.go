//go:build windows

package pluginrpc

// removeSocketDir does nothing: there are no sockets in files here.
func removeSocketDir() {}
