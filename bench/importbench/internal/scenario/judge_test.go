package scenario_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/bench/importbench/internal/bound"
	"github.com/igaplugin/igaplugin/bench/importbench/internal/importrun"
	"github.com/igaplugin/igaplugin/bench/importbench/internal/procfs"
	"github.com/igaplugin/igaplugin/bench/importbench/internal/scenario"
	"github.com/igaplugin/igaplugin/zoomsim"
)

const mib = 1 << 20

// imported is a result of 100,000 users that meets every criterion.
func imported(reads scenario.Reads) scenario.Result {
	began := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	r := scenario.Result{
		Scenario: scenario.Scenario{Users: 100_000, Plan: "business", Latency: 20 * time.Millisecond, Reads: reads},
		Measured: importrun.Measured{
			Began: began, Wall: 11500 * time.Millisecond, FirstRow: 500 * time.Millisecond, Rows: 100_000,
			Peaks: procfs.Peaks{Parent: 64*mib - 1, Child: 128*mib - 1},
		},
		PhoneUsers: 50_000,
		Stats: zoomsim.Stats{
			Requests: map[string]int64{"GET /users": 334 + 60},
			Spans:    map[string]zoomsim.Span{},
		},
		Bound: bound.Bound{Least: 10 * time.Second},
	}
	if reads == scenario.ReadsPhone {
		r.Stats.Requests["GET /phone/users"] = 500
		r.Stats.Spans["GET /phone/users"] = zoomsim.Span{Product: "phone", Answered: began.Add(5 * time.Second)}
		r.FirstRow = 5500 * time.Millisecond
	}
	return r
}

func everything(requests int64) scenario.Result {
	r := imported(scenario.ReadsAll)
	r.RateScale = 25
	r.Stats.Requests = map[string]int64{"GET /users/{userId}": requests}
	r.Stats.Spans = map[string]zoomsim.Span{"GET /users/{userId}": {
		Product: "core", Label: zoomsim.Light, First: r.Began, Last: r.Began.Add(50 * time.Second),
	}}
	r.Stats.Rates = []zoomsim.RateGauge{{Product: "core", Label: zoomsim.Light, PerSecond: 2000}}
	return r
}

func baseline() scenario.Result {
	return scenario.Result{
		Scenario: scenario.Scenario{Users: 1000, Reads: scenario.ReadsNaive},
		Measured: importrun.Measured{Wall: 5750 * time.Millisecond},
		Stats:    zoomsim.Stats{Requests: map[string]int64{"GET /users": 447}},
	}
}

// missed are the names of the criteria that are not met.
func missed(results ...scenario.Result) []string {
	names := []string{}
	for _, c := range scenario.Judge(results) {
		if c.Verdict == scenario.NotMet {
			_, name, _ := strings.Cut(c.Name, ": ")
			names = append(names, name)
		}
	}
	return names
}

// TestJudge breaks one thing at a time, by the least that can be.
func TestJudge(t *testing.T) {
	t.Parallel()
	large := func(wall time.Duration, child int64) []scenario.Result {
		small, large := imported(scenario.ReadsLists), imported(scenario.ReadsLists)
		small.Plan, large.Plan = "unlimited", "unlimited"
		large.Users, large.Rows, large.Wall, large.Peaks.Child = 1_000_000, 1_000_000, wall, child
		return []scenario.Result{small, large}
	}
	with := func(reads scenario.Reads, change func(*scenario.Result)) []scenario.Result {
		r := imported(reads)
		change(&r)
		return []scenario.Result{r}
	}
	lists, phone := scenario.ReadsLists, scenario.ReadsPhone
	for name, tc := range map[string]struct {
		results []scenario.Result
		want    []string
	}{
		"all met":       {append(large(149*time.Second, 512*mib-1), baseline(), imported(lists), imported(phone), everything(95_000)), []string{}},
		"rows":          {with(lists, func(r *scenario.Result) { r.Rows-- }), []string{"rows"}},
		"requests":      {with(lists, func(r *scenario.Result) { r.Stats.Requests["GET /users"]++ }), []string{"requests"}},
		"phone pages":   {with(phone, func(r *scenario.Result) { r.Stats.Requests["GET /phone/users"]++ }), []string{"requests"}},
		"429":           {with(phone, func(r *scenario.Result) { r.Stats.Throttled = 1 }), []string{"answers 429"}},
		"bound":         {with(lists, func(r *scenario.Result) { r.Wall += time.Microsecond }), []string{"wall time over the bound"}},
		"first row":     {with(lists, func(r *scenario.Result) { r.FirstRow++ }), []string{"first row"}},
		"no first row":  {with(lists, func(r *scenario.Result) { r.FirstRow = 0 }), []string{"first row"}},
		"phone row":     {with(phone, func(r *scenario.Result) { r.FirstRow++ }), []string{"first row after the end of the phone list"}},
		"light rate":    {[]scenario.Result{everything(94_999)}, []string{"light requests"}},
		"plugin":        {with(lists, func(r *scenario.Result) { r.Peaks.Child++ }), []string{"peak memory of the plugin"}},
		"host":          {with(lists, func(r *scenario.Result) { r.Peaks.Parent++ }), []string{"peak memory of the host"}},
		"large plugin":  {large(149*time.Second, 512*mib), []string{"peak memory of the plugin"}},
		"not linear":    {large(150*time.Second, 1*mib), []string{"time for each user over that of 100k"}},
		"not measured":  {with(lists, func(r *scenario.Result) { r.Peaks = procfs.Peaks{} }), []string{}},
		"naive request": {append(with(lists, func(r *scenario.Result) { r.Stats.Requests["GET /users"] = 894 }), baseline()), []string{"requests"}},
		"naive wins": {append(with(lists, func(r *scenario.Result) {
			r.Stats.Requests["GET /users"], r.Wall, r.Bound.Least = 895, 11501*time.Millisecond, 11*time.Second
		}), baseline()), []string{"requests", "fewer requests than naive", "less time than naive"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tc.want, missed(tc.results...)); diff != "" {
				t.Errorf("not met (-want +got):\n%s", diff)
			}
		})
	}
}
