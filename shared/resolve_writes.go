package shared

// ResolveCreate checks a request against the schema and returns it with
// canonical names and values of the declared types.
func ResolveCreate(s *Schema, req *CreateRequest) (*CreateRequest, error) {
	c, op, err := s.operationClass(req.Class, OperationCreate)
	if err != nil {
		return nil, err
	}
	var faults faultList
	out := *req
	out.Class = c.Name
	out.Options = resolveProperties(op.Options, req.Options, &faults, "option")
	out.Attributes = make(Attributes, 0, len(req.Attributes))
	given := make(map[*AttributeInfo]string, len(req.Attributes))
	for _, attr := range req.Attributes {
		a, ok := c.writable(attr.Name, given, &faults)
		switch {
		case !ok:
			continue
		case !a.Creatable:
			faults.request(a.Name, "cannot be set at create%s", updatableHint(a))
		case attr.Values.Len() == 0 && !unavailable(attr.Values):
			// An empty attribute is the same as none; required ones are missed below.
			delete(given, a)
		default:
			out.Attributes = append(out.Attributes, Attribute{Name: a.Name, Values: a.resolveValues(attr.Values, &faults)})
		}
	}
	for _, a := range c.Attributes {
		if _, ok := given[a]; a.Required && !ok {
			faults.request(a.Name, "required and missing")
		}
	}
	if err := faults.err(c.Name, ""); err != nil {
		return nil, err
	}
	return &out, nil
}

func unavailable(v Values) bool {
	_, is := v.Unavailable()
	return is
}

func updatableHint(a *AttributeInfo) string {
	if a.Updatable {
		return "; update it afterwards"
	}
	return ""
}

// writable finds the attribute of a write and refuses unknown names and two
// spellings of one.
func (c *ObjectClass) writable(name string, given map[*AttributeInfo]string, faults *faultList) (*AttributeInfo, bool) {
	if faults.full() {
		return nil, false
	}
	a, ok := c.Attribute(name)
	if !ok {
		faults.request(name, "%s", c.UnknownAttribute(name))
		return nil, false
	}
	if earlier, twice := given[a]; twice {
		faults.request(a.Name, "given twice, as %s and as %s", earlier, name)
		return nil, false
	}
	given[a] = name
	return a, true
}

// ResolveUpdate checks a request against the schema and returns it with
// canonical names and values of the declared types.
func ResolveUpdate(s *Schema, req *UpdateRequest) (*UpdateRequest, error) {
	c, op, err := s.operationClass(req.Class, OperationUpdate)
	if err != nil {
		return nil, err
	}
	var faults faultList
	if req.UID == "" {
		faults.request(c.UIDAttribute, "a uid is needed")
	}
	out := *req
	out.Class = c.Name
	out.Options = resolveProperties(op.Options, req.Options, &faults, "option")
	out.Deltas = make([]AttributeDelta, 0, len(req.Deltas))
	given := make(map[*AttributeInfo]string, len(req.Deltas))
	for _, d := range req.Deltas {
		a, ok := c.writable(d.Name, given, &faults)
		switch {
		case !ok:
			continue
		case !a.Updatable:
			faults.request(a.Name, "cannot be updated")
		default:
			out.Deltas = append(out.Deltas, a.resolveDelta(d, &faults))
		}
	}
	if err := faults.err(c.Name, req.UID); err != nil {
		return nil, err
	}
	return &out, nil
}

func (a *AttributeInfo) resolveDelta(d AttributeDelta, faults *faultList) AttributeDelta {
	out := AttributeDelta{Name: a.Name}
	if d.Replace != nil {
		if d.Add.Len() > 0 || d.Remove.Len() > 0 {
			faults.request(a.Name, "replace cannot be combined with add or remove")
		}
		if a.Required && d.Replace.Len() == 0 {
			faults.value(a.Name, "required and cannot be cleared")
		}
		v := a.resolveValues(*d.Replace, faults)
		out.Replace = &v
		return out
	}
	if !a.MultiValued && (d.Add.Len() > 0 || d.Remove.Len() > 0) {
		faults.request(a.Name, "has one value: replace it instead of adding or removing")
		return out
	}
	out.Add = a.resolveValues(d.Add, faults)
	out.Remove = a.resolveValues(d.Remove, faults)
	removed := out.Remove.contains()
	for v := range out.Add.All() {
		if removed(v) {
			faults.request(a.Name, "%s is both added and removed", v)
		}
	}
	return out
}

// ResolveDelete checks a request against the schema and returns it with
// canonical names.
func ResolveDelete(s *Schema, req *DeleteRequest) (*DeleteRequest, error) {
	c, op, err := s.operationClass(req.Class, OperationDelete)
	if err != nil {
		return nil, err
	}
	var faults faultList
	if req.UID == "" {
		faults.request(c.UIDAttribute, "a uid is needed")
	}
	out := *req
	out.Class = c.Name
	out.Options = resolveProperties(op.Options, req.Options, &faults, "option")
	if err := faults.err(c.Name, req.UID); err != nil {
		return nil, err
	}
	return &out, nil
}
