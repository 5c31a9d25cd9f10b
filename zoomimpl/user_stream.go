package zoomimpl

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// maxIdleRestarts bounds how often in a row a list whose page token expired is
// started again without anybody new being met. The pages that nobody has looked at
// yet may hold somebody.
const maxIdleRestarts = 2

// userStream reads one list of users, page by page, ahead of whoever takes the
// pages.
type userStream struct {
	list   userList
	size   int
	buffer *pageBuffer
	result *future[struct{}]
	// only says that the first page is read for what it tells of the list.
	only bool
	// lacks tells who has to be read singly.
	lacks func(*zoomapi.User) bool
	// whole says that the whole list is read. Otherwise that is so only when the
	// first page tells of another number of users than expected.
	whole    bool
	expected int
	// weight is how many pages there are, as far as is known, and taken how many of
	// those that the consumer took had somebody who was not met before.
	weight, taken int64
	// fresh is set when a user came who was not met before, since the list was
	// last started.
	fresh atomic.Bool

	// What follows is guarded by the buffer.

	waiting *zoomapi.UserPage
	ended   bool
	// answered says that the first page has come, empty that it had no users. total
	// is how many users the last page told of, 0 when it did not, and moved says
	// that the number has changed.
	answered, empty bool
	// answeredAt is when it came, and clipped how many users it had when Zoom gave
	// fewer than were asked for, with more to follow.
	answeredAt time.Time
	clipped    int
	// lacking is how many of the users of the first page have to be read singly,
	// and shown how many these are.
	lacking, shown int
	total          int
	moved          bool
	pages          int
}

// run reads the list.
func (s *userStream) run(ctx context.Context) error {
	defer s.buffer.finish(s)
	token, idle := "", 0
	used := map[string]struct{}{}
	for {
		page, err := s.list.page(ctx, s.size, token)
		if errors.Is(err, zoomapi.ErrPageTokenExpired) {
			if idle++; s.fresh.Swap(false) {
				idle = 0
			}
			if idle <= maxIdleRestarts {
				// Read again from its start; who was met is known.
				token, used = "", map[string]struct{}{}
				continue
			}
		}
		if err != nil {
			return err
		}
		if s.buffer.note(s, page); s.only {
			return nil
		}
		if !s.buffer.put(ctx, s, page) {
			return ctx.Err()
		}
		if token = page.NextPageToken; token == "" || s.known() {
			return nil
		}
		if _, again := used[token]; again {
			return zoomapi.ErrPageTokenRepeated
		}
		used[token] = struct{}{}
	}
}

// known tells whether a list that was read before is as it was.
func (s *userStream) known() bool {
	if s.whole {
		return false
	}
	s.buffer.mu.Lock()
	defer s.buffer.mu.Unlock()
	s.whole = s.moved
	return !s.moved
}
