//go:build unix

package host_test

import (
	"flag"
	"os"
	"runtime"
	"strconv"
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

// testsAtOnce is how many tests run in parallel, at least.
const testsAtOnce = 4

func TestMain(m *testing.M) {
	if mode := os.Getenv(modeVar); mode != "" {
		os.Exit(runMode(mode)) //nolint:forbidigo // here the test binary is a program of its own
	}
	// The tests wait for processes most of the time.
	if cores := runtime.NumCPU(); cores < testsAtOnce {
		if err := flag.Set("test.parallel", strconv.Itoa(testsAtOnce)); err != nil {
			stderr(err.Error())
			os.Exit(1) //nolint:forbidigo // as above
		}
	}
	goleak.VerifyTestMain(m)
}
