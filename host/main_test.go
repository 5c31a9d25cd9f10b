//go:build unix

package host_test

import (
	"os"
	"testing"

	"go.uber.org/goleak"
)

// modeVar makes the test binary a connector process; see modes_test.go.
const modeVar = "HOST_TEST_MODE"

// fileVar names a file for modes that need one.
const fileVar = "HOST_TEST_FILE"

// raceVar spares the second that the race detector waits at the end of every
// process, which would look like a slow stop.
const raceVar = "GORACE=atexit_sleep_ms=0"

func TestMain(m *testing.M) {
	if mode := os.Getenv(modeVar); mode != "" {
		os.Exit(runMode(mode)) //nolint:forbidigo // here the test binary is a program of its own
	}
	goleak.VerifyTestMain(m)
}
