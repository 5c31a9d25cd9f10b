package scenario_test

import (
	"io"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/bench/importbench/internal/scenario"
)

func build(t *testing.T, pkg string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), filepath.Base(pkg))
	cmd := exec.CommandContext(t.Context(), "go", "build", "-o", file, "github.com/igaplugin/igaplugin/"+pkg)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("building %s: %v\n%s", pkg, err, out)
	}
	return file
}

// TestRun imports small accounts with the real programs. Times are left to the
// benchmark; what was asked of the simulator is not.
func TestRun(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("a program cannot be interrupted there")
	}
	const users = 200 // 20 pending, 140 active, 40 inactive, 100 with Zoom Phone
	runner := scenario.Runner{Host: build(t, "host-example"), Plugin: build(t, "plugin/zoom"), Dir: t.TempDir(), Progress: io.Discard}
	account := scenario.Scenario{Users: users, Plan: "business", RateScale: 25, Latency: time.Millisecond}
	want := map[scenario.Reads]map[string]int64{
		scenario.ReadsLists: {"POST /oauth/token": 1, "GET /users": 3},
		scenario.ReadsPhone: {"POST /oauth/token": 1, "GET /users": 3, "GET /phone/users": 1, "GET /phone/sites": 1},
		scenario.ReadsAll:   {"POST /oauth/token": 1, "GET /users": 3, "GET /phone/users": 1, "GET /phone/sites": 1, "GET /users/{userId}": users},
		scenario.ReadsNaive: {"GET /users": 5 + 2, "GET /users/{userId}": 180, "GET /phone/users/{userId}": 100, "GET /phone/sites": 100},
	}
	var scenarios []scenario.Scenario
	for _, reads := range []scenario.Reads{scenario.ReadsLists, scenario.ReadsPhone, scenario.ReadsAll, scenario.ReadsNaive} {
		account.Reads = reads
		scenarios = append(scenarios, account)
	}
	results, err := runner.Run(t.Context(), scenarios)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		if diff := cmp.Diff(want[r.Reads], r.Stats.Requests); diff != "" {
			t.Errorf("%s: requests (-want +got):\n%s", r.Reads, diff)
		}
		if r.Reads != scenario.ReadsNaive {
			checkImport(t, r)
		}
	}
	_, err = runner.Run(t.Context(), []scenario.Scenario{{Users: 10, Plan: "gold", Reads: scenario.ReadsLists}})
	if err == nil || !strings.Contains(err.Error(), "10 gold, 0 ms, lists: the simulator did not start: ") || !strings.Contains(err.Error(), "--plan is") {
		t.Errorf("with a plan that there is not: %v", err)
	}
	runner.Plugin = runner.Host
	fails(t, runner)
	runner.Host = filepath.Join(t.TempDir(), "none")
	fails(t, runner)
}

// checkImport checks what was measured of an import of 200 users.
func checkImport(t *testing.T, r scenario.Result) {
	t.Helper()
	if r.Rows != int64(r.Users) || r.Bytes == 0 {
		t.Errorf("%s: %d rows, %d bytes", r.Reads, r.Rows, r.Bytes)
	}
	if r.OwnRequests != r.Requests()-1 { // the token is not counted
		t.Errorf("%s: the host tells of %d requests, the simulator of %d", r.Reads, r.OwnRequests, r.Requests())
	}
	if r.FirstRow <= 0 || r.FirstRow > r.Wall || r.Bound.Least <= 0 || r.Bound.Least > r.Wall {
		t.Errorf("%s: first row after %s, bound %s, wall %s", r.Reads, r.FirstRow, r.Bound.Least, r.Wall)
	}
	end, listed := r.PhoneListEnd()
	if listed != (r.Reads != scenario.ReadsLists) || (listed && (end <= 0 || end > r.Wall)) {
		t.Errorf("%s: phone list %v, read after %s of %s", r.Reads, listed, end, r.Wall)
	}
	const mib = 1 << 20
	if runtime.GOOS == "linux" && (r.Peaks.Parent < mib || r.Peaks.Child < mib) {
		t.Errorf("%s: memory %+v", r.Reads, r.Peaks)
	}
}

// fails: what goes wrong is told.
func fails(t *testing.T, runner scenario.Runner) {
	t.Helper()
	_, err := runner.Run(t.Context(), []scenario.Scenario{{Users: 10, Plan: "unlimited", Reads: scenario.ReadsAll}})
	if err == nil || !strings.Contains(err.Error(), "schema of the connector") {
		t.Errorf("error %v", err)
	}
}
