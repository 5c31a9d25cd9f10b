package shared

import "strings"

// Suggest returns "; did you mean X?", to go behind a message, when a name is
// close to one of the known ones, and nothing otherwise.
func Suggest(name string, known []string) string { return suggest(name, known) }

// suggest returns "; did you mean X?" when a name is close to one of the known
// ones, and nothing otherwise.
func suggest(name string, known []string) string {
	best, bestDistance := "", len(name)/3+1
	for _, k := range known {
		if d := editDistance(foldKey(name), foldKey(k), bestDistance); d <= bestDistance && d < len(k) {
			if d < bestDistance || best == "" {
				best, bestDistance = k, d
			}
		}
	}
	if best == "" {
		return ""
	}
	return "; did you mean " + best + "?"
}

// maxSuggestLength keeps hostile names from costing quadratic time.
const maxSuggestLength = 64

// editDistance is Levenshtein's, cut off above limit.
func editDistance(a, b string, limit int) int {
	if len(a) > maxSuggestLength || len(b) > maxSuggestLength {
		return limit + 1
	}
	if strings.EqualFold(a, b) {
		return 0
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}

// UnknownAttribute says that the class has no attribute of that name, and which
// one may have been meant.
func (c *ObjectClass) UnknownAttribute(name string) string {
	return "unknown attribute of " + c.Name + suggest(name, c.attributeNames())
}
