package codec

import (
	"google.golang.org/protobuf/types/known/timestamppb"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
)

// arena makes the messages of objects, and counts their size. It makes the
// common types in slabs: a message and a oneof wrapper for each attribute would
// otherwise be most of what a search allocates. A message keeps its slab alive.
type arena struct {
	attributes   slab[connectorv1.Attribute]
	strings      slab[connectorv1.Attribute_StringValue]
	ints         slab[connectorv1.Attribute_IntValue]
	bools        slab[connectorv1.Attribute_BoolValue]
	times        slab[connectorv1.Attribute_TimeValue]
	lists        slab[connectorv1.Attribute_List]
	stamps       slab[timestamppb.Timestamp]
	valueLists   slab[connectorv1.ValueList]
	values       slab[connectorv1.Value]
	valuePtrs    slab[*connectorv1.Value]
	valueStrings slab[connectorv1.Value_StringValue]
	// bytes is never less than the encoded size of all that was made.
	bytes int
}

// perAttribute and perValue are no less than what tags, lengths and numbers of
// an attribute and of a value take besides their text. An object takes no more
// than an attribute.
const (
	perAttribute = 32
	perValue     = 40
)

// slab hands out elements that were made together.
type slab[T any] struct {
	free []T
	made int
}

// Slabs grow with what is asked of them, so that a single object needs little
// and many objects need few. Larger ones than the last gain nothing.
const (
	firstSlab  = 2
	slabGrowth = 4
	maxSlab    = 256
)

// expect prepares for n elements when none have been made yet. What follows
// begins small: it may be little.
func (s *slab[T]) expect(n int) {
	if s.made == 0 && n > 0 {
		s.free, s.made = make([]T, n), firstSlab
	}
}

// take hands out the next element.
func (s *slab[T]) take() *T {
	if len(s.free) == 0 {
		s.grow(1)
	}
	p := &s.free[0]
	s.free = s.free[1:]
	return p
}

// takeN hands out the next n elements, with no room behind them.
func (s *slab[T]) takeN(n int) []T {
	if len(s.free) < n {
		s.grow(n)
	}
	out := s.free[:n:n]
	s.free = s.free[n:]
	return out
}

// grow makes a slab of at least n elements.
func (s *slab[T]) grow(n int) {
	s.free = make([]T, max(n, firstSlab, min(s.made*slabGrowth, maxSlab)))
	s.made = len(s.free)
}
