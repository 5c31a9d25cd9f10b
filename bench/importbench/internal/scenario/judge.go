package scenario

import (
	"fmt"
	"slices"
	"time"

	"github.com/igaplugin/igaplugin/bench/importbench/internal/bound"
)

// Verdict says whether a criterion is met.
type Verdict string

// The verdicts. What could not be measured, as memory outside Linux, is neither.
const (
	Met         Verdict = "met"
	NotMet      Verdict = "**NOT met**"
	NotMeasured Verdict = "not measured"
)

// Criterion is one thing that an import has to show.
type Criterion struct {
	// Name says what, of which scenario.
	Name string
	// Figure is what was measured, and Limit what is allowed.
	Figure, Limit string
	// Verdict compares the two.
	Verdict Verdict
}

// The limits.
const (
	userPageSize    = 300
	phonePageSize   = 100
	spareRequests   = 60
	maxOverBound    = 1.15
	maxFirstRow     = 500 * time.Millisecond
	minSustained    = 0.95
	minTimesNaive   = 50
	mib             = 1 << 20
	maxHostPeak     = 64 * mib
	maxPluginPeak   = 128 * mib
	maxPluginLarge  = 512 * mib
	maxLinearFactor = 1.3
)

func judged(ok bool, name, figure, limit string) Criterion {
	verdict := NotMet
	if ok {
		verdict = Met
	}
	return Criterion{name, figure, limit, verdict}
}

// Judge compares the results with what an import has to show. What the results
// say nothing about is left out.
func Judge(results []Result) []Criterion {
	var criteria []Criterion
	naive := slices.IndexFunc(results, func(r Result) bool { return r.Reads == ReadsNaive })
	for _, r := range results {
		if r.Reads == ReadsNaive {
			continue
		}
		criteria = append(criteria, complete(r))
		switch {
		case r.Plan == planBusiness && r.Reads == ReadsAll:
			criteria = append(criteria, unthrottled(r), sustained(r))
		case r.Plan == planBusiness:
			criteria = append(criteria, requests(r), unthrottled(r), overBound(r), firstRow(r))
			if naive >= 0 {
				criteria = append(criteria, againstNaive(r, results[naive])...)
			}
		}
		if r.Users >= typicalSize {
			criteria = append(criteria, memory(r)...)
		}
	}
	return append(criteria, linear(results)...)
}

func complete(r Result) Criterion {
	return judged(r.Rows == int64(r.Users), r.Name()+": rows", fmt.Sprint(r.Rows), fmt.Sprint(r.Users))
}

func requests(r Result) Criterion {
	limit := bound.PagesWithin(r.Users, userPageSize) + spareRequests
	if r.Reads == ReadsPhone {
		limit += bound.PagesWithin(r.PhoneUsers, phonePageSize)
	}
	return judged(r.Requests() <= limit, r.Name()+": requests", fmt.Sprint(r.Requests()), fmt.Sprintf("≤ %d", limit))
}

func unthrottled(r Result) Criterion {
	return judged(r.Stats.Throttled == 0, r.Name()+": answers 429", fmt.Sprint(r.Stats.Throttled), "0")
}

func overBound(r Result) Criterion {
	return judged(r.OverBound() <= maxOverBound, r.Name()+": wall time over the bound", fmt.Sprintf("%.2f", r.OverBound()), fmt.Sprintf("≤ %.2f", maxOverBound))
}

func firstRow(r Result) Criterion {
	name, since := r.Name()+": first row", time.Duration(0)
	if end, listed := r.PhoneListEnd(); listed {
		name, since = name+" after the end of the phone list", end
	}
	took := r.FirstRow - since
	limit := fmt.Sprintf("≤ %.1f s", maxFirstRow.Seconds())
	return judged(took <= maxFirstRow && r.FirstRow > 0, name, fmt.Sprintf("%.2f s", took.Seconds()), limit)
}

func sustained(r Result) Criterion {
	rate, permitted := r.Sustained()
	figure := fmt.Sprintf("%.0f/s of %.0f/s, %.1f %%", rate, permitted, 100*rate/permitted)
	return judged(rate >= minSustained*permitted && permitted > 0, r.Name()+": light requests", figure, fmt.Sprintf("≥ %.0f %%", 100*minSustained))
}

// againstNaive compares with the baseline, extrapolated by the number of users.
func againstNaive(r, naive Result) []Criterion {
	factor := float64(r.Users) / float64(naive.Users)
	limit := fmt.Sprintf("≥ %d", minTimesNaive)
	compare := func(name string, times float64) Criterion {
		return judged(times >= minTimesNaive, r.Name()+": "+name, fmt.Sprintf("%.0f times", times), limit)
	}
	return []Criterion{
		compare("fewer requests than naive", factor*float64(naive.Requests())/float64(r.Requests())),
		compare("less time than naive", factor*naive.Wall.Seconds()/r.Wall.Seconds()),
	}
}

func memory(r Result) []Criterion {
	limit := int64(maxPluginPeak)
	if r.Users > typicalSize {
		limit = maxPluginLarge
	}
	peak := func(name string, peak, limit int64) Criterion {
		c := judged(peak < limit, r.Name()+": peak memory of the "+name, fmt.Sprintf("%d MiB", peak/mib), fmt.Sprintf("< %d MiB", limit/mib))
		if peak == 0 {
			c.Figure, c.Verdict = "", NotMeasured
		}
		return c
	}
	return []Criterion{peak("plugin", r.Peaks.Child, limit), peak("host", r.Peaks.Parent, maxHostPeak)}
}

// linear compares the time for each user of a large account with that of one of
// a tenth of the size. Below 100k users the start of the processes weighs more
// than the users.
func linear(results []Result) []Criterion {
	var criteria []Criterion
	for _, large := range results {
		if large.Users != largeSize {
			continue
		}
		for _, small := range results {
			if small.Users != typicalSize || small.Plan != large.Plan || small.Reads != large.Reads {
				continue
			}
			each := func(r Result) float64 { return r.Wall.Seconds() / float64(r.Users) }
			factor := each(large) / each(small)
			criteria = append(criteria, judged(factor <= maxLinearFactor, large.Name()+": time for each user over that of 100k",
				fmt.Sprintf("%.2f", factor), fmt.Sprintf("≤ %.1f", maxLinearFactor)))
		}
	}
	return criteria
}
