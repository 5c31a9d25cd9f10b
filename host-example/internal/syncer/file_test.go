package syncer_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/igaplugin/igaplugin/host-example/internal/syncer"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/pluginrpc"
)

// A token comes back as it was written, whatever it and its header hold, and to
// nobody but those whose it is.
func TestTokenComesBack(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	texts := rapid.String()
	headers := rapid.Custom(func(t *rapid.T) syncer.Header {
		return syncer.Header{
			Connector: texts.Draw(t, "connector"), Target: string(rapid.SliceOf(rapid.Byte()).Draw(t, "target")),
			Class: texts.Draw(t, "class"), Configuration: rapid.MapOf(texts, texts).Draw(t, "configuration"),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		path := filepath.Join(dir, "t")
		token := string(rapid.SliceOf(rapid.Byte()).Draw(t, "token"))
		o := syncer.Options{Header: headers.Draw(t, "header"), Reset: true}
		put(t, path, o, token)
		o.Reset = false
		got, first, err := tokenOf(path, o)
		if got != token || first || err != nil {
			t.Fatalf("got %q, first %v, %v; want %q", got, first, err, token)
		}
		for change, other := range map[string]syncer.Options{
			"connector": {Header: o.Header, Adopt: true}, "class": {Header: o.Header, Adopt: true}, "property": {Header: o.Header},
		} {
			switch change {
			case "connector":
				other.Header.Connector += "x"
			case "class":
				other.Header.Class += "x"
			default:
				other.Header.Configuration = map[string]string{"changed": "yes, surely"}
			}
			_, _, err := tokenOf(path, other)
			var mismatch *syncer.MismatchError
			if !errors.As(err, &mismatch) || mismatch.Adoptable != (change == "property") {
				t.Fatalf("%s: error %v", change, err)
			}
			other.Adopt, other.Header.Connector, other.Header.Class = true, o.Header.Connector, o.Header.Class
			if got, _, err := tokenOf(path, other); got != token || err != nil {
				t.Fatalf("%s adopted: %q, %v", change, got, err)
			}
		}
	})
}

// A file that was cut or changed anywhere is never taken for a token, and never for
// none, which would begin anew.
func TestDamage(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "t")
	o := syncer.Options{Header: header()}
	put(t, path, o, "a token of some length")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	refused := func(t failer, name, content string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		token, first, err := tokenOf(path, o)
		var damaged *syncer.DamagedError
		var foreign *syncer.PathError
		if !errors.As(err, &damaged) && !errors.As(err, &foreign) {
			t.Fatal(name, "token", token, "first", first, "error", err)
		}
	}
	for n := range whole {
		refused(t, "cut", string(whole[:n]))
	}
	for i := range whole {
		for _, bit := range []byte{1, 1 << 5, 1 << 7} {
			changed := append([]byte{}, whole...)
			changed[i] ^= bit
			refused(t, "changed", string(changed))
		}
	}
	refused(t, "longer", string(whole)+"x")
	refused(t, "longer", string(whole)+"\n")
	// A first sync again, on demand.
	o.Reset = true
	put(t, path, o, "another")
	o.Reset = false
	if token, _, err := tokenOf(path, o); token != "another" || err != nil {
		t.Errorf("%q, %v", token, err)
	}
}

// What a kill leaves behind: the old file, a new one that may be cut anywhere, and a
// lock that nobody holds. The old token is in force, and a sync goes through.
func TestKilledWhileWriting(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "t")
	o := syncer.Options{Header: header()}
	put(t, path, o, "old")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for n := range len(whole) + 1 {
		for file, content := range map[string]string{
			path: string(whole), path + ".igahost-new": string(whole[:n]), path + ".igahost-lock": "",
		} {
			if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if token, _, err := tokenOf(path, o); token != "old" || err != nil {
			t.Fatalf("new file of %d bytes: %q, %v", n, token, err)
		}
		put(t, path, o, "new")
		if token, _, err := tokenOf(path, o); token != "new" || err != nil {
			t.Fatalf("new file of %d bytes: then %q, %v", n, token, err)
		}
	}
}

func TestForeignFilesAreLeftAlone(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{
		"text": "precious", "JSON": `{"a":1}`, "another command's": `{"igahost_import":1}`, "a line": "\n", "newer": `{"igahost_sync":2,"connector":"fake","class":"User"}` + "\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "t")
			if err := os.WriteFile(path, []byte(content), 0o640); err != nil {
				t.Fatal(err)
			}
			for _, reset := range []bool{false, true} {
				if reset && name == "newer" {
					continue // It is a token file, which --reset discards.
				}
				var unusable *syncer.PathError
				if _, _, err := tokenOf(path, syncer.Options{Header: header(), Reset: reset}); !errors.As(err, &unusable) {
					t.Errorf("reset %v: error %v", reset, err)
				}
			}
			if got, err := os.ReadFile(path); string(got) != content || err != nil {
				t.Errorf("changed: %q, %v", got, err)
			}
		})
	}
}

func TestPaths(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("links need rights there")
	}
	dir := t.TempDir()
	link, dangling := filepath.Join(dir, "link"), filepath.Join(dir, "dangling")
	put(t, filepath.Join(dir, "t"), syncer.Options{Header: header()}, "old")
	if err := errors.Join(os.Symlink("t", link), os.Symlink("nowhere", dangling)); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		link: "symbolic link", dangling: "symbolic link", dir: "is a folder", filepath.Join(dir, "none", "t"): "does not exist",
		filepath.Join(dir, "t", "t"): "not a directory", os.DevNull: "no regular file",
	} {
		var unusable *syncer.PathError
		if _, err := syncer.Open(path, syncer.Options{Header: header()}); !errors.As(err, &unusable) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want one with %q", path, err, want)
		}
	}
	// What lies where the new token goes is replaced, not followed.
	victim := filepath.Join(dir, "victim")
	if err := errors.Join(os.WriteFile(victim, []byte("precious"), 0o600), os.Symlink(victim, filepath.Join(dir, "t.igahost-new"))); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(dir, "t"), syncer.Options{Header: header()}, "new")
	if got, err := os.ReadFile(victim); string(got) != "precious" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	info, err := os.Lstat(filepath.Join(dir, "t"))
	if err != nil || info.Mode() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
}

// zeros is a token that costs its writer no memory.
func zeros(n, piece int) func(io.Writer) error {
	return func(w io.Writer) error {
		buf := make([]byte, piece)
		for left := n; left > 0; left -= piece {
			if _, err := w.Write(buf[:min(left, piece)]); err != nil {
				return err
			}
		}
		return nil
	}
}

func TestTooLarge(t *testing.T) {
	t.Parallel()
	f, err := syncer.Open(filepath.Join(t.TempDir(), "t"), syncer.Options{Header: header()})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}()
	if _, err := f.Stage(zeros(pluginrpc.MaxTokenBytes+1, 1<<20)); !errors.Is(err, shared.ErrTooLarge) {
		t.Errorf("error %v", err)
	}
	if err := f.Commit(); err == nil {
		t.Error("a token that was refused was committed")
	}
}
