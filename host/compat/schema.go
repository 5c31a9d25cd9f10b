package compat

import (
	"strings"

	"github.com/igaplugin/igaplugin/shared"
)

// Schemas compares two versions of the schema of one connection. A nil Schema is
// one without classes.
func Schemas(before, after *shared.Schema) *Report {
	s := scope{report: &Report{}}
	if before == nil {
		before = &shared.Schema{}
	}
	if after == nil {
		after = &shared.Schema{}
	}
	m := match(naming[*shared.ObjectClass]{
		fold:    foldCase,
		name:    func(c *shared.ObjectClass) string { return c.Name },
		aliases: func(c *shared.ObjectClass) []string { return c.Aliases },
	}, before.Classes, after.Classes)
	for _, old := range m.old {
		now, ok := m.successor[old]
		if !ok {
			s.class = old.Name
			s.add(Breaking, "class %s", m.goneText(old))
			continue
		}
		s.class = now.Name
		m.compareNames(s, old, nameLevels{renamed: Breaking, aliasGone: Narrowing, stays: " in requests alone"})
		compareClass(s, m, old, now)
	}
	for _, c := range m.added {
		s.class = c.Name
		s.add(Additive, "class added")
	}
	s.report.sort()
	return s.report
}

func compareClass(s scope, classes *matching[*shared.ObjectClass], before, after *shared.ObjectClass) {
	m := match(attributeNaming(), before.Attributes, after.Attributes)
	if !m.sameName(before.UIDAttribute, after.UIDAttribute) {
		s.add(Breaking, "uid attribute %s instead of %s", after.UIDAttribute, before.UIDAttribute)
	}
	if !m.sameName(before.NameAttribute, after.NameAttribute) {
		s.add(Breaking, "naming attribute %s instead of %s", after.NameAttribute, before.NameAttribute)
	}
	compareOperations(s, before, after)
	for _, old := range m.old {
		now, ok := m.successor[old]
		if !ok {
			s.attribute = old.Name
			s.add(Breaking, "%s", m.goneText(old))
			continue
		}
		s.attribute = now.Name
		levels := nameLevels{renamed: Additive, aliasGone: Narrowing}
		if old.Readable {
			levels.renamed, levels.stays = Breaking, " in requests alone"
		}
		m.compareNames(s, old, levels)
		compareAttribute(s, classes, old, now)
	}
	_, creates := before.Operation(shared.OperationCreate)
	for _, a := range m.added {
		s.attribute = a.Name
		if a.Required && creates {
			s.add(Narrowing, "added, required at create")
		} else {
			s.add(Additive, "added")
		}
	}
}

func compareOperations(s scope, before, after *shared.ObjectClass) {
	compareSets(s, "operation", classOperations(before), classOperations(after))
	done := make(map[shared.Operation]bool)
	for _, o := range before.Operations {
		now, ok := after.Operation(o.Operation)
		if !ok || done[o.Operation] {
			continue
		}
		done[o.Operation] = true
		s.operation = o.Operation.String()
		option().properties(s, o.Options, now.Options)
	}
}

func classOperations(c *shared.ObjectClass) []string {
	out := make([]string, len(c.Operations))
	for i, o := range c.Operations {
		out[i] = o.Operation.String()
	}
	return out
}

// attributeNaming leaves out the aliases that ConnId's names are: whatever is
// declared, they always mean the identifiers.
func attributeNaming() naming[*shared.AttributeInfo] {
	return naming[*shared.AttributeInfo]{
		fold: foldCase,
		name: func(a *shared.AttributeInfo) string { return a.Name },
		aliases: func(a *shared.AttributeInfo) []string {
			out := make([]string, 0, len(a.Aliases))
			for _, alias := range a.Aliases {
				if !strings.EqualFold(alias, "__UID__") && !strings.EqualFold(alias, "__NAME__") {
					out = append(out, alias)
				}
			}
			return out
		},
	}
}
