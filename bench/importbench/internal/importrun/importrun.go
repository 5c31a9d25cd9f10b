package importrun

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/igaplugin/igaplugin/bench/importbench/internal/procfs"
)

const (
	// rowsFile is the file with the rows; until it is complete igahost gives it a
	// longer name.
	rowsFile = "rows.jsonl"
	// callTimeout is how long igahost waits for a row: lists of phone users take
	// their time.
	callTimeout = "10m"
)

// stopTimeout is how long igahost may take to end when the run is given up.
const stopTimeout = 10 * time.Second

// Import says what to import.
type Import struct {
	// Host and Plugin are the paths of igahost and the connector.
	Host, Plugin string
	// Config is the file with the configuration of the connector.
	Config string
	// Attributes to import; those that the connector returns by default when
	// empty.
	Attributes []string
	// Dir is an empty folder, in which the rows are written.
	Dir string
}

// Measured is what an import cost.
type Measured struct {
	// Began is when igahost was started.
	Began time.Time
	// Wall is the time from the start of igahost to its end.
	Wall time.Duration
	// FirstRow is the time from the start to the first bytes in the file.
	FirstRow time.Duration
	// Rows is the number of lines in the file, and Bytes its size.
	Rows, Bytes int64
	// Peaks are the most resident memory of igahost and the connector.
	Peaks procfs.Peaks
	// OwnRequests is how many requests igahost says there were; -1 when it does
	// not say.
	OwnRequests int64
	// UserTime and SystemTime are what igahost and the connector computed.
	UserTime, SystemTime time.Duration
}

// Run runs the import. ctx ends it.
func (i Import) Run(ctx context.Context) (Measured, error) {
	cmd, stderr := i.command(ctx)
	m := Measured{Began: time.Now(), OwnRequests: -1}
	if err := cmd.Start(); err != nil {
		return m, fmt.Errorf("starting igahost: %w", err)
	}
	watch, stop := context.WithCancel(ctx)
	defer stop()
	first, peaks := make(chan time.Time, 1), make(chan procfs.Peaks, 1)
	go func() { first <- firstBytes(watch, i.Dir) }()
	go func() { peaks <- procfs.Proc().Watch(watch, cmd.Process.Pid) }()
	err := cmd.Wait()
	m.Wall = time.Since(m.Began)
	stop()
	m.Peaks = <-peaks
	if at := <-first; !at.IsZero() {
		m.FirstRow = at.Sub(m.Began)
	}
	if err != nil {
		return m, fmt.Errorf("igahost: %w\n%s", err, stderr)
	}
	m.UserTime, m.SystemTime = cmd.ProcessState.UserTime(), cmd.ProcessState.SystemTime()
	m.OwnRequests = ownRequests(stderr.String())
	m.Rows, m.Bytes, err = countLines(filepath.Join(i.Dir, rowsFile))
	return m, err
}

// command prepares igahost, with a buffer for its standard error.
func (i Import) command(ctx context.Context) (*exec.Cmd, *bytes.Buffer) {
	cmd := exec.CommandContext(ctx, i.Host, i.arguments()...) //nolint:gosec // G204: the program that the caller named
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = stopTimeout
	stderr := &bytes.Buffer{}
	cmd.Stderr = stderr
	return cmd, stderr
}

// arguments are those of igahost. Its summary, which tells the requests, goes to
// standard error, so it is not told to be quiet.
func (i Import) arguments() []string {
	args := []string{
		"--plugin", i.Plugin, "--config", i.Config, "--timeout", callTimeout,
		"import", "ZoomUser", "--out", filepath.Join(i.Dir, rowsFile), "-o", "jsonl",
	}
	if len(i.Attributes) > 0 {
		args = append(args, "--attrs", strings.Join(i.Attributes, ","))
	}
	return args
}

// ownRequests finds how many requests igahost says there were, last of all: it
// also says so while it works, and before what it has predicted.
func ownRequests(stderr string) int64 {
	found := regexp.MustCompile(`\bsent (\d[\d,]*)|(\d[\d,]*) requests?\b`).FindAllStringSubmatch(stderr, -1)
	if found == nil {
		return -1
	}
	last := found[len(found)-1]
	n, err := strconv.ParseInt(strings.ReplaceAll(last[1]+last[2], ",", ""), 10, 64)
	if err != nil {
		return -1
	}
	return n
}
