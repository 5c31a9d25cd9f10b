package shared

// ObjectBuilder makes an Object. It is used once, by one goroutine.
type ObjectBuilder struct {
	obj  Object
	slab []Value
}

// NewObject starts an object. uid and name are its identifiers; the attributes
// that hold them are set like the others.
func NewObject(class, uid, name string) *ObjectBuilder {
	return &ObjectBuilder{obj: Object{class: class, uid: uid, name: name}}
}

// Grow makes room for n attributes.
func (b *ObjectBuilder) Grow(n int) *ObjectBuilder {
	if cap(b.obj.attrs) < n {
		b.obj.attrs = append(make(Attributes, 0, n), b.obj.attrs...)
	}
	if cap(b.slab)-len(b.slab) < n {
		b.slab = make([]Value, 0, n)
	}
	return b
}

// PreviousUID records the uid that the object had before.
func (b *ObjectBuilder) PreviousUID(uid string) *ObjectBuilder {
	b.obj.previousUID = uid
	return b
}

// Provisional marks the uid as one that may change once more.
func (b *ObjectBuilder) Provisional() *ObjectBuilder {
	b.obj.provisional = true
	return b
}

// Set sets an attribute, which is empty without values. Each attribute is set
// once.
func (b *ObjectBuilder) Set(name string, values ...Value) *ObjectBuilder {
	start := len(b.slab)
	b.slab = append(b.slab, values...)
	// The capacity ends at the last value, so that a later append to the slab
	// can never be seen through these values.
	b.obj.attrs = append(b.obj.attrs, Attribute{Name: name, Values: Values{vals: b.slab[start:len(b.slab):len(b.slab)]}})
	return b
}

// SetString sets an attribute to one string.
func (b *ObjectBuilder) SetString(name, value string) *ObjectBuilder {
	return b.Set(name, StringValue(value))
}

// SetValues sets an attribute to values made before.
func (b *ObjectBuilder) SetValues(name string, values Values) *ObjectBuilder {
	b.obj.attrs = append(b.obj.attrs, Attribute{Name: name, Values: values})
	return b
}

// SetUnavailable marks an attribute as one that could not be read.
func (b *ObjectBuilder) SetUnavailable(name, reason string) *ObjectBuilder {
	return b.SetValues(name, UnavailableValues(reason))
}

// Build returns the object. The builder must not be used afterwards.
func (b *ObjectBuilder) Build() *Object { return &b.obj }
