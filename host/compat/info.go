package compat

import (
	"slices"
	"strconv"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
)

// Infos compares what two versions of a connector say of themselves: the name,
// the version of the contract, configuration properties with their constraints,
// operations and features. A nil Info is one that declares nothing.
func Infos(before, after *shared.Info) *Report {
	s := scope{report: &Report{}}
	if before == nil {
		before = &shared.Info{}
	}
	if after == nil {
		after = &shared.Info{}
	}
	switch {
	case before.Name == after.Name:
	case foldCase(before.Name) == foldCase(after.Name):
		s.add(Additive, "connector spelled %s instead of %s", after.Name, before.Name)
	default:
		s.add(Breaking, "connector %s instead of %s", after.Name, before.Name)
	}
	compareContract(s, before.ContractVersion, after.ContractVersion)
	m := configuration().properties(s, before.Properties, after.Properties)
	compareConstraints(s, m, before.Constraints, after.Constraints)
	compareSets(s, "operation", operationNames(before.Operations), operationNames(after.Operations))
	compareSets(s, "feature", before.Features, after.Features)
	s.report.sort()
	return s.report
}

func operationNames(operations []shared.Operation) []string {
	out := make([]string, len(operations))
	for i, op := range operations {
		out[i] = op.String()
	}
	return out
}

// compareSets compares what a connector can do.
func compareSets(s scope, what string, before, after []string) {
	had, has := set(before), set(after)
	for name := range had {
		if !has[name] {
			s.add(Narrowing, "%s %s removed", what, name)
		}
	}
	for name := range has {
		if !had[name] {
			s.add(Additive, "%s %s added", what, name)
		}
	}
}

func set(names []string) map[string]bool {
	out := make(map[string]bool, len(names))
	for _, name := range names {
		out[name] = true
	}
	return out
}

// compareContract compares versions of the form MAJOR.MINOR.
func compareContract(s scope, before, after string) {
	if before == after {
		return
	}
	level := Narrowing
	was, ok1 := versionParts(before)
	is, ok2 := versionParts(after)
	if ok1 && ok2 && slices.Compare(is, was) >= 0 {
		level = Additive
	}
	s.add(level, "contract version %s instead of %s", orNone(after), orNone(before))
}

func versionParts(version string) ([]int, bool) {
	var out []int
	for part := range strings.SplitSeq(version, ".") {
		n, err := strconv.Atoi(part)
		if err != nil || n < 0 {
			return nil, false
		}
		out = append(out, n)
	}
	return out, true
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}
