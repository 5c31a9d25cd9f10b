package zoomimpl

import (
	"context"
	"sync"
	"time"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// pageBuffer is where the pages of several streams wait, one of each. A stream goes
// on when its page is taken: who takes none stops the requests.
type pageBuffer struct {
	mu sync.Mutex
	// changed wakes all who wait.
	changed *sync.Cond
	closed  bool
}

func newPageBuffer() *pageBuffer {
	b := &pageBuffer{}
	b.changed = sync.NewCond(&b.mu)
	return b
}

// follow ends the buffer with the context.
func (b *pageBuffer) follow(ctx context.Context) { context.AfterFunc(ctx, b.end) }

// end makes everybody stop waiting.
func (b *pageBuffer) end() { b.update(func() { b.closed = true }) }

// finish says that the stream has no further page.
func (b *pageBuffer) finish(s *userStream) { b.update(func() { s.ended = true }) }

func (b *pageBuffer) update(change func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	change()
	b.changed.Broadcast()
}

// note remembers how many users a page tells of.
func (b *pageBuffer) note(s *userStream, page *zoomapi.UserPage) {
	b.update(func() {
		total, before := page.TotalRecords, s.expected
		if s.answered {
			before = s.total
		}
		s.moved = s.moved || (before > 0 && total > 0 && total != before)
		if !s.answered {
			s.answeredAt, s.shown, s.empty = time.Now(), len(page.Users), len(page.Users) == 0
			if page.NextPageToken != "" && s.shown < s.size {
				s.clipped = s.shown
			}
			for _, u := range page.Users {
				if s.lacks(u) {
					s.lacking++
				}
			}
		}
		s.answered, s.total = true, total
		s.pages++
	})
}

// put leaves a page once there is room; false when nobody will take it.
func (b *pageBuffer) put(ctx context.Context, s *userStream, page *zoomapi.UserPage) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	for !b.closed && s.waiting != nil {
		b.changed.Wait()
	}
	if b.closed || ctx.Err() != nil {
		return false
	}
	s.waiting = page
	b.changed.Broadcast()
	return true
}

// take returns the next page of the stream; false when there is none any more.
func (b *pageBuffer) take(s *userStream) (*zoomapi.UserPage, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for !b.closed && !s.ended && s.waiting == nil {
		b.changed.Wait()
	}
	if b.closed || s.waiting == nil {
		return nil, false
	}
	page := s.waiting
	s.waiting = nil
	b.changed.Broadcast()
	return page, true
}

// rowsOf waits until the first page of the stream has come, and tells how many
// users there are; Unknown when Zoom does not.
func (b *pageBuffer) rowsOf(ctx context.Context, s *userStream) (int64, error) {
	b.mu.Lock()
	for !b.closed && !s.ended && !s.answered {
		b.changed.Wait()
	}
	answered, total, empty := s.answered, s.total, s.empty
	b.mu.Unlock()
	if !answered {
		_, err := s.result.wait(ctx)
		return 0, err
	}
	if total == 0 && !empty {
		return shared.Unknown, nil
	}
	return int64(total), nil
}

// sizeOf is how many users a page of the stream has.
func (b *pageBuffer) sizeOf(s *userStream) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	if s.clipped > 0 {
		return s.clipped
	}
	return s.size
}

// movedOf tells whether the stream has told of different numbers of users.
func (b *pageBuffer) movedOf(s *userStream) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return s.moved
}

// lackingOf is how many users of the stream have to be read singly, as those of
// its first page are.
func (b *pageBuffer) lackingOf(s *userStream) int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case s.lacking == 0:
		return 0
	case s.total == 0:
		return shared.Unknown
	default:
		return int64(s.total) * int64(s.lacking) / int64(s.shown)
	}
}
