package shared

// ResolveGet checks a request against the schema and returns it with canonical
// names.
func ResolveGet(s *Schema, req *GetRequest) (*GetRequest, error) {
	c, _, err := s.operationClass(req.Class, OperationGet)
	if err != nil {
		return nil, err
	}
	var faults faultList
	switch {
	case req.UID == "" && req.Name == "":
		faults.request(c.UIDAttribute, "a uid or a name is needed")
	case req.UID != "" && req.Name != "":
		faults.request(c.UIDAttribute, "give a uid or a name, not both")
	}
	out := *req
	out.Class = c.Name
	out.Attributes = c.resolveAttributeNames(req.Attributes, &faults)
	if err := faults.err(c.Name, req.UID); err != nil {
		return nil, err
	}
	return &out, nil
}

// ResolveQuery checks a query against the schema and returns it with canonical
// names and a resolved filter.
func ResolveQuery(s *Schema, q *Query) (*Query, error) {
	c, op, err := s.operationClass(q.Class, OperationSearch)
	if err != nil {
		return nil, err
	}
	var faults faultList
	out := *q
	out.Class = c.Name
	out.Attributes = c.resolveAttributeNames(q.Attributes, &faults)
	out.Options = resolveProperties(op.Options, q.Options, &faults, "option")
	if q.Filter != nil {
		resolved, filterFaults := q.Filter.Resolve(c)
		for _, f := range filterFaults {
			faults.request(f.Field, "%s", f.Message)
		}
		out.Filter = resolved
	}
	out.Sort = c.resolveSort(q.Sort, &faults)
	checkPaging(q, &faults)
	if !q.Explain.Valid() {
		faults.request("explain", "is %d, which is not declared", q.Explain)
	}
	if err := faults.err(c.Name, ""); err != nil {
		return nil, err
	}
	return &out, nil
}

func (c *ObjectClass) resolveSort(keys []SortKey, faults *faultList) []SortKey {
	out := make([]SortKey, 0, len(keys))
	for _, k := range keys {
		a, ok := c.Attribute(k.Attribute)
		switch {
		case !ok:
			faults.request(k.Attribute, "%s", c.UnknownAttribute(k.Attribute))
		case !a.Readable || a.Type == TypeSecret || a.Type == TypeObject:
			faults.request(a.Name, "cannot be sorted by")
		default:
			out = append(out, SortKey{Attribute: a.Name, Descending: k.Descending})
		}
	}
	return out
}

func checkPaging(q *Query, faults *faultList) {
	if q.PageSize < 0 {
		faults.request("page size", "must not be negative")
	}
	if q.Offset < 0 {
		faults.request("offset", "must not be negative; the first row is 1")
	}
	if q.PageSize == 0 && q.Offset > 0 {
		faults.request("offset", "needs a page size")
	}
	if q.PageSize == 0 && q.Cookie != "" {
		faults.request("cookie", "needs a page size")
	}
	if q.Offset > 0 && q.Cookie != "" {
		faults.request("offset", "cannot be combined with a cookie")
	}
	if len(q.Sort) > 0 && q.Cookie != "" {
		faults.request("sort", "cannot be combined with a cookie")
	}
}

// ResolveSync checks a request against the schema and returns it with canonical
// names.
func ResolveSync(s *Schema, req *SyncRequest) (*SyncRequest, error) {
	c, _, err := s.operationClass(req.Class, OperationSync)
	if err != nil {
		return nil, err
	}
	var faults faultList
	out := *req
	out.Class = c.Name
	out.Attributes = c.resolveAttributeNames(req.Attributes, &faults)
	if err := faults.err(c.Name, ""); err != nil {
		return nil, err
	}
	return &out, nil
}
