// Package codec converts between the types of package shared and the messages
// of the wire contract.
//
// Encoders refuse what the contract cannot carry: values without a type, text
// that is not UTF-8, times outside of the years 1 to 9999, unknown enumeration
// values. Decoders accept any message, also one with nil parts, and return an
// error for whatever does not make sense; they never panic. Both return plain
// errors: the caller knows whether a fault is its own or the other side's, and
// so of which kind it is.
//
// The package may import package shared, its filters and the generated
// contract.
package codec
