package output

import (
	"strconv"
	"strings"
)

// Grouped is a number with commas between groups of three digits, for people.
func Grouped(n int64) string {
	const group = 3
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - group; i > 0; i -= group {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}

// Bytes is a size in the unit that gives it few digits, for people. A kilobyte is
// 1,000 bytes.
func Bytes(n int64) string {
	const kilo = 1000
	if n < kilo {
		return strconv.FormatInt(n, 10) + " B"
	}
	size, unit := float64(n), ""
	for _, unit = range []string{"kB", "MB", "GB", "TB"} {
		if size /= kilo; size < kilo {
			break
		}
	}
	return strconv.FormatFloat(size, 'f', 1, 64) + " " + unit
}

// Rate is a number of rows a second, for people.
func Rate(perSecond float64) string {
	const small = 10
	if perSecond < small {
		return strconv.FormatFloat(perSecond, 'f', 1, 64) + " rows/s"
	}
	return Grouped(int64(perSecond)) + " rows/s"
}
