//go:build unix

package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/igaplugin/igaplugin/bench/hostbench/internal/report"
	"github.com/igaplugin/igaplugin/bench/hostbench/internal/subject"
	"github.com/igaplugin/igaplugin/memimpl"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/adapter"
)

func TestMain(m *testing.M) {
	if status, served := subject.Serve(); served {
		os.Exit(status) //nolint:forbidigo // here the test binary is a connector
	}
	goleak.VerifyTestMain(m)
}

// TestSameObjects: whatever the way, the host gets the objects of the connector,
// all of them and whole.
func TestSameObjects(t *testing.T) {
	t.Parallel()
	const users, class, uid = 200, "User", "user-7"
	config := shared.Attributes{shared.NewAttribute("users", shared.IntValue(users))}
	inProcess, err := adapter.New(memimpl.New("1.0.0"), nil).Connect(t.Context(), &shared.ConnectRequest{Config: config})
	if err != nil {
		t.Fatal(err)
	}
	results, err := inProcess.Search(t.Context(), &shared.Query{Class: class})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]*shared.Object{}
	for obj, err := range results.All() {
		if err != nil {
			t.Fatal(err)
		}
		want[obj.UID()] = obj
	}
	if len(want) != users || want[uid].Len() != 25 {
		t.Fatalf("%d objects, %v", len(want), want[uid])
	}
	for _, s := range []subject.Subject{subject.Product(), subject.ClientOnly(), subject.Bare()} {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			p, err := s.Start(t.Context(), false)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				if err := p.Stop(context.WithoutCancel(t.Context())); err != nil {
					t.Error(err)
				}
			})
			if info, err := p.Info(t.Context()); err != nil || info.Name != "memory" || info.Version != "1.0.0" {
				t.Errorf("info %+v, %v", info, err)
			}
			conn, err := p.Connect(t.Context(), config)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := conn.Get(t.Context(), class, uid); err != nil || !got.Equal(want[uid]) {
				t.Errorf("got %v, %v", got, err)
			}
			count := 0
			for got, err := range conn.Search(t.Context(), class) {
				if err != nil {
					t.Fatal(err)
				}
				if !got.Equal(want[got.UID()]) {
					t.Errorf("%v is another one", got)
				}
				count++
			}
			if count != users {
				t.Errorf("%d objects", count)
			}
			if obj, err := conn.Get(t.Context(), class, "nobody"); err == nil {
				t.Errorf("got %v, want an error", obj)
			}
		})
	}
}

// TestRun measures a little of everything.
func TestRun(t *testing.T) {
	t.Parallel()
	out := filepath.Join(t.TempDir(), "out.md")
	args := strings.Fields("-repetitions=2 -starts=1 -calls=20 -objects=500 -commit=abc1234 -no-fail -out=" + out)
	if err := run(t.Context(), args, io.Discard); err != nil {
		t.Fatal(err)
	}
	document, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"`make bench-host BENCHFLAGS='-calls=20 -objects=500 -repetitions=2 -starts=1'`", "commit abc1234", "go1.",
		"| cold start | 2 × 1 starts |", "| unary call | 10 × 20 calls |", "| unary call, 8 callers | 10 × 20 calls |", "| stream | 2 × 500 objects |",
		"| stream | product |", "| stream | client only |", "| stream | bare |",
	} {
		if !strings.Contains(string(document), want) {
			t.Errorf("the document lacks %q", want)
		}
	}
	if strings.Contains(string(document), "NaN") || strings.Contains(string(document), "| 0.0 µs") {
		t.Errorf("something was not measured:\n%s", document)
	}
}

func TestRunFails(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{
		"-only=nothing":               "no cell",
		"-only=(":                     "-only",
		"-calls=0":                    "at least 1",
		"stream":                      `unknown argument "stream"`,
		"-unknown":                    "-unknown",
		"-only=start -out=/none/o.md": "/none/o.md",
	} {
		t.Run(args, func(t *testing.T) {
			t.Parallel()
			args := append(strings.Fields("-repetitions=1 -starts=1 -no-fail"), strings.Fields(args)...)
			if err := run(t.Context(), args, io.Discard); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("error %v, want %q", err, want)
			}
		})
	}
}

func TestVerdict(t *testing.T) {
	t.Parallel()
	criteria := []report.Criterion{{Name: "a", Figure: 1.10, Limit: 1.10}, {Name: "b", Figure: 1.11, Limit: 1.10}}
	var out bytes.Buffer
	if err := (settings{}).verdict(criteria, &out); err == nil || err.Error() != "1 of 2 criteria are not met" {
		t.Errorf("error %v", err)
	}
	if !strings.Contains(out.String(), "NOT met  b: 1.110 times") {
		t.Errorf("told %q", out.String())
	}
	if err := (settings{noFail: true}).verdict(criteria, io.Discard); err != nil {
		t.Errorf("with -no-fail: %v", err)
	}
	if err := (settings{}).verdict(criteria[:1], io.Discard); err != nil {
		t.Errorf("all met: %v", err)
	}
}
