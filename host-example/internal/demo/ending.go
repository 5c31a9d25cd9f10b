package demo

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/filter"
)

// stop ends the connector that runs.
func (s *story) stop() step {
	return step{"stop the connector", nil, func(ctx context.Context) ([]string, error) {
		pid := s.plugin.PID()
		if err := s.unload(ctx); err != nil {
			return nil, err
		}
		return say("process %d has ended", pid), nil
	}}
}

// another loads another connector into the same host, and does what was done with
// the one before. command is how igahost names it.
func (s *story) another(spec host.Spec, command string, config shared.Attributes, configFile string) []step {
	return []step{
		s.stop(),
		{"the same host loads another connector", []string{"igahost " + command}, func(ctx context.Context) ([]string, error) {
			return s.load(ctx, spec)
		}},
		{"connect it, and read the schema", []string{"igahost --config " + configFile + " schema"}, func(ctx context.Context) ([]string, error) {
			return s.connect(ctx, config, "User", "Group")
		}},
		{"test the connection", []string{"igahost test"}, s.test},
	}
}

// nameOf is the naming attribute of a class.
func (s *story) nameOf(ctx context.Context, class string) (string, error) {
	schema, err := s.conn.Schema(ctx)
	if err != nil {
		return "", err
	}
	c, ok := schema.Class(class)
	if !ok {
		return "", unexpected("the schema", "one with class "+class, "without it")
	}
	return c.NameAttribute, nil
}

// people shows a search with a filter, and a get by name, as they were done with
// Zoom; want is how many users are active.
func (s *story) people(ctx context.Context, want int) ([]string, error) {
	name, err := s.nameOf(ctx, "User")
	if err != nil {
		return nil, err
	}
	found, _, err := s.run(ctx, &shared.Query{
		Class: "User", Filter: filter.Eq("active", shared.BoolValue(true)), Sort: []shared.SortKey{{Attribute: name}},
		Attributes: []string{"email", "active"},
	})
	if err != nil {
		return nil, err
	}
	var lines []string
	for _, user := range found {
		email, _ := user.Get("email")
		active, _ := user.Get("active")
		lines = append(lines, fmt.Sprintf("%s  %s  %v  %v", user.UID(), user.Name(), email, active))
	}
	if len(found) != want {
		return lines, unexpected("the number of active users", want, len(found))
	}
	return lines, nil
}

// gotByName reads an object by its name.
func (s *story) gotByName(ctx context.Context, name string) ([]string, error) {
	obj, err := s.conn.Get(ctx, &shared.GetRequest{Class: "User", Name: name})
	if err != nil {
		return nil, err
	}
	lines := make([]string, 0, obj.Len())
	for attribute, values := range obj.All() {
		lines = append(lines, fmt.Sprintf("%s: %v", attribute, values))
	}
	return lines, nil
}

// base is the name of a file without its folder.
func base(path string) string { return filepath.Base(path) }
