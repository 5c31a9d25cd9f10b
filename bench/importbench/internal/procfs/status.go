package procfs

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Status is what /proc/PID/status says of a process.
type Status struct {
	// Name is the name of the program, cut to 15 bytes.
	Name string
	// Parent is the id of the process that started it.
	Parent int
	// Peak is the most resident memory so far in bytes (VmHWM); 0 for a process
	// that is ending.
	Peak int64
}

// ParseStatus reads the text of /proc/PID/status (proc_pid_status(5)).
func ParseStatus(text []byte) (Status, error) {
	var s Status
	lines := bufio.NewScanner(bytes.NewReader(text))
	for lines.Scan() {
		key, value, _ := strings.Cut(lines.Text(), ":")
		value = strings.TrimSpace(value)
		var err error
		switch key {
		case "Name":
			s.Name = value
		case "PPid":
			s.Parent, err = strconv.Atoi(value)
		case "VmHWM":
			s.Peak, err = kilobytes(value)
		}
		if err != nil {
			return Status{}, fmt.Errorf("line %q: %w", lines.Text(), err)
		}
	}
	if err := lines.Err(); err != nil {
		return Status{}, err
	}
	return s, nil
}

func kilobytes(value string) (int64, error) {
	number, ok := strings.CutSuffix(value, " kB")
	if !ok {
		return 0, fmt.Errorf("%q is no number of kB", value)
	}
	n, err := strconv.ParseInt(number, 10, 64)
	return n << 10, err
}

// FS is a file system with the layout of /proc.
type FS struct{ root string }

// Proc is that of this machine.
func Proc() FS { return FS{"/proc"} }

// At is one in another folder, for tests.
func At(root string) FS { return FS{root} }

// Status reads the status of a process.
func (f FS) Status(pid int) (Status, error) {
	text, err := os.ReadFile(filepath.Join(f.root, strconv.Itoa(pid), "status"))
	if err != nil {
		return Status{}, err
	}
	return ParseStatus(text)
}

// Children finds the processes that a process started and that run another
// program: until a child has become that, its memory is its parent's.
func (f FS) Children(parent int) []int {
	own, err := f.program(parent)
	if err != nil {
		return nil
	}
	entries, err := os.ReadDir(f.root)
	if err != nil {
		return nil
	}
	var children []int
	for _, entry := range entries {
		pid, err := strconv.Atoi(entry.Name())
		if err != nil {
			continue
		}
		status, err := f.Status(pid)
		if err != nil || status.Parent != parent {
			continue // it may have ended meanwhile
		}
		if program, err := f.program(pid); err == nil && program != own {
			children = append(children, pid)
		}
	}
	return children
}

func (f FS) program(pid int) (string, error) {
	return os.Readlink(filepath.Join(f.root, strconv.Itoa(pid), "exe"))
}
