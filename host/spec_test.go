//go:build unix

package host_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/shared"
)

func TestSpecFaultsComeTogether(t *testing.T) {
	t.Parallel()
	_, err := host.Launch(t.Context(), host.Spec{
		SHA256: "abc", Args: []string{"a\x00b"},
		Env:      []string{"A=1", "TOPSECRET", "=x", "PLUGIN_UNIX_SOCKET_DIR=/x", "IGA_LOG_LEVEL=off", "IGA_CONNECTOR_PLUGIN=1", "IGA_LIFELINE=stdin"},
		Dir:      filepath.Join(t.TempDir(), "missing"),
		LogLevel: 99, StartTimeout: -1, StopTimeout: -time.Second, PingTimeout: -1,
		SocketDir: "/" + strings.Repeat("long", 30), StderrLines: -1,
	})
	var e *shared.Error
	if !errors.As(err, &e) || e.Kind != shared.ErrInvalidRequest {
		t.Fatalf("got %v, want ErrInvalidRequest", err)
	}
	var fields []string
	for _, f := range e.Faults {
		fields = append(fields, f.Field)
	}
	want := []string{
		"Path", "SHA256", "Args", "Env", "Env", "Env", "Env", "Env", "Env", "Dir",
		"StartTimeout", "StopTimeout", "PingTimeout", "SocketDir", "LogLevel", "StderrLines",
	}
	if diff := cmp.Diff(want, fields); diff != "" {
		t.Error(diff)
	}
	if strings.Contains(err.Error(), "TOPSECRET") {
		t.Errorf("quotes what may be a secret: %v", err)
	}
}

func TestPathIsNotLookedUp(t *testing.T) {
	t.Parallel()
	_, err := host.Launch(t.Context(), host.Spec{Path: "true"})
	wd, wdErr := os.Getwd()
	if wdErr != nil {
		t.Fatal(wdErr)
	}
	if !errors.Is(err, shared.ErrStartFailed) {
		t.Fatalf("got %v", err)
	}
	wantContains(t, err.Error(), filepath.Join(wd, "true"), "no such file", "not in PATH")
}

func TestWorldWritableIsRefused(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "program")
	if err := errors.Join(os.WriteFile(path, []byte("#!/bin/sh\n"), 0o755), os.Chmod(path, 0o777)); err != nil {
		t.Fatal(err)
	}
	_, err := host.Launch(t.Context(), host.Spec{Path: path})
	if !errors.Is(err, shared.ErrStartFailed) {
		t.Fatalf("got %v", err)
	}
	wantContains(t, err.Error(), path, "every user can write to the file", "chmod o-w")
}
