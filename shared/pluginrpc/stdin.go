package pluginrpc

import (
	"fmt"
	"io"
	"os"
)

// takeStdin takes standard input away from everybody: it belongs to the host,
// and a connector that read it would stand still. It returns the lifeline, or
// nil when the host gives none.
//
// Only a pipe or a socket can be one. Shells give /dev/null, which ends at once,
// to a program that a script starts in the background.
func takeStdin() (*os.File, error) {
	wanted := os.Getenv(LifelineEnv) == LifelineStdin
	// It is not the lifeline of child processes.
	if err := os.Unsetenv(LifelineEnv); err != nil {
		return nil, err
	}
	in, err := detachStdin()
	if err != nil || in == nil {
		return nil, err
	}
	if wanted && isStream(in) {
		return in, nil
	}
	// Nothing is read from it, so there is nothing to lose.
	_ = in.Close()
	return nil, nil
}

func isStream(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&(os.ModeNamedPipe|os.ModeSocket) != 0
}

// openNothing opens what stands in for standard input.
func openNothing() (*os.File, error) {
	nothing, err := os.Open(os.DevNull)
	if err != nil {
		return nil, fmt.Errorf("replace standard input: %w", err)
	}
	return nothing, nil
}

// watchLifeline calls gone at the end of the lifeline. What may come before the
// end is discarded. It returns only then, since nothing else ends the reading.
func watchLifeline(lifeline io.Reader, gone func(how string)) {
	// A lifeline that cannot be read holds nobody.
	_, _ = io.Copy(io.Discard, lifeline)
	gone("the lifeline has ended")
}
