package csvimpl

import (
	"context"
	"errors"

	"github.com/igaplugin/igaplugin/shared"
)

// resolveDelta completes the references of a delta. Removing one that leads
// nowhere is the way to be rid of it, and so allowed.
func (c *connection) resolveDelta(ctx context.Context, t *table, d shared.AttributeDelta) (shared.AttributeDelta, error) {
	var err error
	if d.Replace != nil {
		v, err := c.resolve(ctx, t, d.Name, *d.Replace)
		d.Replace = &v
		return d, err
	}
	if d.Add, err = c.resolve(ctx, t, d.Name, d.Add); err != nil {
		return d, err
	}
	d.Remove, err = c.resolveNames(ctx, t, d.Name, d.Remove)
	return d, err
}

// resolveNames completes the references without uid, and leaves the others as
// they are.
func (c *connection) resolveNames(ctx context.Context, t *table, attribute string, values shared.Values) (shared.Values, error) {
	var names, rest []shared.Value
	for v := range values.All() {
		if r, ok := v.AsReference(); ok && r.UID == "" {
			names = append(names, v)
		} else {
			rest = append(rest, v)
		}
	}
	if len(names) == 0 {
		return values, nil
	}
	found, err := c.resolve(ctx, t, attribute, shared.NewValues(names...))
	if err != nil {
		return values, err
	}
	for v := range found.All() {
		rest = append(rest, v)
	}
	return shared.NewValues(rest...), nil
}

// resolve gives references their uids, and refuses those that lead nowhere. It
// reads the file of their class once.
func (c *connection) resolve(ctx context.Context, t *table, attribute string, values shared.Values) (out shared.Values, err error) {
	declared, _ := t.column(attribute)
	if declared.typ != shared.TypeReference || values.Len() == 0 {
		return values, nil
	}
	src, err := c.open(ctx, declared.reference)
	if err != nil {
		return values, err
	}
	defer func() { err = errors.Join(err, src.close()) }()
	found, err := src.find(ctx, values)
	if err != nil {
		return values, err
	}
	refs := make([]shared.Value, 0, values.Len())
	taken := make(map[string]bool, values.Len()) // by uid: two names may lead to one
	for v := range values.All() {
		r, _ := v.AsReference()
		uids := found[r.String()]
		if len(uids) != 1 {
			what := "does not exist"
			if len(uids) > 1 {
				what = "is not the only one of that name"
			}
			return values, &shared.Error{
				Kind: shared.ErrInvalidAttributeValue, Class: t.class, Attribute: attribute,
				Message: attribute + " refers to a " + declared.reference + " that " + what + ": " + quoted(r.String()),
			}
		}
		if taken[uids[0]] {
			continue
		}
		taken[uids[0]] = true
		refs = append(refs, shared.ReferenceValue(shared.Reference{Class: declared.reference, UID: uids[0]}))
	}
	return shared.NewValues(refs...), nil
}

// find returns the uids behind references, by what String says of each.
func (s *source) find(ctx context.Context, refs shared.Values) (map[string][]string, error) {
	byUID, byName := make(map[string]string), make(map[string][]string)
	for v := range refs.All() {
		r, _ := v.AsReference()
		if r.UID != "" {
			byUID[r.UID] = r.String()
		} else {
			key := fold(r.Name)
			byName[key] = append(byName[key], r.String())
		}
	}
	found := make(map[string][]string)
	for r, err := range s.rows(ctx, false) {
		if err != nil {
			return nil, err
		}
		uid, name, err := s.identity(r)
		if err != nil {
			return nil, err
		}
		if text, ok := byUID[uid]; ok {
			found[text] = []string{uid}
		}
		if len(byName) > 0 {
			for _, text := range byName[fold(name)] {
				found[text] = append(found[text], uid)
			}
		}
	}
	return found, nil
}
