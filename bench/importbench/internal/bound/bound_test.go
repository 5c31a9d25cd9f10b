package bound_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/bench/importbench/internal/bound"
	"github.com/igaplugin/igaplugin/zoomsim"
)

func stats() zoomsim.Stats {
	began := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	core := zoomsim.Span{Product: "core", Label: zoomsim.Medium, First: began, Last: began.Add(10 * time.Second)}
	phone := zoomsim.Span{Product: "phone", Label: zoomsim.Medium, First: began, Last: began.Add(20 * time.Second)}
	single := zoomsim.Span{Product: "core", Label: zoomsim.Light, First: began.Add(time.Second), Last: began.Add(11 * time.Second)}
	other := single
	other.Last = began.Add(21 * time.Second)
	return zoomsim.Stats{
		Requests: map[string]int64{
			"POST /oauth/token": 1, "GET /users": 301, "GET /groups": 60, "GET /phone/users": 201,
			"GET /users/{userId}": 900, "GET /groups/{groupId}": 100,
		},
		Spans: map[string]zoomsim.Span{
			"GET /users": core, "GET /groups": core, "GET /phone/users": phone,
			"GET /users/{userId}": single, "GET /groups/{groupId}": other,
		},
		Rates: []zoomsim.RateGauge{
			{Product: "core", Label: zoomsim.Light, PerSecond: 80},
			{Product: "core", Label: zoomsim.Medium, PerSecond: 60},
			{Product: "core", Label: zoomsim.Heavy, PerSecond: 40},
			{Product: "phone", Label: zoomsim.Medium, PerSecond: 20},
		},
	}
}

func TestOf(t *testing.T) {
	t.Parallel()
	unlimited := stats()
	unlimited.Rates = nil
	few := stats()
	few.Requests = map[string]int64{"GET /users": 11, "GET /phone/users": 1}
	for name, tc := range map[string]struct {
		stats   zoomsim.Stats
		chains  []bound.Chain
		latency time.Duration
		want    bound.Bound
	}{
		"the slowest quota counts, its first request free": {
			stats: stats(), want: bound.Bound{Least: 12*time.Second + 487500*time.Microsecond, Reason: "1000 light requests of core, less 1, at 80/s"},
		},
		"products do not share quotas": {
			stats: zoomsim.Stats{Requests: stats().Requests, Spans: stats().Spans, Rates: stats().Rates[1:]},
			want:  bound.Bound{Least: 10 * time.Second, Reason: "201 medium requests of phone, less 1, at 20/s"},
		},
		"a long list": {
			stats: few, chains: []bound.Chain{{Name: "GET /groups", Pages: 3}, {Name: "GET /users", Pages: 11}}, latency: time.Second,
			want: bound.Bound{Least: 11 * time.Second, Reason: "11 pages of GET /users one after another at 1s"},
		},
		"operations share a quota": {
			stats: zoomsim.Stats{Requests: stats().Requests, Spans: stats().Spans, Rates: stats().Rates[1:2]},
			want:  bound.Bound{Least: 6 * time.Second, Reason: "361 medium requests of core, less 1, at 60/s"},
		},
		"no limit and no latency": {stats: unlimited, chains: []bound.Chain{{Name: "GET /users", Pages: 300}}},
		"nothing asked":           {latency: time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tc.want, bound.Of(tc.stats, tc.chains, tc.latency)); diff != "" {
				t.Errorf("bound (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSustained(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		stats                zoomsim.Stats
		product              string
		label                zoomsim.Label
		sustained, permitted float64
	}{
		"from the first of both to the last of both": {stats(), "core", zoomsim.Light, 50, 80},
		"one operation": {stats(), "phone", zoomsim.Medium, 10.05, 20},
		"never asked":   {stats(), "core", zoomsim.Heavy, 0, 40},
		"nothing":       {zoomsim.Stats{}, "core", zoomsim.Light, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sustained, permitted := bound.Sustained(tc.stats, tc.product, tc.label)
			if sustained != tc.sustained || permitted != tc.permitted {
				t.Errorf("%v of %v, want %v of %v", sustained, permitted, tc.sustained, tc.permitted)
			}
		})
	}
}

func TestPagesWithin(t *testing.T) {
	t.Parallel()
	for rows, want := range map[int]int64{0: 0, 1: 1, 300: 1, 301: 2, 100_000: 334} {
		if got := bound.PagesWithin(rows, 300); got != want {
			t.Errorf("%d rows: %d pages, want %d", rows, got, want)
		}
	}
}
