// Package pluginrpc carries the contract of package shared over
// hashicorp/go-plugin: a connector is a process of its own, and its host calls
// it by gRPC over a local socket.
//
// A connector's main is three lines:
//
//	func main() { os.Exit(pluginrpc.Main(myconnector.New(), os.Args[1:]...)) }
//
// A host gives [Handshake], [Plugins] and [DialOptions] to go-plugin's
// ClientConfig and dispenses [PluginName], which is a [Client]: a
// [shared.FullConnector] like any other. Errors, texts and behaviour are those
// of a connector in the same process, except that calls can fail because the
// process or the connection to it does.
//
// The package may import package shared, its packages and the generated
// contract, which appears in no exported signature.
package pluginrpc
