//go:build unix

package pluginrpc

import (
	"os"

	"golang.org/x/sys/unix"
)

// leadsGroup tells whether this process leads its process group, which then has
// nobody in it but this process and its descendants.
func leadsGroup() bool { return unix.Getpgrp() == os.Getpid() }

// killOwn kills this process, with its group when it leads it: the children of a
// connector must not outlive it. It asks nobody and runs no more code.
func killOwn() {
	target := os.Getpid()
	if leadsGroup() {
		target = -target
	}
	// A process may always kill itself.
	_ = unix.Kill(target, unix.SIGKILL)
}
