//go:build unix

package host_test

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/memimpl"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/adapter"
	"github.com/igaplugin/igaplugin/shared/pluginrpc"
)

// The benchmarks run the memory connector, so that they measure the process
// boundary and not a target. Each has the same work in process beside it.

// benchObjects is the number of objects of a search, each of 25 attributes.
const benchObjects = 100_000

// usage is what a process has used so far.
type usage struct {
	CPU     time.Duration
	Mallocs uint64
	Bytes   uint64
}

func (u usage) since(start usage) usage {
	return usage{CPU: u.CPU - start.CPU, Mallocs: u.Mallocs - start.Mallocs, Bytes: u.Bytes - start.Bytes}
}

func ownUsage() usage {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return usage{}
	}
	return usage{CPU: time.Duration(r.Utime.Nano() + r.Stime.Nano()), Mallocs: m.Mallocs, Bytes: m.TotalAlloc}
}

// metered is the memory connector, whose description tells what its process
// has used.
type metered struct{ *memimpl.Connector }

func (m metered) Info(ctx context.Context) (*shared.Info, error) {
	info, err := m.Connector.Info(ctx)
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(ownUsage())
	info.Description = string(text)
	return info, err
}

// serveBench is the connector process of the benchmarks.
func serveBench() int { return pluginrpc.Main(metered{memimpl.New("1.0.0")}) }

// benchPlugin launches the connector process of the benchmarks.
func benchPlugin(b *testing.B) *host.Plugin {
	b.Helper()
	self, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	p, err := host.Launch(b.Context(), host.Spec{Path: self, Env: []string{modeVar + "=bench"}})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := p.Stop(context.WithoutCancel(b.Context())); err != nil {
			b.Error(err)
		}
	})
	return p
}

func pluginUsage(b *testing.B, p *host.Plugin) usage {
	b.Helper()
	info, err := p.Info(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	var u usage
	if err := json.Unmarshal([]byte(info.Description), &u); err != nil {
		b.Fatal(err)
	}
	return u
}

func benchConfig(users int64) shared.Attributes {
	return shared.Attributes{shared.NewAttribute("users", shared.IntValue(users))}
}

// inProcess opens a connection without a process boundary.
func inProcess(b *testing.B, users int64) shared.FullConnection {
	b.Helper()
	conn, err := adapter.New(memimpl.New("1.0.0"), nil).Connect(b.Context(), &shared.ConnectRequest{Config: benchConfig(users)})
	if err != nil {
		b.Fatal(err)
	}
	return conn
}

// throughProcess opens a connection to a connector process.
func throughProcess(b *testing.B, p *host.Plugin, users int64) shared.FullConnection {
	b.Helper()
	conn, err := p.Connect(b.Context(), benchConfig(users))
	if err != nil {
		b.Fatal(err)
	}
	return conn
}

// BenchmarkLaunch measures from the launch of a process to its first answered
// call; beside it, starting the same program without go-plugin, TLS and gRPC.
func BenchmarkLaunch(b *testing.B) {
	self, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	b.Run("bare process", func(b *testing.B) {
		for b.Loop() {
			cmd := exec.CommandContext(b.Context(), self, "-test.run=^$")
			if err := cmd.Run(); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("to first call", func(b *testing.B) {
		for b.Loop() {
			p, err := host.Launch(b.Context(), host.Spec{Path: self, Env: []string{modeVar + "=bench"}})
			if err != nil {
				b.Fatal(err)
			}
			if _, err := p.Info(b.Context()); err != nil {
				b.Fatal(err)
			}
			b.StopTimer()
			if err := p.Stop(b.Context()); err != nil {
				b.Fatal(err)
			}
			b.StartTimer()
		}
	})
}

// BenchmarkGet measures one unary call that reads an object of 25 attributes.
func BenchmarkGet(b *testing.B) {
	get := func(b *testing.B, conn shared.FullConnection) {
		b.Helper()
		b.ReportAllocs()
		for b.Loop() {
			obj, err := conn.Get(b.Context(), &shared.GetRequest{Class: "User", UID: "user-7"})
			if err != nil || obj.Len() != 25 {
				b.Fatal(obj, err)
			}
		}
	}
	b.Run("in process", func(b *testing.B) { get(b, inProcess(b, 10)) })
	b.Run("through process", func(b *testing.B) { get(b, throughProcess(b, benchPlugin(b), 10)) })
}

// BenchmarkSearch measures a search of 100,000 objects of 25 attributes, each
// built anew by the connector.
func BenchmarkSearch(b *testing.B) {
	b.Run("in process", func(b *testing.B) {
		conn := inProcess(b, benchObjects)
		start := ownUsage()
		searchAll(b, conn)
		report(b, "host", ownUsage().since(start))
	})
	b.Run("through process", func(b *testing.B) {
		p := benchPlugin(b)
		conn := throughProcess(b, p, benchObjects)
		startHost, startPlugin := ownUsage(), pluginUsage(b, p)
		searchAll(b, conn)
		report(b, "host", ownUsage().since(startHost))
		report(b, "plugin", pluginUsage(b, p).since(startPlugin))
	})
}

func searchAll(b *testing.B, conn shared.FullConnection) {
	b.Helper()
	schema, err := conn.Schema(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	class, _ := schema.Class("User")
	var names []string
	for _, a := range class.Attributes {
		if a.ReturnedByDefault {
			names = append(names, a.Name)
		}
	}
	for b.Loop() {
		results, err := conn.Search(b.Context(), &shared.Query{Class: "User", Attributes: names})
		if err != nil {
			b.Fatal(err)
		}
		count := 0
		for obj, err := range results.All() {
			if err != nil {
				b.Fatal(err)
			}
			if obj.Len() == 25 {
				count++
			}
		}
		if count != benchObjects {
			b.Fatalf("%d objects of 25 attributes", count)
		}
	}
	b.ReportMetric(float64(benchObjects)*float64(b.N)/b.Elapsed().Seconds(), "objects/s")
}

// report gives what one side used for each object.
func report(b *testing.B, side string, u usage) {
	b.Helper()
	n := float64(benchObjects) * float64(b.N)
	b.ReportMetric(float64(u.CPU.Microseconds())/n, side+"-cpu-µs/object")
	b.ReportMetric(float64(u.Mallocs)/n, side+"-allocs/object")
	b.ReportMetric(float64(u.Bytes)/n, side+"-B/object")
}
