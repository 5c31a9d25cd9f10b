package codec

import (
	"google.golang.org/protobuf/types/known/timestamppb"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
	"github.com/igaplugin/igaplugin/shared"
)

// arena holds the messages of one object, made in one slab for each of the
// common types: a message and a oneof wrapper for each attribute would
// otherwise be most of what a search allocates.
type arena struct {
	attributes   []connectorv1.Attribute
	strings      []connectorv1.Attribute_StringValue
	ints         []connectorv1.Attribute_IntValue
	bools        []connectorv1.Attribute_BoolValue
	times        []connectorv1.Attribute_TimeValue
	lists        []connectorv1.Attribute_List
	stamps       []timestamppb.Timestamp
	valueLists   []connectorv1.ValueList
	values       []connectorv1.Value
	valuePtrs    []*connectorv1.Value
	valueStrings []connectorv1.Value_StringValue
}

// counts are the sizes of an arena, and a bound of the size on the wire.
type counts struct {
	attributes, strings, ints, bools, times, lists, values, valueStrings int
	// bytes is never less than the encoded size of the attributes counted.
	bytes int
}

// perAttribute and perValue are no less than what tags, lengths and numbers of
// an attribute and of a value take besides their text.
const (
	perAttribute = 32
	perValue     = 40
	// perEmbedded stands for an embedded object, whose size only a look at it
	// can tell.
	perEmbedded = 1 << 30
)

func (c *counts) add(name string, vs shared.Values) {
	c.attributes++
	reason, unavailable := vs.Unavailable()
	c.bytes += perAttribute + len(name) + len(reason)
	if unavailable {
		return
	}
	single := vs.Len() == 1
	if !single {
		c.lists++
		c.values += vs.Len()
	}
	for v := range vs.All() {
		c.addValue(v, single)
	}
}

func (c *counts) addValue(v shared.Value, single bool) {
	c.bytes += perValue
	switch v.Type() {
	case shared.TypeString:
		s, _ := v.AsString()
		c.bytes += len(s)
		if single {
			c.strings++
		} else {
			c.valueStrings++
		}
	case shared.TypeBytes:
		b, _ := v.AsBytes()
		c.bytes += len(b)
	case shared.TypeSecret:
		s, _ := v.AsSecret()
		c.bytes += len(s.Reveal())
	case shared.TypeReference:
		r, _ := v.AsReference()
		c.bytes += len(r.Class) + len(r.UID) + len(r.Name)
	case shared.TypeInt:
		if single {
			c.ints++
		}
	case shared.TypeBool:
		if single {
			c.bools++
		}
	case shared.TypeTime:
		if single {
			c.times++
		}
	case shared.TypeObject:
		c.bytes += perEmbedded
	default:
	}
}

func newArena(c counts) *arena {
	return &arena{
		attributes:   make([]connectorv1.Attribute, c.attributes),
		strings:      make([]connectorv1.Attribute_StringValue, c.strings),
		ints:         make([]connectorv1.Attribute_IntValue, c.ints),
		bools:        make([]connectorv1.Attribute_BoolValue, c.bools),
		times:        make([]connectorv1.Attribute_TimeValue, c.times),
		stamps:       make([]timestamppb.Timestamp, c.times),
		lists:        make([]connectorv1.Attribute_List, c.lists),
		valueLists:   make([]connectorv1.ValueList, c.lists),
		values:       make([]connectorv1.Value, c.values),
		valuePtrs:    make([]*connectorv1.Value, c.values),
		valueStrings: make([]connectorv1.Value_StringValue, c.valueStrings),
	}
}

// take hands out the next element of a slab, or a new one when the slab is used
// up.
func take[T any](slab *[]T) *T {
	if len(*slab) == 0 {
		return new(T)
	}
	p := &(*slab)[0]
	*slab = (*slab)[1:]
	return p
}

// takeN hands out the next n elements of a slab, with no room behind them.
func takeN[T any](slab *[]T, n int) []T {
	if len(*slab) < n {
		return make([]T, n)
	}
	out := (*slab)[:n:n]
	*slab = (*slab)[n:]
	return out
}
