package compat

import "fmt"

// Level says how much a change matters. Levels are ordered: the worse, the
// greater.
type Level uint8

// The levels, as the package comment defines them.
const (
	// Same: there is no difference.
	Same Level = iota
	// Additive: nothing that worked stops working.
	Additive
	// Narrowing: something that worked may be refused now, with a typed error.
	Narrowing
	// Breaking: what a host has stored, reads or asks for goes away or means
	// something else, or configurations are not valid any more.
	Breaking
)

// String returns the name of the level.
func (l Level) String() string {
	switch l {
	case Same:
		return "same"
	case Additive:
		return "additive"
	case Narrowing:
		return "narrowing"
	case Breaking:
		return "breaking"
	default:
		return fmt.Sprintf("level(%d)", uint8(l))
	}
}
