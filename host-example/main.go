package main

import (
	"context"
	"os"

	"github.com/igaplugin/igaplugin/host-example/internal/cli"
)

// Stamped in by the build.
var version, commit string

func main() {
	os.Exit(cli.Main(context.Background(), os.Args[1:], cli.System(version, commit)))
}
