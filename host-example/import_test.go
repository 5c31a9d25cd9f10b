package main_test

import (
	"errors"
	"os"
	"os/exec"
	"strconv"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// kills BYTES FILE PROGRAM ARGS... runs a program, and kills it without a warning
// once it has written so many bytes to the file.
func kills(ts *testscript.TestScript, neg bool, args []string) {
	const least = 3
	if neg || len(args) < least {
		ts.Fatalf("usage: kills BYTES FILE PROGRAM ARGS...")
	}
	more, err := strconv.ParseInt(args[0], 10, 64)
	ts.Check(err)
	file := ts.MkAbs(args[1])
	enough := size(file) + more
	program, err := exec.LookPath(args[2])
	ts.Check(err)
	//nolint:noctx // the kill below ends it
	cmd := exec.Command(program, args[3:]...)
	cmd.Dir = ts.MkAbs(".")
	cmd.Env = append(os.Environ(), pluginVariable+"="+ts.Getenv(pluginVariable))
	ts.Check(cmd.Start())
	often := time.NewTicker(time.Millisecond)
	defer often.Stop()
	limit := time.NewTimer(awaitLimit)
	defer limit.Stop()
	for grown := false; !grown; {
		select {
		case <-often.C:
			grown = size(file) >= enough
		case <-limit.C:
			ts.Logf("%s has not grown to %d bytes", args[1], enough)
			grown = true
		}
	}
	ts.Check(cmd.Process.Kill())
	err = cmd.Wait()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.Exited() {
		ts.Fatalf("the program ended by itself: %v", cmd.ProcessState)
	}
}

// size is that of a file; 0 when there is none.
func size(file string) int64 {
	info, err := os.Stat(file)
	if err != nil {
		return 0
	}
	return info.Size()
}
