package pluginlog

import (
	"slices"
	"strings"
	"sync"
)

const (
	// maxTailBytes bounds what a Tail holds in total, maxTailLine one line.
	maxTailBytes = 64 * 1024
	maxTailLine  = 4 * 1024
	// maxSummary bounds the text that goes into an error message.
	maxSummary = 4 * 1024
)

// Tail keeps the last lines that a process wrote. It is safe for concurrent
// use.
type Tail struct {
	limit int

	mu    sync.Mutex
	lines []string
	size  int
	// headline is the first line of the last panic. It says more than all of
	// the stack that follows and pushes it out of the tail.
	headline string
}

// NewTail returns a Tail of at most limit lines and 64 KiB.
func NewTail(limit int) *Tail { return &Tail{limit: limit} }

// Add appends a line, which must be escaped already.
func (t *Tail) Add(line string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	line = Clip(line, maxTailLine)
	t.lines = append(t.lines, line)
	t.size += len(line)
	for len(t.lines) > t.limit || t.size > maxTailBytes {
		t.size -= len(t.lines[0])
		t.lines = t.lines[1:]
	}
}

// AddHeadline appends a line and remembers it as the one that matters most.
func (t *Tail) AddHeadline(line string) {
	t.Add(line)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.headline = Clip(line, maxTailLine)
}

// Lines returns the lines, oldest first.
func (t *Tail) Lines() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.lines)
}

// Summary returns the lines in one line of at most about 4 KiB, for an error
// message: the beginning of a panic first, even when it has left the tail, then
// as many of the last lines as there is room for. It is empty when nothing was
// written.
func (t *Tail) Summary() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	room := maxSummary
	var parts []string
	for _, line := range slices.Backward(t.lines) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if len(parts) > 0 && len(line) > room {
			break
		}
		line = Clip(line, room)
		room -= len(line)
		parts = append(parts, line)
	}
	slices.Reverse(parts)
	if t.headline != "" && !slices.Contains(parts, t.headline) {
		parts = slices.Insert(parts, 0, t.headline, "…")
	}
	return strings.Join(parts, " | ")
}
