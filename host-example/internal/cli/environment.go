package cli

import (
	"context"
	"io"
	"os"
	"runtime/debug"

	"golang.org/x/term"

	"github.com/igaplugin/igaplugin/host-example/internal/target"
)

// Environment is what the command line sees of the world.
type Environment struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	// StdinTerminal, StdoutTerminal and StderrTerminal tell which of them a
	// person sits at.
	StdinTerminal, StdoutTerminal, StderrTerminal bool
	// Width is the number of columns of the terminal; 0 when there is none.
	Width int
	// StderrWidth returns the number of columns that the terminal behind standard
	// error has at the moment; 0 when there is none. It may be nil.
	StderrWidth func() int
	// LookupEnv finds an environment variable.
	LookupEnv func(name string) (string, bool)
	// ReadPassword reads a line from the terminal without showing it, until ctx
	// ends.
	ReadPassword func(ctx context.Context) (string, error)
	// Executable returns the path of the running program.
	Executable func() (string, error)
	// Launch starts connectors.
	Launch target.Launcher
	// Version and Commit are those of the program.
	Version, Commit string
}

// System is the environment of the process. version and commit are stamped in
// by the build; empty ones are taken from what Go knows.
func System(version, commit string) Environment {
	stdin, stdout, stderr := int(os.Stdin.Fd()), int(os.Stdout.Fd()), int(os.Stderr.Fd())
	if info, ok := debug.ReadBuildInfo(); ok && version == "" {
		version = info.Main.Version
	}
	return Environment{
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		StdinTerminal: term.IsTerminal(stdin), StdoutTerminal: term.IsTerminal(stdout),
		StderrTerminal: term.IsTerminal(stderr),
		Width:          columns(stdout),
		StderrWidth:    func() int { return columns(stderr) },
		LookupEnv:      os.LookupEnv,
		ReadPassword:   func(ctx context.Context) (string, error) { return readPassword(ctx, stdin) },
		Executable:     os.Executable,
		Launch:         target.Launch,
		Version:        version, Commit: commit,
	}
}

// columns is the width of a terminal; 0 when it is none.
func columns(fd int) int {
	width, _, err := term.GetSize(fd)
	if err != nil {
		return 0
	}
	return width
}
