package catalog

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/host/internal/binary"
	"github.com/igaplugin/igaplugin/host/internal/hostenv"
	"github.com/igaplugin/igaplugin/host/internal/pluginlog"
	"github.com/igaplugin/igaplugin/host/internal/process"
	"github.com/igaplugin/igaplugin/shared"
)

const (
	// maxDescription bounds what a connector says of itself, in bytes.
	maxDescription = 1024 * 1024
	// killTimeout bounds the wait for a process that was killed.
	killTimeout = 3 * time.Second
	// busyRetry and busyLimit are for a file that was written a moment ago.
	busyRetry = 10 * time.Millisecond
	busyLimit = time.Second
)

// description is what is used of the output of --manifest. There is more in it.
type description struct {
	Name            string `json:"name"`
	Version         string `json:"version"`
	ContractVersion string `json:"contract_version"`
}

// describe runs the staged binary with --manifest and returns the staged entry
// with what it said.
func describe(ctx context.Context, s *staged, timeout time.Duration) (Entry, error) {
	out, err := run(ctx, s, timeout)
	if err == nil {
		err = s.unchanged(ctx)
	}
	if err != nil {
		return Entry{}, err
	}
	var d description
	if err := json.Unmarshal(out, &d); err != nil {
		return Entry{}, notDescribed(s, fmt.Sprintf("printed %s, which is no JSON object", quote(strings.TrimSpace(string(out)))), nil)
	}
	// What a connector may write as v1.2.3 has one form here.
	d.Version = strings.TrimPrefix(d.Version, "v")
	if err := cmp.Or(checkName(d.Name), checkVersion(d.Version), checkContract(d.ContractVersion)); err != nil {
		return Entry{}, notDescribed(s, err.Error(), nil)
	}
	entry := s.entry
	entry.Name, entry.Version, entry.ContractVersion = d.Name, d.Version, d.ContractVersion
	return entry, nil
}

// runnable is a connector that can be executed until it is closed.
type runnable interface {
	ExecPath() (string, error)
	Close() error
}

// open opens the staged copy, which is read once more: what runs is what was
// hashed, whatever the disk did, and whoever else may have been at the files.
func (s *staged) open(ctx context.Context) (runnable, error) {
	if s.entry.several() {
		folder, err := s.openFolder(ctx)
		if err != nil {
			return nil, failed("read the copy of the connector", err)
		}
		return folder, nil
	}
	file, err := binary.Open(s.file)
	if err != nil {
		return nil, failed("run the connector", err)
	}
	if err := file.Verify(s.sum); err != nil {
		return nil, failed("read the copy of the connector", errors.Join(err, file.Close()))
	}
	return file, nil
}

// run runs the staged binary with --manifest and returns its standard output.
func run(ctx context.Context, s *staged, timeout time.Duration) ([]byte, error) {
	work := filepath.Join(s.dir, "work")
	if err := os.Mkdir(work, folderMode); err != nil {
		return nil, failed("run the connector", err)
	}
	program, err := s.open(ctx)
	if err != nil {
		return nil, err
	}
	// Nothing was written to it.
	defer func() { _ = program.Close() }()
	env, _ := hostenv.Allowed(os.Environ())
	o := newOutput()
	p, err := start(ctx, program, process.Config{
		Args: []string{s.file, "--manifest"}, Env: env, Dir: work, Stdout: o.readOut, Stderr: o.readErr,
	})
	if err != nil {
		return nil, notDescribed(s, "could not be run: "+whyNotRun(err), nil)
	}
	timer := time.NewTimer(timeout)
	defer timer.Stop()
	var reason string
	select {
	case <-p.Done():
	case <-o.flooded:
	case <-timer.C:
		reason = fmt.Sprintf("did not answer within %v", timeout)
	case <-ctx.Done():
	}
	p.Kill()
	select {
	case <-p.Done():
	case <-time.After(killTimeout):
		return nil, notDescribed(s, "could not be killed", nil)
	}
	status := host.ExitStatus(p.Status())
	switch {
	case ctx.Err() != nil:
		return nil, failed("run the connector", ctx.Err())
	case len(o.out) > maxDescription:
		reason = fmt.Sprintf("printed more than %d bytes", maxDescription)
	case reason == "" && status != (host.ExitStatus{}):
		reason = status.String()
	}
	if reason != "" {
		return nil, notDescribed(s, reason, o.tail)
	}
	return o.out, nil
}

// whyNotRun leaves out the path of the copy, which means nothing to anybody.
func whyNotRun(err error) string {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		err = p.Err
	}
	if errors.Is(err, fs.ErrPermission) {
		return err.Error() + " (is the file system of the catalogue mounted noexec?)"
	}
	return err.Error()
}

// start starts the process. A file that was open for writing a moment ago, in
// this process or in a child that another goroutine was just forking, cannot be
// executed yet: https://go.dev/issue/22315.
func start(ctx context.Context, file runnable, cfg process.Config) (*process.Process, error) {
	ctx, cancel := context.WithTimeout(ctx, busyLimit)
	defer cancel()
	for {
		path, err := file.ExecPath()
		if err != nil {
			return nil, err
		}
		cfg.Path = path
		p, err := process.Start(cfg)
		if !errors.Is(err, syscall.ETXTBSY) {
			return p, err
		}
		select {
		case <-time.After(busyRetry):
		case <-ctx.Done():
			return nil, err
		}
	}
}

// output takes what a process writes.
type output struct {
	out     []byte
	flooded chan struct{}
	tail    *pluginlog.Tail
}

func newOutput() *output {
	return &output{flooded: make(chan struct{}), tail: pluginlog.NewTail(host.DefaultStderrLines)}
}

// readOut keeps one byte more than is allowed, and goes on to read until the
// process is killed for it.
func (o *output) readOut(src io.Reader) {
	// The end is the end however it came.
	o.out, _ = io.ReadAll(io.LimitReader(src, maxDescription+1))
	if len(o.out) > maxDescription {
		close(o.flooded)
		_, _ = io.Copy(io.Discard, src)
	}
}

func (o *output) readErr(src io.Reader) {
	lines := pluginlog.NewSplitter(func(line []byte, _ bool) { o.tail.Add(pluginlog.Escape(string(line))) })
	// The end is the end however it came.
	_, _ = io.Copy(lines, src)
	lines.Flush()
}

// notDescribed says why a connector did not say what it is.
func notDescribed(s *staged, what string, tail *pluginlog.Tail) error {
	text := what
	if tail != nil {
		if words := tail.Summary(); words != "" {
			text += "; its standard error ends: " + words
		}
	}
	hint := "is it one, and built for this system?"
	if s.loneScript() {
		hint += " A script that needs the files beside it is added with a checksum file that lists them all (--checksums)"
	}
	return shared.NewError(shared.ErrStartFailed,
		"%s --manifest: %s; a connector prints there as JSON what it is; %s", pluginlog.Escape(s.source), text, hint)
}

// loneScript tells whether what is added is one file that an interpreter runs, and
// which may need others beside it.
func (s *staged) loneScript() bool {
	if s.entry.Files > 0 {
		return false
	}
	f, err := os.Open(s.file)
	if err != nil {
		return false
	}
	head := make([]byte, len("#!"))
	_, err = io.ReadFull(f, head)
	// It was only read.
	_ = f.Close()
	return err == nil && string(head) == "#!"
}
