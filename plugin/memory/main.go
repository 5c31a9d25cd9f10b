// Command iga-connector-memory is the connector whose target is memory. A host
// starts it; see --help.
package main

import (
	"os"

	"github.com/igaplugin/igaplugin/memimpl"
	"github.com/igaplugin/igaplugin/shared/pluginrpc"
)

// version is stamped in by the build.
var version = "0.0.0-dev"

func main() { os.Exit(pluginrpc.Main(memimpl.New(version), os.Args[1:]...)) }
