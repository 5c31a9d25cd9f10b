package values

import (
	"fmt"

	"github.com/igaplugin/igaplugin/shared"
)

// Attributes reads the arguments of a create: name=value, repeated for an
// attribute with several values. A name without a value is the same as none.
// Unknown names are left to shared.ResolveCreate. All faults come in one error;
// the attributes without a fault are returned with it, so that they can be
// checked further.
func Attributes(class *shared.ObjectClass, args []string, secrets Secrets) (shared.Attributes, error) {
	assignments, err := parseAll(args)
	if err != nil {
		return nil, err
	}
	return attributes(class, assignments, secrets)
}

func attributes(class *shared.ObjectClass, assignments []assignment, secrets Secrets) (shared.Attributes, error) {
	deltas, err := deltas(class, assignments, secrets)
	var faults faults
	out := make(shared.Attributes, 0, len(deltas))
	for _, d := range deltas {
		if d.Replace == nil {
			faults.add(d.Name, "nothing can be added to or removed from a new object; write %s=value", d.Name)
			continue
		}
		out = append(out, shared.Attribute{Name: d.Name, Values: *d.Replace})
	}
	return out, Together(err, faults.err(shared.ErrInvalidRequest, class.Name))
}

// Deltas reads the arguments of an update: name=value replaces, name+=value
// adds, name-=value removes, and name= clears. Unknown names are left to
// shared.ResolveUpdate. All faults come in one error; the deltas without a fault
// are returned with it, so that they can be checked further.
func Deltas(class *shared.ObjectClass, args []string, secrets Secrets) ([]shared.AttributeDelta, error) {
	assignments, err := parseAll(args)
	if err != nil {
		return nil, err
	}
	return deltas(class, assignments, secrets)
}

// pending collects the values of one attribute.
type pending struct {
	name               string
	set, added, remove []shared.Value
	sets, cleared      bool
	faulty             bool
}

func deltas(class *shared.ObjectClass, assignments []assignment, secrets Secrets) ([]shared.AttributeDelta, error) {
	var faults faults
	var order []*pending
	byName := make(map[string]*pending)
	for _, a := range assignments {
		p, known := byName[a.name]
		if !known {
			p = &pending{name: a.name}
			byName[a.name] = p
			order = append(order, p)
		}
		p.take(attributeType(class, a.name), a, secrets, &faults)
	}
	out := make([]shared.AttributeDelta, 0, len(order))
	for _, p := range order {
		if p.cleared && len(p.set) > 0 {
			faults.add(p.name, "is both cleared and set")
			p.faulty = true
		}
		if !p.faulty {
			out = append(out, p.delta())
		}
	}
	return out, faults.err(shared.ErrInvalidAttributeValue, class.Name)
}

func (p *pending) take(t shared.Type, a assignment, secrets Secrets, faults *faults) {
	p.sets = p.sets || a.action == set
	if a.text == "" && a.action == set {
		p.cleared = true
		return
	}
	value, err := parse(t, a, secrets)
	if err != nil {
		faults.add(a.name, "%s", err)
		p.faulty = true
		return
	}
	switch a.action {
	case add:
		p.added = append(p.added, value)
	case remove:
		p.remove = append(p.remove, value)
	default:
		p.set = append(p.set, value)
	}
}

func (p *pending) delta() shared.AttributeDelta {
	d := shared.AttributeDelta{Name: p.name, Add: shared.NewValues(p.added...), Remove: shared.NewValues(p.remove...)}
	if p.sets {
		v := shared.NewValues(p.set...)
		d.Replace = &v
	}
	return d
}

// parse reads one value.
func parse(t shared.Type, a assignment, secrets Secrets) (shared.Value, error) {
	text := a.text
	if a.object && t != shared.TypeObject {
		return shared.Value{}, fmt.Errorf("line %d: must be a scalar or a list of scalars", a.line)
	}
	if t == shared.TypeSecret {
		resolved, err := secrets.resolve(a)
		if err != nil {
			return shared.Value{}, err
		}
		text = resolved
	}
	return shared.ParseValue(t, text)
}

// attributeType is the declared type, and string for unknown attributes, which
// the schema refuses by name later.
func attributeType(class *shared.ObjectClass, name string) shared.Type {
	if a, ok := class.Attribute(name); ok {
		return a.Type
	}
	return shared.TypeString
}
