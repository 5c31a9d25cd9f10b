package shared

// CompareBy orders two objects by sort keys: -1, 0 or 1. Objects without a
// value come last, whatever the direction; of several values the smallest
// counts. It suits slices.SortStableFunc.
func (c *ObjectClass) CompareBy(keys []SortKey, x, y *Object) int {
	for _, k := range keys {
		fold := true
		if a, ok := c.Attribute(k.Attribute); ok {
			fold = !a.CaseExact
		}
		vx, okx := c.smallest(x, k.Attribute, fold)
		vy, oky := c.smallest(y, k.Attribute, fold)
		switch {
		case !okx && !oky:
			continue
		case !okx:
			return 1
		case !oky:
			return -1
		}
		order := compareForSort(vx, vy, fold)
		if k.Descending {
			order = -order
		}
		if order != 0 {
			return order
		}
	}
	return 0
}

// smallest returns the smallest value of an attribute.
func (c *ObjectClass) smallest(obj *Object, attribute string, fold bool) (Value, bool) {
	values, _ := c.ValuesOf(obj, attribute)
	var best Value
	for v := range values.All() {
		if !best.Type().Valid() || compareForSort(v, best, fold) < 0 {
			best = v
		}
	}
	return best, best.Type().Valid()
}

// compareForSort is Value.Compare, with references ordered by uid.
func compareForSort(v, w Value, fold bool) int {
	rv, okv := v.AsReference()
	rw, okw := w.AsReference()
	if okv && okw {
		v, w, fold = StringValue(rv.UID), StringValue(rw.UID), false
	}
	order, _ := v.Compare(w, fold)
	return order
}
