//go:build unix

package catalog_test

import (
	"context"
	"fmt"
	"os"
	"syscall"
	"testing"

	"go.uber.org/goleak"

	"github.com/igaplugin/igaplugin/host/catalog"
)

// The variables that make the test binary an adder: the folder, the file, and
// the step at which it is killed.
const (
	adderDir  = "CATALOG_TEST_DIR"
	adderFile = "CATALOG_TEST_FILE"
	adderStep = "CATALOG_TEST_STEP"
	// adderSums is the checksum file of a connector of several files, or empty.
	adderSums = "CATALOG_TEST_SUMS"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(adderDir); dir != "" {
		os.Exit(adder(dir)) //nolint:forbidigo // here the test binary is a program of its own
	}
	goleak.VerifyTestMain(m)
}

// adder adds one connector, and is killed on the way when a step is named.
func adder(dir string) int {
	c, err := catalog.Create(dir)
	if err == nil {
		c.SetStep(func(name string) error {
			if name == os.Getenv(adderStep) {
				return syscall.Kill(os.Getpid(), syscall.SIGKILL)
			}
			return nil
		})
		var result *catalog.AddResult
		if result, err = c.Add(context.Background(), os.Getenv(adderFile), catalog.AddOptions{Checksums: os.Getenv(adderSums)}); err == nil {
			fmt.Fprintln(os.Stdout, result.Outcome)
			return 0
		}
	}
	fmt.Fprintln(os.Stderr, err)
	return 1
}
