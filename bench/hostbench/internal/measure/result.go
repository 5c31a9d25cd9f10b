package measure

import (
	"slices"
	"time"
)

// Sample is what one subject took for one repetition.
type Sample struct {
	// Host and Plugin are CPU time, user and system, Wall is elapsed time; all of
	// them for each operation.
	Host, Plugin, Wall time.Duration
}

// CPU is that of both processes.
func (s Sample) CPU() time.Duration { return s.Host + s.Plugin }

// Result is what was measured of one cell.
type Result struct {
	Cell Cell
	// Samples holds for each repetition a sample of each subject.
	Samples [][]Sample
}

// Median returns the median of a figure of one subject.
func (r Result) Median(subject int, figure func(Sample) time.Duration) time.Duration {
	var all []time.Duration
	for _, repetition := range r.Samples {
		all = append(all, figure(repetition[subject]))
	}
	return median(all, func(a, b time.Duration) time.Duration { return (a + b) / 2 })
}

// Ratio is how a figure of one subject compares with that of another.
type Ratio struct {
	// Median is the median of the ratios within each repetition, Low and High are
	// its quartiles.
	Median, Low, High float64
}

// Ratio compares the subject with base, within each repetition.
func (r Result) Ratio(subject, base int, figure func(Sample) time.Duration) Ratio {
	var all []float64
	for _, repetition := range r.Samples {
		all = append(all, float64(figure(repetition[subject]))/float64(figure(repetition[base])))
	}
	slices.Sort(all)
	last := len(all) - 1
	return Ratio{
		Median: median(all, func(a, b float64) float64 { return (a + b) / 2 }),
		Low:    all[last/4], High: all[last-last/4],
	}
}

// median is the middle of a list that is not empty, or half way between the two
// in the middle.
func median[T time.Duration | float64](list []T, halfway func(a, b T) T) T {
	sorted := slices.Sorted(slices.Values(list))
	n := len(sorted)
	return halfway(sorted[(n-1)/2], sorted[n/2])
}
