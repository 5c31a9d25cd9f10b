// Command iga-connector-zoom is the Zoom connector as a plugin process.
package main

import (
	"os"

	"github.com/hashicorp/go-hclog"

	"github.com/igaplugin/igaplugin/shared/pluginrpc"
	"github.com/igaplugin/igaplugin/zoomimpl"
)

// version is set by the linker: -ldflags "-X main.version=1.2.3".
var version = "0.0.0-dev"

func main() {
	// Lines of JSON at the level that the host wants; info when it does not say.
	logger := hclog.New(&hclog.LoggerOptions{
		Level: hclog.LevelFromString(os.Getenv(pluginrpc.LogLevelEnv)), Output: os.Stderr, JSONFormat: true,
	})
	os.Exit(pluginrpc.Main(zoomimpl.New(zoomimpl.Options{Version: version, Logger: logger}), os.Args[1:]...))
}
