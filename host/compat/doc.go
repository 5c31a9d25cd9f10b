// Package compat compares what an old and a new version of a connector say of
// themselves, so that a host can tell what replacing one by the other means for
// the data and the configurations it holds. It looks at declarations alone: the
// same declarations do not prove the same behaviour.
//
// The package imports shared and nothing else of the project.
//
// # Levels
//
// Every difference has one of three levels; no difference is [Same].
//
//   - [Additive]: nothing that worked stops working.
//   - [Narrowing]: something that worked may be refused now, with a typed error,
//     while what a host reads and has stored keeps its meaning.
//   - [Breaking]: what a host has stored, reads or asks for goes away or silently
//     means something else, or configurations are not valid any more.
//
// # Names
//
// Names are compared as the contract compares them: without regard to case, and
// for properties and options without underscores as well. Another spelling of one
// name is additive in both directions. Aliases are names in requests and never
// appear in answers. Hence a new name with the old one kept as alias is additive
// for properties, options and attributes that cannot be read, whose names only
// occur in requests; for classes and readable attributes it is breaking, because
// rows and references come with a name that the host has not stored and does not
// look for. An alias that is gone is narrowing, in configurations breaking, like
// the property itself. A name or an alias that belongs to something else now is
// breaking.
//
// # Connectors
//
// Breaking: another name of the connector. Narrowing: an operation or a feature
// that is gone, an earlier version of the contract or one that cannot be compared.
// Additive: a new operation or feature, a later version of the contract, whatever
// its major part: a connector that answers has agreed on a version with the host,
// and all of them look alike to it. Version, vendor, licence and texts for people
// do not count.
//
// # Configuration properties
//
// Breaking: a property that is gone; one that is new and required without a
// default, or has become so; another type, to and from secret included; one value
// instead of several; another default, one more or one less, because
// configurations that leave the property out mean something else now. Narrowing:
// allowed values or bounds that are narrower, a required text that has a default
// and must not be blank any more, and a new constraint that configurations so far
// could break; whether they matter depends on the values, and shared.ResolveConfig
// or Validate tells for the configuration in hand. Additive: every other new
// property, allowed values or bounds that are wider, several values instead of one,
// a default for what was required without, a property that is not required any
// more, a constraint that is gone or that only new properties can break. Checks in
// the connector's code cannot be compared.
//
// # Options of operations
//
// They are compared like configuration properties, but they are part of requests:
// what makes configurations invalid there makes requests fail here, and is
// narrowing. Another type or default stays breaking, because a request would do
// something else.
//
// # Classes and attributes
//
// Breaking: a class or an attribute that is gone; another uid or naming attribute;
// of an attribute another type, one value instead of several and the other way
// round, another class that it refers to, another case sensitivity of a string, and
// that it cannot be read, and so neither filtered nor sorted by, any more.
// Narrowing: an operation that is gone, an attribute that cannot be set at create
// or updated any more, is newly required or not returned by default any more, and
// allowed values that are narrower, whether or not they can be written. A new
// attribute that is required is narrowing where objects could be created before.
// Additive: everything else that is new, and another source, which changes the cost
// of reading alone. The list of allowed values of an attribute that takes others as
// well does not count, and neither do texts for people or the order of anything.
package compat
