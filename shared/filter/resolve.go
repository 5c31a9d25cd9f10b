package filter

import (
	"fmt"

	"github.com/igaplugin/igaplugin/shared"
)

// MaxDepth is how many levels of nodes a filter may have; a single comparison
// has one. In and ContainsAll count as two, because they stand for an or and an
// and of comparisons.
const MaxDepth = 64

// Resolve returns the filter bound to the class, or all that is wrong with it;
// then the filter returned is n itself.
func (n *And) Resolve(class *shared.ObjectClass) (shared.Filter, []shared.Fault) {
	return resolve(class, n)
}

// Resolve is as in And.
func (n *Or) Resolve(class *shared.ObjectClass) (shared.Filter, []shared.Fault) {
	return resolve(class, n)
}

// Resolve is as in And.
func (n *Not) Resolve(class *shared.ObjectClass) (shared.Filter, []shared.Fault) {
	return resolve(class, n)
}

// Resolve is as in And.
func (n *Comparison) Resolve(class *shared.ObjectClass) (shared.Filter, []shared.Fault) {
	return resolve(class, n)
}

// Resolve is as in And.
func (n *In) Resolve(class *shared.ObjectClass) (shared.Filter, []shared.Fault) {
	return resolve(class, n)
}

// Resolve is as in And.
func (n *ContainsAll) Resolve(class *shared.ObjectClass) (shared.Filter, []shared.Fault) {
	return resolve(class, n)
}

// Resolve is as in And.
func (n *Present) Resolve(class *shared.ObjectClass) (shared.Filter, []shared.Fault) {
	return resolve(class, n)
}

func resolve(class *shared.ObjectClass, f shared.Filter) (shared.Filter, []shared.Fault) {
	r := &resolver{class: class, seen: map[shared.Fault]bool{}}
	if class == nil {
		r.fault(wholeFilter, "there is no object class to resolve it with")
		return f, r.faults
	}
	out := r.node(f, 1)
	if len(r.faults) > 0 {
		return f, r.faults
	}
	return out, nil
}

// wholeFilter is the field of faults that belong to no attribute.
const wholeFilter = "filter"

// resolver collects the faults of one filter, each once.
type resolver struct {
	class  *shared.ObjectClass
	faults []shared.Fault
	seen   map[shared.Fault]bool
}

func (r *resolver) fault(field, format string, args ...any) {
	f := shared.Fault{Field: field, Message: fmt.Sprintf(format, args...)}
	if !r.seen[f] {
		r.seen[f] = true
		r.faults = append(r.faults, f)
	}
}

func (r *resolver) node(f shared.Filter, depth int) shared.Filter {
	switch {
	case isNil(f):
		r.fault(wholeFilter, "a node is missing")
		return f
	case depth > MaxDepth:
		r.fault(wholeFilter, "nested deeper than %d levels", MaxDepth)
		return f
	}
	switch n := f.(type) {
	case *And:
		return &And{Filters: r.list("and", n.Filters, depth)}
	case *Or:
		return &Or{Filters: r.list("or", n.Filters, depth)}
	case *Not:
		return &Not{Filter: r.node(n.Filter, depth+1)}
	case *Comparison:
		return r.comparison(n)
	case *In:
		attribute, values := r.values("in", n.Attribute, n.Values, depth)
		return &In{Attribute: attribute, Values: values}
	case *ContainsAll:
		attribute, values := r.values("contains-all", n.Attribute, n.Values, depth)
		return &ContainsAll{Attribute: attribute, Values: values}
	case *Present:
		if info, ok := r.attribute(n.Attribute); ok {
			return &Present{Attribute: info.Name}
		}
		return n
	default:
		r.fault(wholeFilter, "a node of type %T is not part of package filter", f)
		return f
	}
}

func (r *resolver) list(what string, filters []shared.Filter, depth int) []shared.Filter {
	if len(filters) == 0 {
		r.fault(wholeFilter, "%q has no conditions", what)
	}
	out := make([]shared.Filter, len(filters))
	for i, f := range filters {
		out[i] = r.node(f, depth+1)
	}
	return out
}

func (r *resolver) comparison(n *Comparison) shared.Filter {
	info, ok := r.attribute(n.Attribute)
	switch {
	case !n.Operator.Valid():
		r.fault(n.Attribute, "unknown operator %s", n.Operator)
		return n
	case !ok:
		return n
	case !meaningful(n.Operator, info.Type):
		r.fault(info.Name, "operator %s cannot be used on an attribute of type %s", n.Operator, info.Type)
		return n
	}
	value, problem := convert(info, n.Value)
	if problem != "" {
		r.fault(info.Name, "%s", problem)
	}
	return &Comparison{Attribute: info.Name, Operator: n.Operator, Value: value}
}

func (r *resolver) values(what, attribute string, values []shared.Value, depth int) (string, []shared.Value) {
	if depth+1 > MaxDepth {
		r.fault(wholeFilter, "nested deeper than %d levels", MaxDepth)
	}
	info, ok := r.attribute(attribute)
	if len(values) == 0 {
		r.fault(attribute, "%q has no values", what)
	}
	if !ok {
		return attribute, values
	}
	if !meaningful(Equal, info.Type) {
		r.fault(info.Name, "%q cannot be used on an attribute of type %s", what, info.Type)
		return attribute, values
	}
	out := make([]shared.Value, len(values))
	for i, v := range values {
		value, problem := convert(info, v)
		if problem != "" {
			r.fault(info.Name, "%s", problem)
		}
		out[i] = value
	}
	return info.Name, out
}

// attribute finds an attribute that may be filtered.
func (r *resolver) attribute(name string) (*shared.AttributeInfo, bool) {
	info, ok := r.class.Attribute(name)
	switch {
	case !ok:
		r.fault(name, "%s", r.class.UnknownAttribute(name))
		return nil, false
	case info.Type == shared.TypeSecret:
		r.fault(info.Name, "cannot be filtered: it is a secret")
		return nil, false
	case !info.Readable:
		r.fault(info.Name, "cannot be filtered: it is not readable")
		return nil, false
	default:
		return info, true
	}
}

// meaningful tells whether an operator can be used on a type.
func meaningful(op Operator, t shared.Type) bool {
	switch t {
	case shared.TypeString:
		return true
	case shared.TypeInt, shared.TypeFloat, shared.TypeTime:
		return op != Contains && op != StartsWith && op != EndsWith
	case shared.TypeBool, shared.TypeBytes, shared.TypeReference:
		return op == Equal || op == NotEqual
	default:
		// An embedded object has no literal to compare with, a secret must not
		// be compared.
		return false
	}
}
