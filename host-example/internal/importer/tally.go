package importer

import (
	"cmp"
	"maps"
	"slices"

	"github.com/igaplugin/igaplugin/shared"
)

const (
	// statusName is the attribute by which rows are counted.
	statusName = "status"
	// maxStates is the greatest number of values that are counted one by one.
	maxStates = 12
	// maxState is the greatest length of a value in characters.
	maxState = 40
)

// The values of rows that have none to count by. No status is empty or has
// blanks around it.
const (
	stateNone        = "without a status"
	stateUnavailable = "of unknown status"
	stateOther       = "others"
)

// tally counts rows by their status.
type tally map[string]int64

// add counts a row. Values that are new when there are many already are counted
// together.
func (t tally) add(state string) {
	if runes := []rune(state); len(runes) > maxState {
		state = string(runes[:maxState])
	}
	if _, known := t[state]; !known && len(t) >= maxStates {
		state = stateOther
	}
	t[state]++
}

// Count is a number of rows with one status.
type Count struct {
	State string
	Rows  int64
}

// counts are the values, the most frequent first and the rest last.
func (t tally) counts() []Count {
	out := make([]Count, 0, len(t))
	for _, state := range slices.Sorted(maps.Keys(t)) {
		out = append(out, Count{state, t[state]})
	}
	slices.SortStableFunc(out, func(a, b Count) int {
		if (a.State == stateOther) != (b.State == stateOther) {
			if a.State == stateOther {
				return 1
			}
			return -1
		}
		return cmp.Compare(b.Rows, a.Rows)
	})
	return out
}

// stateOf is the status of a row.
func stateOf(class *shared.ObjectClass, obj *shared.Object) string {
	values, _ := class.ValuesOf(obj, statusName)
	if _, unavailable := values.Unavailable(); unavailable {
		return stateUnavailable
	}
	for v := range values.All() {
		if text := v.String(); text != "" {
			return text
		}
	}
	return stateNone
}

// addAll adds what an earlier run has counted.
func (t tally) addAll(counted map[string]int64) {
	for state, rows := range counted {
		t[state] += rows
	}
}
