// Package host starts connectors as processes of their own and speaks to them.
//
// [Launch] checks a connector binary, starts it over hashicorp/go-plugin with
// mutual TLS and returns a [Plugin], which is used like a connector in the same
// process:
//
//	p, err := host.Launch(ctx, host.Spec{Path: "bin/iga-connector-zoom"})
//	if err != nil { ... }
//	defer p.Stop(context.WithoutCancel(ctx))
//	conn, err := p.Connect(ctx, config)
//
// Whatever a connector process does, the host goes on: starting, pinging and
// stopping are bounded, output is drained and made safe to log, descendants are
// killed with their connector, and how a process ended, with the last lines of
// its standard error, stands in the errors of the calls that it interrupted.
//
// A process that crashes or hangs is replaced: connections are opened again, reads
// that were interrupted are repeated once, and writes end with ErrUnknownOutcome.
// [Plugin.Swap] puts another version of the connector in the place of the one that
// runs, without an outage.
//
// The files, from the outside in: plugin.go is what hosts hold; connector.go and
// connection*.go make its calls; supervise.go, swap*.go and stop.go change the
// process behind them; generation.go and acquire.go tie calls to processes;
// release.go is a version, and program*.go the file or files of it; life.go is one process, and instance*.go
// how it is started and ended.
//
// The package may import shared and the packages below it.
package host
