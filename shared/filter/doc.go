// Package filter holds the conditions of a search: the tree, its evaluation and
// the filter syntax of SCIM (RFC 7644 section 3.4.2.2).
//
// A filter is made by the constructors or by [Parse], bound to an object class
// by its Resolve method, and evaluated by its Match method:
//
//	f, err := filter.Parse(`status eq "active" and not (email co "@example.com")`)
//	f = filter.AllOf(filter.Eq("status", shared.StringValue("active")), filter.Pr("email"))
//
// What a condition means:
//
//   - A comparison with an attribute that is absent, empty or unavailable is
//     false. A multi-valued attribute satisfies a comparison when any of its
//     values does.
//   - ne is exactly the negation of eq, and so true for an absent attribute.
//   - Strings are compared without regard to case unless the schema says that
//     the attribute is case-exact; this includes co, sw, ew and the order.
//   - References are compared by uid, or by name where the filter gives a name
//     only. Times are compared as instants.
//
// Connectors that can let the target do a part of the work take a resolved
// filter apart with [Conjuncts], [EqualTo] and [ValuesFor].
//
// The package may import package shared and nothing else of the project.
package filter
