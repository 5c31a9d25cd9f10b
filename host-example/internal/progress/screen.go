package progress

import (
	"io"
	"strings"
	"sync"

	"github.com/jedib0t/go-pretty/v6/text"
)

// Screen is a terminal on which what is written scrolls by, and one status line
// stays at the bottom. Without a status line it passes on what is written as it
// is. It may be used by several goroutines at once.
type Screen struct {
	mu sync.Mutex
	w  io.Writer
	// shown is the width of the status line; 0 when there is none.
	shown int
}

// NewScreen makes a Screen that writes to w.
func NewScreen(w io.Writer) *Screen { return &Screen{w: w} }

// Write writes lines in the place of the status line, which appears again below
// them when it is shown the next time.
func (s *Screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.clear(); err != nil {
		return 0, err
	}
	return s.w.Write(p)
}

// Show replaces the status line.
func (s *Screen) Show(line string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	width := text.StringWidth(line)
	// Blanks instead of control sequences: every terminal knows them.
	_, err := io.WriteString(s.w, "\r"+line+strings.Repeat(" ", max(0, s.shown-width)))
	s.shown = width
	return err
}

// Clear removes the status line.
func (s *Screen) Clear() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.clear()
}

func (s *Screen) clear() error {
	if s.shown == 0 {
		return nil
	}
	_, err := io.WriteString(s.w, "\r"+strings.Repeat(" ", s.shown)+"\r")
	s.shown = 0
	return err
}
