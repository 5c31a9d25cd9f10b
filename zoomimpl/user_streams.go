package zoomimpl

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// maxRounds bounds how often the lists are read over, because users moved between
// them while they were read.
const maxRounds = 3

// userStreams reads the lists of a way at once, for searches that return whatever
// the lists hold. The rows come in the same order each time, the pages of all lists
// mixed evenly, unless they have to wait for a long list of Zoom Phone. Behind them come
// those that moved from a list before they were met there to one that was past
// them.
type userStreams struct {
	rows *userRows
	way  userWay
	// only says that nothing but the plan is wanted.
	only   bool
	pages  *pageBuffer
	group  sync.WaitGroup
	listed *listedUsers

	started bool
	round   int
	// streams are those of the round, open the ones that are not at their end.
	streams, open []*userStream
	// users are those in hand: of a page of stream, or, when page is nil, some who
	// waited; next is the first that was not looked at.
	page   *zoomapi.UserPage
	stream *userStream
	users  []*zoomapi.User
	at     int
	// news says that one of them was not met before.
	news  bool
	aside *usersAside
}

func newUserStreams(rows *userRows, way userWay) *userStreams {
	return &userStreams{
		rows: rows, way: way, only: rows.plan.q.Explain == shared.ExplainOnly, pages: newPageBuffer(),
		aside:  &usersAside{phone: rows.phone},
		listed: newListedUsers(slices.ContainsFunc(way.lists, func(l userList) bool { return l.status == zoomapi.StatusPending })),
	}
}

// start begins to read the lists, and the list of Zoom Phone beside them unless a
// filter may leave nobody to look for in it.
func (s *userStreams) start(ctx context.Context) {
	if s.started {
		return
	}
	s.started = true
	s.pages.follow(ctx)
	if s.rows.plan.q.Filter == nil && s.rows.phone.list && s.rows.c.model.ofPhone(s.rows.plan.read...) {
		// Who has to be read singly waits for the whole list: that takes longer.
		s.rows.phone.start(ctx, &s.group, s.only, !s.rows.need.get)
	}
	for _, list := range s.way.lists {
		s.begin(ctx, &userStream{list: list, whole: true})
	}
}

func (s *userStreams) begin(ctx context.Context, stream *userStream) {
	stream.size, stream.buffer, stream.only, stream.lacks = s.rows.c.cfg.batchSize, s.pages, s.only, s.rows.lacks
	stream.result = begin(&s.group, func() (struct{}, error) { return struct{}{}, stream.run(ctx) })
	s.streams, s.open = append(s.streams, stream), append(s.open, stream)
}

// next returns the next row that satisfies the filter.
func (s *userStreams) next(ctx context.Context) (*candidate, error) {
	s.start(ctx)
	for {
		for s.at < len(s.users) {
			row, err := s.look(ctx)
			if row != nil || err != nil {
				return row, err
			}
		}
		if err := s.aside.keep(s.page); err != nil {
			return nil, err
		}
		if s.page != nil {
			s.looked()
		}
		s.page, s.users, s.at, s.news = nil, nil, 0, false
		more, err := s.more(ctx)
		if !more || err != nil {
			return nil, err
		}
	}
}

// looked notes that the page in hand was looked at.
func (s *userStreams) looked() {
	if s.news {
		s.stream.taken++ // A list that was started again catches up first.
	}
	if s.stream.list.status == zoomapi.StatusPending && s.page.NextPageToken == "" && !s.pages.movedOf(s.stream) {
		s.listed.pendingDone()
	}
}

// look looks at the next user in hand. It returns the row unless the user was met
// before, has to wait, or is known not to satisfy the filter.
func (s *userStreams) look(ctx context.Context) (*candidate, error) {
	index, u := s.at, s.users[s.at]
	s.at++
	if s.page != nil {
		if !s.listed.first(u) {
			return nil, nil //nolint:nilnil // No row is an answer.
		}
		s.news = true
		s.stream.fresh.Store(true)
		if waits, err := s.aside.take(ctx, u, index); waits || err != nil {
			return nil, err
		}
	}
	if s.listed.known(u) {
		return nil, nil //nolint:nilnil // No row is an answer.
	}
	row := s.rows.candidate(u, position{}, false)
	if row != nil {
		s.listed.returned(u)
	}
	return row, nil
}

// more takes further users in hand; false when there are none. Those who waited
// come as soon as they can; when too many wait, no others are asked for.
func (s *userStreams) more(ctx context.Context) (bool, error) {
	for {
		users, err := s.aside.due(ctx, &s.group)
		if len(users) > 0 || err != nil {
			s.users = users
			return true, err
		}
		if !s.aside.full() {
			if more, err := s.nextPage(ctx); more || err != nil {
				return more, err
			}
		}
		if s.aside.empty() {
			return false, nil
		}
		if err := s.aside.wait(ctx); err != nil {
			return false, err
		}
	}
}

// nextPage takes the next page of the lists in hand; false at the end of the last
// round.
func (s *userStreams) nextPage(ctx context.Context) (bool, error) {
	for {
		if len(s.open) == 0 {
			if !s.again(ctx) {
				return false, nil
			}
			continue
		}
		stream := s.turn(ctx)
		page, ok := s.pages.take(stream)
		if !ok {
			if ctx.Err() != nil {
				return false, ctx.Err() // A page may have been left.
			}
			if _, err := stream.result.wait(ctx); err != nil {
				return false, err
			}
			s.open = slices.DeleteFunc(s.open, func(other *userStream) bool { return other == stream })
			continue
		}
		s.page, s.users, s.stream = page, page.Users, stream
		return true, nil
	}
}

// turn is the stream whose page is next: the one of which the smallest part was
// taken. So all come to their end together, and no long one is read alone in the
// end, when it could have been read beside others.
func (s *userStreams) turn(ctx context.Context) *userStream {
	for _, stream := range s.open {
		if stream.weight > 0 {
			continue
		}
		stream.weight = 1
		// Why there is no first page is for whoever takes it.
		if rows, err := s.pages.rowsOf(ctx, stream); err == nil && rows > 0 {
			stream.weight = pagesOf(rows, s.pages.sizeOf(stream))
		}
	}
	return slices.MinFunc(s.open, func(a, b *userStream) int { return cmp.Compare(a.taken*b.weight, b.taken*a.weight) })
}

// again begins the next round: whoever moved to a list that was past them is in
// that list now. When any list has grown or shrunk, all are read over to which
// users move: in one of them who came may be as many as who went. Otherwise the
// first page tells whether the lists have changed since, unless all were read in
// the same moment. Users who change places between two answers of each of their
// lists stay unnoticed.
func (s *userStreams) again(ctx context.Context) bool {
	before := s.streams
	moved := slices.ContainsFunc(before, func(st *userStream) bool { return st.moved })
	s.round++
	look := s.round == 1 && len(before) > 1 && tookLong(before)
	if s.only || s.round == maxRounds || (!moved && !look) {
		return false
	}
	s.streams = nil
	for _, stream := range before {
		pending := stream.list.status == zoomapi.StatusPending // Nobody moves there.
		if stream.moved || (!pending && len(before) > 1) {
			next := &userStream{list: stream.list, whole: moved, expected: stream.total}
			if !moved {
				next.weight = 1 // A page, as far as is known.
			}
			s.begin(ctx, next)
		}
	}
	return len(s.open) > 0
}

// sameMoment is how far the answers of lists of one page may lie apart.
const sameMoment = time.Second

// tookLong tells whether users may have moved between the lists while they were
// read.
func tookLong(streams []*userStream) bool {
	first, last := streams[0].answeredAt, streams[0].answeredAt
	for _, st := range streams {
		if st.pages > 1 {
			return true
		}
		if st.answeredAt.Before(first) {
			first = st.answeredAt
		}
		if st.answeredAt.After(last) {
			last = st.answeredAt
		}
	}
	return last.Sub(first) > sameMoment
}

// rest is not asked for: these searches have no pages.
func (s *userStreams) rest(context.Context) (position, bool, error) { return position{}, false, nil }

// close ends what is being read.
func (s *userStreams) close() {
	s.pages.end()
	s.group.Wait()
}
