//go:build windows

package pluginrpc

import "golang.org/x/sys/windows"

// leadsGroup is false: what ends the children of a connector here is the job
// object of its host.
func leadsGroup() bool { return false }

// killOwn ends this process. It asks nobody and runs no more code.
func killOwn() {
	// A process may always end itself.
	_ = windows.TerminateProcess(windows.CurrentProcess(), exitError)
}
