package compat

import (
	"strings"
	"unicode"
)

// foldCase returns one text for all names that strings.EqualFold calls equal.
func foldCase(name string) string {
	return strings.Map(func(r rune) rune {
		least := r
		for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
			least = min(least, f)
		}
		return least
	}, name)
}

// foldKey returns one text for all keys that are one property to the contract.
func foldKey(key string) string {
	return strings.ToLower(strings.ReplaceAll(key, "_", ""))
}

// naming says how things of one kind are named.
type naming[T comparable] struct {
	fold    func(string) string
	name    func(T) string
	aliases func(T) []string
}

// index finds things by folded name.
type index[T comparable] map[string]T

// canonical is the index of the names without aliases. The first of several
// things with one name counts, as it does in the contract.
func (n naming[T]) canonical(things []T) index[T] {
	out := make(index[T], len(things))
	for _, t := range things {
		if key := n.fold(n.name(t)); !out.has(key) {
			out[key] = t
		}
	}
	return out
}

// all is the index of names and aliases; names come first.
func (n naming[T]) all(things []T) index[T] {
	out := n.canonical(things)
	for _, t := range things {
		for _, alias := range n.aliases(t) {
			if key := n.fold(alias); !out.has(key) {
				out[key] = t
			}
		}
	}
	return out
}

// distinct leaves out things whose name an earlier one has: nothing means them.
func (n naming[T]) distinct(things []T) []T {
	names := n.canonical(things)
	out := make([]T, 0, len(things))
	for _, t := range things {
		if names[n.fold(n.name(t))] == t {
			out = append(out, t)
		}
	}
	return out
}

func (x index[T]) has(key string) bool {
	_, ok := x[key]
	return ok
}

// matching knows which new thing an old one has become.
type matching[T comparable] struct {
	naming[T]
	// old are the things of the old version.
	old []T
	// before and after find things by name or alias.
	before, after index[T]
	// successor is the new thing of each old one that still has its name, and
	// predecessor the way back.
	successor, predecessor map[T]T
	// merged is the new thing that the name of an old one means now although it
	// has another predecessor.
	merged map[T]T
	// added are new things that no old one has become.
	added []T
}

// match pairs by name, and what is left by the old name among the new aliases.
func match[T comparable](n naming[T], before, after []T) *matching[T] {
	before, after = n.distinct(before), n.distinct(after)
	m := &matching[T]{
		naming: n, old: before, before: n.all(before), after: n.all(after),
		successor: make(map[T]T), predecessor: make(map[T]T), merged: make(map[T]T),
	}
	names := n.canonical(after)
	var left []T
	for _, t := range before {
		if to, ok := names[n.fold(n.name(t))]; !ok || !m.pair(t, to) {
			left = append(left, t)
		}
	}
	for _, t := range left {
		if to, ok := m.after[n.fold(n.name(t))]; ok && !m.pair(t, to) {
			m.merged[t] = to
		}
	}
	for _, t := range after {
		if _, ok := m.predecessor[t]; !ok {
			m.added = append(m.added, t)
		}
	}
	return m
}

func (m *matching[T]) pair(before, after T) bool {
	if _, taken := m.predecessor[after]; taken {
		return false
	}
	m.successor[before], m.predecessor[after] = after, before
	return true
}

// sameName tells whether an old name and a new one mean the same thing.
func (m *matching[T]) sameName(before, after string) bool {
	b, ok1 := m.before[m.fold(before)]
	a, ok2 := m.after[m.fold(after)]
	if to, paired := m.successor[b]; ok1 && ok2 && paired {
		return to == a
	}
	return m.fold(before) == m.fold(after)
}

// nameLevels are the levels of what can happen to the names of a thing.
type nameLevels struct {
	renamed, aliasGone Level
	// stays says where the old name of a renamed thing is still good.
	stays string
}

// compareNames compares the names of an old thing and its successor.
func (m *matching[T]) compareNames(s scope, before T, levels nameLevels) {
	after := m.successor[before]
	was, is := m.name(before), m.name(after)
	switch {
	case was == is:
	case m.fold(was) == m.fold(is):
		s.add(Additive, "spelled %s instead of %s", is, was)
	default:
		s.add(levels.renamed, "named %s instead of %s, which is still accepted%s", is, was, levels.stays)
	}
	for _, alias := range m.aliases(before) {
		switch now, ok := m.after[m.fold(alias)]; {
		case m.before[m.fold(alias)] != before:
			// It never meant this one.
		case !ok:
			s.add(levels.aliasGone, "alias %s removed", alias)
		case now != after:
			s.add(Breaking, "alias %s means %s now", alias, m.name(now))
		}
	}
	for _, alias := range m.aliases(after) {
		if !m.before.has(m.fold(alias)) {
			s.add(Additive, "alias %s added", alias)
		}
	}
}

// goneText says what has become of an old thing without a successor.
func (m *matching[T]) goneText(before T) string {
	if to, ok := m.merged[before]; ok {
		return "removed: its name means " + m.name(to) + " now"
	}
	return "removed"
}
