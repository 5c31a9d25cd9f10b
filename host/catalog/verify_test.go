//go:build unix

package catalog_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/host/catalog"
	"github.com/igaplugin/igaplugin/shared"
)

func TestVerify(t *testing.T) {
	t.Parallel()
	public, private := newKey(t)
	other, _ := newKey(t)
	tests := map[string]struct {
		damage func(t *testing.T, e catalog.Entry)
		keys   []string
		state  catalog.State
		parts  []string
	}{
		"ok":          {nil, nil, catalog.StateOK, nil},
		"ok and key":  {nil, []string{other, public}, catalog.StateOK, nil},
		"other key":   {nil, []string{other}, catalog.StateSignature, []string{"was made with key"}},
		"missing":     {func(t *testing.T, e catalog.Entry) { must(t, os.Remove(e.Path)) }, nil, catalog.StateMissing, []string{"there is no file", "add the connector again"}},
		"no folder":   {func(t *testing.T, e catalog.Entry) { must(t, os.RemoveAll(filepath.Dir(e.Path))) }, nil, catalog.StateMissing, nil},
		"changed":     {change, nil, catalog.StateChanged, []string{"expected SHA-256", "the file has"}},
		"changed too": {change, []string{public}, catalog.StateChanged, []string{"expected SHA-256"}},
		"not executable": {
			func(t *testing.T, e catalog.Entry) { must(t, os.Chmod(e.Path, 0o400)) }, nil, catalog.StateNotExecutable,
			[]string{"chmod u+x /"},
		},
		"group-writable": {func(t *testing.T, e catalog.Entry) { must(t, os.Chmod(e.Path, 0o570)) }, nil, catalog.StateUnsafe, []string{"chmod go-w /", "iga-connector-zoom, then"}},
		"group-writable folder": {
			func(t *testing.T, e catalog.Entry) { must(t, os.Chmod(filepath.Dir(e.Path), 0o770)) }, nil, catalog.StateUnsafe,
			[]string{"chmod go-w"},
		},
		"link": {func(t *testing.T, e catalog.Entry) {
			must(t, os.Rename(e.Path, e.Path+".x"))
			must(t, os.Symlink(e.Path+".x", e.Path))
		}, nil, catalog.StateUnsafe, []string{"not a regular file"}},
		"pipe": {func(t *testing.T, e catalog.Entry) {
			must(t, os.Remove(e.Path))
			must(t, syscall.Mkfifo(e.Path, 0o700))
		}, nil, catalog.StateUnsafe, []string{"not a regular file"}},
		"no signature":     {func(t *testing.T, e catalog.Entry) { must(t, os.Remove(e.Signature)) }, nil, catalog.StateSignature, []string{"there is no signature"}},
		"bad signature":    {breakSignature, []string{public}, catalog.StateSignature, []string{"cannot be checked"}},
		"signed elsewhere": {signElse(private), []string{public}, catalog.StateSignature, []string{"is not what key"}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCatalog(t)
			path := connector(t, "zoom", "1.0.0", "")
			sign(t, private, path, "signed comment")
			e := add(t, c, path, catalog.AddOptions{PublicKeys: []string{public}}).Entry
			fine := add(t, c, connector(t, "fine", "1.0.0", ""), catalog.AddOptions{}).Entry
			if tc.damage != nil {
				tc.damage(t, e)
			}
			report, err := c.Verify(testContext(t), catalog.VerifyOptions{Name: "zoom", PublicKeys: tc.keys})
			if err != nil {
				t.Fatal(err)
			}
			if len(report.Findings) != 1 || report.Findings[0].State != tc.state || report.Findings[0].Entry != e {
				t.Fatalf("%+v", report.Findings)
			}
			f := report.Findings[0]
			wantContains(t, f.Problem, tc.parts...)
			if strings.ContainsAny(f.Problem, "\n\x1b") {
				t.Errorf("control characters: %q", f.Problem)
			}
			if (tc.state == catalog.StateOK) != (report.Err() == nil) || (report.Err() != nil && !errors.Is(report.Err(), shared.ErrChecksumMismatch)) {
				t.Errorf("Err is %v", report.Err())
			}
			switch tc.state {
			case catalog.StateChanged:
				if f.ActualSHA256 != sumOf(t, e.Path) || f.ActualSHA256 == e.SHA256 {
					t.Errorf("actual sum %s", f.ActualSHA256)
				}
			case catalog.StateOK, catalog.StateSignature:
				if f.ActualSHA256 != e.SHA256 {
					t.Errorf("actual sum %s", f.ActualSHA256)
				}
			default:
				if f.ActualSHA256 != "" {
					t.Errorf("a sum of what was not read: %s", f.ActualSHA256)
				}
			}
			if got, want := f.TrustedComment, "signed comment"; (got == want) != (tc.state == catalog.StateOK && tc.keys != nil) {
				t.Errorf("comment %q", got)
			}
			all, err := c.Verify(testContext(t), catalog.VerifyOptions{})
			if err != nil || len(all.Findings) != 2 || all.Findings[0].Entry != fine || all.Findings[0].State != catalog.StateOK {
				t.Errorf("all: %v, %+v", err, all)
			}
		})
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func change(t *testing.T, e catalog.Entry) {
	t.Helper()
	must(t, os.Chmod(e.Path, 0o700))
	must(t, os.WriteFile(e.Path, []byte("#!/bin/sh\n"), 0o700))
}

func breakSignature(t *testing.T, e catalog.Entry) {
	t.Helper()
	must(t, os.Chmod(e.Signature, 0o600))
	must(t, os.WriteFile(e.Signature, []byte("x"), 0o600))
}

// signElse puts a signature of something else beside the binary.
func signElse(private privateKey) func(t *testing.T, e catalog.Entry) {
	return func(t *testing.T, e catalog.Entry) {
		t.Helper()
		path := connector(t, "zoom", "9.0.0", "")
		sign(t, private, path, "")
		must(t, os.Rename(path+".minisig", e.Signature))
	}
}

func TestVerifyFindsUnnamedFiles(t *testing.T) {
	t.Parallel()
	c := newCatalog(t)
	e := add(t, c, connector(t, "zoom", "1.0.0", ""), catalog.AddOptions{}).Entry
	stray := []string{
		filepath.Join(c.Dir(), "blobs", "sha256-0"), filepath.Join(c.Dir(), "blobs", "x"), filepath.Join(filepath.Dir(e.Path), "y"),
	}
	must(t, os.Mkdir(stray[0], 0o700))
	must(t, os.WriteFile(stray[1], nil, 0o600))
	must(t, os.WriteFile(stray[2], nil, 0o600))
	report, err := c.Verify(testContext(t), catalog.VerifyOptions{})
	must(t, err)
	must(t, report.Err())
	if len(report.Unnamed) != 3 {
		t.Errorf("%v", report.Unnamed)
	}
	for _, s := range stray {
		wantContains(t, strings.Join(report.Unnamed, "\n"), s)
	}
	report, err = c.Verify(testContext(t), catalog.VerifyOptions{Name: "zoom", Version: "1.0.0"})
	must(t, err)
	if diff := cmp.Diff(0, len(report.Unnamed)); diff != "" {
		t.Error(diff)
	}
}

func TestVerifyRefuses(t *testing.T) {
	t.Parallel()
	c := newCatalog(t)
	add(t, c, connector(t, "zoom", "1.0.0", ""), catalog.AddOptions{})
	for name, tc := range map[string]struct {
		o    catalog.VerifyOptions
		kind error
	}{
		"unknown name":    {catalog.VerifyOptions{Name: "zom"}, shared.ErrNotFound},
		"unknown version": {catalog.VerifyOptions{Name: "zoom", Version: "2.0.0"}, shared.ErrNotFound},
		"version alone":   {catalog.VerifyOptions{Version: "2.0.0"}, shared.ErrInvalidRequest},
		"bad key":         {catalog.VerifyOptions{PublicKeys: []string{"x"}}, shared.ErrInvalidRequest},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := c.Verify(testContext(t), tc.o); !errors.Is(err, tc.kind) {
				t.Errorf("got %v, want %v", err, tc.kind)
			}
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Verify(ctx, catalog.VerifyOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
