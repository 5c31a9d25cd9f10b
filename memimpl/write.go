package memimpl

import (
	"context"
	"maps"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
)

// Create makes one object.
func (c *connection) Create(_ context.Context, req *shared.CreateRequest) (*shared.WriteResult, error) {
	class, _ := c.schema.Class(req.Class)
	nameValues, _ := req.Attributes.Get(class.NameAttribute)
	name, _ := nameValues.AsString()

	s := c.store
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.tables[class.Name]
	if uid, taken := t.byName[strings.ToLower(name)]; taken {
		return nil, &shared.Error{
			Kind: shared.ErrAlreadyExists, Class: class.Name, UID: uid, Attribute: class.NameAttribute,
			Message: class.Name + " " + name + " exists",
		}
	}
	attrs := make(map[string]shared.Values, len(req.Attributes))
	for _, a := range req.Attributes {
		attrs[a.Name] = a.Values
	}
	uid := t.newUID(class.Name)
	obj, password, err := s.build(class, uid, attrs, shared.Secret{})
	if err != nil {
		return nil, err
	}
	s.put(obj, password)
	return &shared.WriteResult{UID: uid, Name: name, Outcome: shared.OutcomeCreated}, nil
}

// Update applies deltas to one object, all or none.
func (c *connection) Update(_ context.Context, req *shared.UpdateRequest) (*shared.WriteResult, error) {
	class, _ := c.schema.Class(req.Class)
	s := c.store
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.tables[class.Name]
	old, ok := t.byUID[req.UID]
	if !ok {
		return nil, &shared.Error{Kind: shared.ErrNotFound, Class: class.Name, UID: req.UID, Message: "no " + class.Name + " " + req.UID}
	}
	attrs := maps.Collect(old.object.All())
	for _, d := range req.Deltas {
		attrs[d.Name] = d.Apply(attrs[d.Name])
	}
	obj, password, err := s.build(class, req.UID, attrs, old.password)
	if err != nil {
		return nil, err
	}
	if other, taken := t.byName[strings.ToLower(obj.Name())]; taken && other != req.UID {
		return nil, &shared.Error{
			Kind: shared.ErrAlreadyExists, Class: class.Name, UID: other, Attribute: class.NameAttribute,
			Message: class.Name + " " + obj.Name() + " exists",
		}
	}
	result := &shared.WriteResult{UID: req.UID, Name: obj.Name(), Outcome: shared.OutcomeUpdated}
	if obj.Equal(old.object) && password.Equal(old.password) {
		result.Outcome = shared.OutcomeAlreadyDone
		return result, nil
	}
	s.put(obj, password)
	return result, nil
}

// build makes an object out of attributes and checks its references. The caller
// holds the lock.
func (s *store) build(class *shared.ObjectClass, uid string, attrs map[string]shared.Values, password shared.Secret) (*shared.Object, shared.Secret, error) {
	if p, ok := attrs["password"]; ok {
		password, _ = p.AsSecret()
	}
	attrs[class.UIDAttribute] = shared.Strings(uid)
	name, _ := attrs[class.NameAttribute].AsString()
	b := shared.NewObject(class.Name, uid, name).Grow(len(class.Attributes))
	for _, a := range class.Attributes {
		if !a.ReturnedByDefault {
			continue // computed, or the password
		}
		values, err := s.completeReferences(class, a, attrs[a.Name])
		if err != nil {
			return nil, password, err
		}
		b.SetValues(a.Name, values)
	}
	return b.Build(), password, nil
}

// completeReferences fills in the uid or name that a reference lacks and refuses
// references to nothing.
func (s *store) completeReferences(class *shared.ObjectClass, a *shared.AttributeInfo, values shared.Values) (shared.Values, error) {
	if a.Type != shared.TypeReference || values.Len() == 0 {
		return values, nil
	}
	t := s.tables[a.ReferenceClass]
	out := make([]shared.Value, 0, values.Len())
	for v := range values.All() {
		r, _ := v.AsReference()
		uid := r.UID
		if uid == "" {
			uid = t.byName[strings.ToLower(r.Name)]
		}
		target, ok := t.byUID[uid]
		if !ok {
			return shared.Values{}, &shared.Error{
				Kind: shared.ErrInvalidAttributeValue, Class: class.Name, Attribute: a.Name,
				Message: a.Name + " refers to a " + a.ReferenceClass + " that does not exist: " + r.String(),
			}
		}
		out = append(out, shared.ReferenceValue(shared.Reference{Class: a.ReferenceClass, UID: uid, Name: target.object.Name()}))
	}
	return shared.NewValues(out...), nil
}

// Delete removes one object, and the references to it.
func (c *connection) Delete(_ context.Context, req *shared.DeleteRequest) (*shared.WriteResult, error) {
	s := c.store
	s.mu.Lock()
	defer s.mu.Unlock()
	r, ok := s.tables[req.Class].byUID[req.UID]
	if !ok {
		return nil, &shared.Error{Kind: shared.ErrNotFound, Class: req.Class, UID: req.UID, Message: "no " + req.Class + " " + req.UID}
	}
	s.remove(r.object)
	s.unlink(req.Class, req.UID)
	return &shared.WriteResult{UID: req.UID, Name: r.object.Name(), Outcome: shared.OutcomeDeleted}, nil
}

// unlink removes the references of users to an object that is gone. The caller
// holds the lock.
func (s *store) unlink(class, uid string) {
	for _, user := range s.tables[classUser].byUID {
		b := shared.NewObject(classUser, user.object.UID(), user.object.Name()).Grow(user.object.Len())
		changed := false
		for name, values := range user.object.All() {
			kept := make([]shared.Value, 0, values.Len())
			for v := range values.All() {
				if r, ok := v.AsReference(); ok && r.Class == class && r.UID == uid {
					changed = true
					continue
				}
				kept = append(kept, v)
			}
			b.Set(name, kept...)
		}
		if changed {
			s.put(b.Build(), user.password)
		}
	}
}
