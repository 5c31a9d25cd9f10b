package zoomimpl

import (
	"context"
	"sync"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// maxHoard bounds the pages of one search that wait for the list of Zoom Phone,
// in bytes. A user takes some 80 of them.
const maxHoard = 16 << 20

// pageBuffer is where the pages of several streams wait. A stream goes on when its
// page is taken: who takes none stops the requests. Only while the pages cannot be
// taken, because the list of Zoom Phone is being read, more of them are kept, in a
// small form.
type pageBuffer struct {
	mu sync.Mutex
	// changed wakes all who wait.
	changed *sync.Cond
	closed  bool
	hoards  bool
	// bytes are those of the pages that were packed.
	bytes int
}

// waitingPage is a page in the buffer, packed or as it came.
type waitingPage struct {
	page   *zoomapi.UserPage
	packed *zoomapi.PackedUsers
	// unpacked are the users of a packed page, once it was begun to unpack it.
	unpacked *future[[]*zoomapi.User]
}

// unpack begins to unpack the page, if it is packed.
func (w *waitingPage) unpack(group *sync.WaitGroup) {
	if w.packed != nil && w.unpacked == nil {
		w.unpacked = begin(group, w.packed.Users)
	}
}

// users are those of the page.
func (w *waitingPage) users(ctx context.Context, group *sync.WaitGroup) ([]*zoomapi.User, error) {
	if w.packed == nil {
		return w.page.Users, nil
	}
	w.unpack(group)
	return w.unpacked.wait(ctx)
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

// hoard says whether pages are kept until they can be taken.
func (b *pageBuffer) hoard(on bool) { b.update(func() { b.hoards = on }) }

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
			s.shown, s.empty = len(page.Users), len(page.Users) == 0
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

// wrap makes a page ready to wait.
func (b *pageBuffer) wrap(s *userStream, page *zoomapi.UserPage) (*waitingPage, error) {
	b.mu.Lock()
	hoards := b.hoards
	b.mu.Unlock()
	if !hoards {
		return &waitingPage{page: page}, nil
	}
	packed, err := s.packer.Pack(page)
	return &waitingPage{packed: packed}, err
}

// put leaves a page; false when nobody will take it.
func (b *pageBuffer) put(ctx context.Context, s *userStream, w *waitingPage) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	for !b.closed && len(s.waiting) > 0 && (!b.hoards || b.bytes >= maxHoard) {
		b.changed.Wait()
	}
	if b.closed || ctx.Err() != nil {
		return false
	}
	s.waiting = append(s.waiting, w)
	if w.packed != nil {
		b.bytes += w.packed.Size()
	}
	b.changed.Broadcast()
	return true
}

// take returns the next page of the stream; false when there is none any more.
func (b *pageBuffer) take(s *userStream) (*waitingPage, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for !b.closed && !s.ended && len(s.waiting) == 0 {
		b.changed.Wait()
	}
	if b.closed || len(s.waiting) == 0 {
		return nil, false
	}
	w := s.waiting[0]
	s.waiting[0] = nil // The array lives on for a while.
	s.waiting = s.waiting[1:]
	if w.packed != nil {
		b.bytes -= w.packed.Size()
	}
	b.changed.Broadcast()
	return w, true
}

// prepare unpacks the next page of the stream while another one is looked at.
func (b *pageBuffer) prepare(s *userStream, group *sync.WaitGroup) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(s.waiting) > 0 {
		s.waiting[0].unpack(group)
	}
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
