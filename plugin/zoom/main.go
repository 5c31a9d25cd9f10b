// Command iga-connector-zoom is the Zoom connector as a plugin process.
package main

import (
	"os"

	"github.com/igaplugin/igaplugin/shared/pluginrpc"
	"github.com/igaplugin/igaplugin/zoomimpl"
)

// version is set by the linker: -ldflags "-X main.version=1.2.3".
var version = "0.0.0-dev"

func main() {
	os.Exit(pluginrpc.Main(zoomimpl.New(zoomimpl.Options{Version: version}), os.Args[1:]...))
}
