package zoomimpl

import (
	"cmp"
	"context"
	"slices"

	"github.com/igaplugin/igaplugin/shared"
)

// maxSorted bounds the rows of a sorted search: they are all held in memory.
const maxSorted = 100_000

// sorter reads all rows before it returns the first.
type sorter struct {
	plan   *searchPlan
	rows   reader
	sorted []*shared.Object
	from   int
	ready  bool
	left   int
}

// next returns the next object in order, or nil at the end of the page.
func (s *sorter) next(ctx context.Context) (*shared.Object, error) {
	if !s.ready {
		if err := s.collect(ctx); err != nil {
			return nil, err
		}
		s.ready = true
	}
	if s.from >= len(s.sorted) {
		return nil, nil //nolint:nilnil // The end is an answer.
	}
	obj := s.sorted[s.from]
	s.sorted[s.from] = nil
	s.from++
	return project(obj, s.plan.want), nil
}

// collect reads and sorts all rows and cuts out the page.
func (s *sorter) collect(ctx context.Context) error {
	for {
		obj, err := s.rows.next(ctx)
		if err != nil {
			return err
		}
		if obj == nil {
			break
		}
		if len(s.sorted) == maxSorted {
			return &shared.Error{
				Kind: shared.ErrTooLarge, Class: s.plan.class.Name,
				Message: "a sorted search is limited to 100,000 rows: narrow the filter, or sort on the receiving side",
			}
		}
		s.sorted = append(s.sorted, obj)
	}
	slices.SortStableFunc(s.sorted, func(a, b *shared.Object) int { return compareObjects(s.plan, a, b) })
	s.from = min(max(s.plan.q.Offset-1, 0), len(s.sorted))
	if size := s.plan.q.PageSize; size > 0 && size < len(s.sorted)-s.from {
		s.left = len(s.sorted) - s.from - size
		s.sorted = s.sorted[:s.from+size]
	}
	return nil
}

// page tells how many rows follow; a sorted search has no cookie.
func (s *sorter) page() shared.Page { return shared.Page{Remaining: s.left} }

func compareObjects(p *searchPlan, a, b *shared.Object) int {
	for _, key := range p.q.Sort {
		info, _ := p.class.Attribute(key.Attribute)
		x, hasX := sortValue(p.class, a, info, key.Descending)
		y, hasY := sortValue(p.class, b, info, key.Descending)
		switch {
		case hasX != hasY && hasX:
			return -1
		case hasX != hasY:
			return 1
		case !hasX:
			continue
		}
		order, _ := x.Compare(y, !info.CaseExact)
		if order == 0 {
			continue
		}
		if key.Descending {
			return -order
		}
		return order
	}
	return cmp.Compare(a.UID(), b.UID()) // So that each page of the same rows is the same.
}

// sortValue is the value by which an object is sorted: the lowest of several,
// or the highest when the order descends. References are sorted by uid.
func sortValue(class *shared.ObjectClass, obj *shared.Object, info *shared.AttributeInfo, descending bool) (shared.Value, bool) {
	values, _ := class.ValuesOf(obj, info.Name)
	var best shared.Value
	found := false
	for v := range values.All() {
		if r, ok := v.AsReference(); ok {
			v = shared.StringValue(r.UID)
		}
		order, _ := v.Compare(best, !info.CaseExact)
		if !found || (order < 0 && !descending) || (order > 0 && descending) {
			best, found = v, true
		}
	}
	return best, found
}

// project keeps the wanted attributes.
func project(obj *shared.Object, want []string) *shared.Object {
	b := shared.NewObject(obj.Class(), obj.UID(), obj.Name()).Grow(len(want)).PreviousUID(obj.PreviousUID())
	if obj.Provisional() {
		b.Provisional()
	}
	for _, name := range want {
		if v, ok := obj.Get(name); ok {
			b.SetValues(name, v)
		}
	}
	return b.Build()
}
