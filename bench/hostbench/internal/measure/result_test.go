package measure_test

import (
	"testing"
	"time"

	"github.com/igaplugin/igaplugin/bench/hostbench/internal/measure"
)

func TestResult(t *testing.T) {
	t.Parallel()
	sample := func(host, plugin time.Duration) measure.Sample { return measure.Sample{Host: host, Plugin: plugin} }
	r := measure.Result{Samples: [][]measure.Sample{
		{sample(1, 2), sample(1, 1)},     // 1.5
		{sample(10, 10), sample(20, 20)}, // 0.5
		{sample(6, 6), sample(2, 4)},     // 2
		{sample(8, 8), sample(8, 8)},     // 1
		{sample(10, 15), sample(5, 5)},   // 2.5
	}}
	if got, want := r.Ratio(0, 1, measure.Sample.CPU), (measure.Ratio{Median: 1.5, Low: 1, High: 2}); got != want {
		t.Errorf("ratio %v, want %v", got, want)
	}
	if got := r.Median(0, measure.Sample.CPU); got != 16 {
		t.Errorf("median %d, want 16", got)
	}
	r.Samples = r.Samples[:2]
	if got := r.Ratio(0, 1, measure.Sample.CPU); got.Median != 1 {
		t.Errorf("median of two %v, want 1", got.Median)
	}
}
