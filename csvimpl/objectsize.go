package csvimpl

import (
	"bytes"
	"math/bits"

	"github.com/igaplugin/igaplugin/shared"
)

const (
	// maxObject is the largest object that the contract carries, in bytes of
	// protobuf. That of a row of 8 MiB can be larger: each value comes with its
	// type, and each reference with its class.
	maxObject = 8 << 20
	// smallRow is the length up to which no row makes an object that is too large:
	// two bytes of it, a short reference and a separator, become 14 at most, and
	// the names of the columns take less than 1 MiB.
	smallRow = maxObject / 8
)

// checkRow refuses to write what could not be read. A row that was too large
// before may stay so, or it could not be mended step by step; before is nil for
// a new one.
func (s *source) checkRow(raw []byte, before *row) error {
	if len(raw) > maxRow {
		return s.table.fileFault(shared.ErrTooLarge, "the row would be longer than %d MiB", maxRow>>20)
	}
	if len(raw) <= smallRow {
		return nil
	}
	r, err := newScanner(bytes.NewReader(raw), s.table.format.delimiter, charset{name: charsetUTF8}, 0, 1).next()
	if err != nil {
		return s.table.fileFault(shared.ErrInvalidAttributeValue, "the row could not be read again: it %v", err)
	}
	size := s.objectSize(r)
	if size <= maxObject || before != nil && size <= s.objectSize(before) {
		return nil
	}
	return s.table.fileFault(shared.ErrTooLarge, "the object of the row would be %d bytes; the limit is %d bytes", size, maxObject)
}

// largeObject is the fault of a row whose object the contract does not carry.
func (s *source) largeObject(r *row) error {
	if len(r.raw) <= smallRow {
		return nil
	}
	size := s.objectSize(r)
	if size <= maxObject {
		return nil
	}
	e := s.table.lineFault(r.line, "the object of the row is %d bytes; the limit is %d bytes", size, maxObject)
	e.Kind = shared.ErrTooLarge
	return e
}

// objectSize returns the size of the object of a row with all its columns, as
// the contract carries it. Cells with a fault count as texts.
func (s *source) objectSize(r *row) int {
	unprotected := func(f field) int { return len(s.table.format.unprotect(r.text(f.index))) }
	size := sized(len(s.table.class)) + sized(unprotected(s.layout.uid)) + sized(unprotected(s.layout.name))
	for _, f := range s.layout.fields {
		values, err := s.values(r, f)
		attribute := sized(len(f.name))
		switch v, single := values.Single(); {
		case err != nil:
			attribute += sized(unprotected(f))
		case single:
			attribute += valueSize(v)
		default:
			list := 0
			for v := range values.All() {
				list += sized(valueSize(v))
			}
			attribute += sized(list)
		}
		size += sized(attribute)
	}
	return size
}

// valueSize returns the size of a value.
func valueSize(v shared.Value) int {
	switch v.Type() {
	case shared.TypeInt:
		i, _ := v.AsInt()
		return number(i)
	case shared.TypeFloat:
		return 1 + 8
	case shared.TypeBool:
		return 1 + 1
	case shared.TypeBytes:
		b, _ := v.AsBytes()
		return sized(len(b))
	case shared.TypeTime:
		at, _ := v.AsTime()
		size := 0
		for _, part := range []int64{at.Unix(), int64(at.Nanosecond())} {
			if part != 0 {
				size += number(part)
			}
		}
		return sized(size)
	case shared.TypeReference:
		r, _ := v.AsReference()
		return sized(sized(len(r.Class)) + sized(len(r.UID)))
	default:
		text, _ := v.AsString()
		return sized(len(text))
	}
}

// sized returns the size of a field of n bytes with its tag and its length. All
// tags of objects are one byte.
func sized(n int) int { return number(int64(n)) + n }

// number returns the size of a field that is a number, with its tag.
func number(n int64) int {
	return 1 + (bits.Len64(uint64(n)|1)+6)/7 //nolint:gosec // a varint holds the bits, whatever the sign
}
