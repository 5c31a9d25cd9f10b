// Command iga-connector-csv is the connector whose target is CSV files. A host
// starts it; see --help.
package main

import (
	"os"

	"github.com/igaplugin/igaplugin/csvimpl"
	"github.com/igaplugin/igaplugin/shared/pluginrpc"
)

// version is stamped in by the build.
var version = "0.0.0-dev"

func main() { os.Exit(pluginrpc.Main(csvimpl.New(version), os.Args[1:]...)) }
