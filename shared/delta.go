package shared

// AttributeDelta changes one attribute: either by Replace, or by Add and
// Remove. Values to add that are present, and values to remove that are absent,
// change nothing.
type AttributeDelta struct {
	Name string
	// Replace, when not nil, sets the attribute; empty Values clear it.
	Replace *Values
	Add     Values
	Remove  Values
}

// ReplaceDelta sets an attribute; without values it clears it.
func ReplaceDelta(name string, values ...Value) AttributeDelta {
	v := NewValues(values...)
	return AttributeDelta{Name: name, Replace: &v}
}

// AddDelta adds values to a multi-valued attribute.
func AddDelta(name string, values ...Value) AttributeDelta {
	return AttributeDelta{Name: name, Add: NewValues(values...)}
}

// RemoveDelta removes values from a multi-valued attribute.
func RemoveDelta(name string, values ...Value) AttributeDelta {
	return AttributeDelta{Name: name, Remove: NewValues(values...)}
}

// Apply returns what the attribute holds after the delta when it held current.
func (d AttributeDelta) Apply(current Values) Values {
	if d.Replace != nil {
		return *d.Replace
	}
	out := make([]Value, 0, current.Len()+d.Add.Len())
	removed, present := d.Remove.contains(), current.contains()
	for v := range current.All() {
		if !removed(v) {
			out = append(out, v)
		}
	}
	for v := range d.Add.All() {
		if !present(v) {
			out = append(out, v)
		}
	}
	return Values{vals: out}
}
