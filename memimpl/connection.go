package memimpl

import (
	"context"

	"github.com/igaplugin/igaplugin/shared"
)

// connection is one store with its schema.
type connection struct {
	store  *store
	schema *shared.Schema
}

var _ shared.FullConnection = (*connection)(nil)

// Schema describes users and groups.
func (c *connection) Schema(context.Context) (*shared.Schema, error) { return c.schema, nil }

// Test always finds everything in order: memory has no credentials.
func (c *connection) Test(context.Context, *shared.TestRequest) (*shared.TestReport, error) {
	return &shared.TestReport{
		Target:  "memory",
		Classes: []shared.ClassReport{{Class: classUser}, {Class: classGroup}},
	}, nil
}

// Get reads one object.
func (c *connection) Get(_ context.Context, req *shared.GetRequest) (*shared.Object, error) {
	obj, err := c.store.find(req.Class, req.UID, req.Name)
	if err != nil {
		return nil, err
	}
	return c.project(obj, req.Attributes), nil
}

// Close forgets the store.
func (c *connection) Close(context.Context) error {
	c.store.mu.Lock()
	defer c.store.mu.Unlock()
	for _, t := range c.store.tables {
		*t = table{byUID: map[string]*record{}, byName: map[string]string{}}
	}
	return nil
}

// project returns an object with the attributes asked for; nil means those
// returned by default, which is what the store holds.
func (c *connection) project(obj *shared.Object, attributes []string) *shared.Object {
	if attributes == nil {
		return obj
	}
	b := shared.NewObject(obj.Class(), obj.UID(), obj.Name()).Grow(len(attributes))
	for _, name := range attributes {
		if obj.Class() == classGroup && name == "members" {
			b.SetValues(name, c.store.members(obj.UID()))
		} else if v, ok := obj.Get(name); ok {
			b.SetValues(name, v)
		}
	}
	return b.Build()
}
