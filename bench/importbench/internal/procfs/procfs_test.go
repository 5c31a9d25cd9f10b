package procfs_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/bench/importbench/internal/procfs"
)

func TestParseStatus(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		text  string
		want  procfs.Status
		fails bool
	}{
		"a process": {
			text: "Name:\tiga-connector-z\nUmask:\t0022\nState:\tS (sleeping)\nPid:\t71\nPPid:\t70\nVmPeak:\t 2000000 kB\nVmHWM:\t  143896 kB\nVmRSS:\t 100 kB\n",
			want: procfs.Status{Name: "iga-connector-z", Parent: 70, Peak: 143896 << 10},
		},
		"a process that is ending": {text: "Name:\tx\nPPid:\t1\n", want: procfs.Status{Name: "x", Parent: 1}},
		"no number":                {text: "PPid:\tone\n", fails: true},
		"another unit":             {text: "VmHWM:\t5 MB\n", fails: true},
		"memory that is no number": {text: "VmHWM:\tx kB\n", fails: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := procfs.ParseStatus([]byte(tc.text))
			if (err != nil) != tc.fails {
				t.Fatalf("error %v", err)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("status (-want +got):\n%s", diff)
			}
		})
	}
}

// process adds a process to a folder like /proc.
func process(t *testing.T, root string, pid, parent int, program string, peak int) {
	t.Helper()
	dir := filepath.Join(root, strconv.Itoa(pid))
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	status := fmt.Sprintf("Name:\t%s\nPPid:\t%d\nVmHWM:\t%d kB\n", filepath.Base(program), parent, peak)
	if err := os.WriteFile(filepath.Join(dir, "status"), []byte(status), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(program, filepath.Join(dir, "exe")); err != nil {
		t.Fatal(err)
	}
}

// TestWatch: the child is found by its parent, and not while it is still a copy
// of its parent.
func TestWatch(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("links need rights there")
	}
	root := t.TempDir()
	process(t, root, 10, 1, "/bin/igahost", 30)
	process(t, root, 11, 10, "/bin/igahost", 1000)
	process(t, root, 12, 10, "/bin/iga-connector-zoom", 100)
	process(t, root, 13, 12, "/bin/other", 2000)
	process(t, root, 14, 1, "/bin/other", 2000)
	fs := procfs.At(root)
	if diff := cmp.Diff([]int{12}, fs.Children(10)); diff != "" {
		t.Errorf("children (-want +got):\n%s", diff)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if diff := cmp.Diff(procfs.Peaks{Parent: 30 << 10, Child: 100 << 10}, fs.Watch(ctx, 10)); diff != "" {
		t.Errorf("peaks (-want +got):\n%s", diff)
	}
	if got := fs.Watch(ctx, 99); got != (procfs.Peaks{}) {
		t.Errorf("peaks of nobody: %v", got)
	}
}

// TestProc: this process is in /proc.
func TestProc(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("there is no /proc")
	}
	got, err := procfs.Proc().Status(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	if got.Parent != os.Getppid() || got.Peak < 1<<20 {
		t.Errorf("%+v, parent %d", got, os.Getppid())
	}
}
