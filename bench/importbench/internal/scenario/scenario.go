package scenario

import (
	"fmt"
	"time"
)

// latency is what the simulator takes for every answer, as Zoom does at best.
const latency = 20 * time.Millisecond

// Reads is which attributes an import reads.
type Reads string

// What is read: what Zoom's lists of users carry, that and Zoom Phone, or all
// attributes, which takes a request for each user. Naive is the baseline, which
// reads all of each user in its own way.
const (
	ReadsLists Reads = "lists"
	ReadsPhone Reads = "lists, phone"
	ReadsAll   Reads = "everything"
	ReadsNaive Reads = "naive"
)

// The plans of the simulated accounts.
const (
	planBusiness  = "business"
	planUnlimited = "unlimited"
)

// Scenario is one measurement.
type Scenario struct {
	// Users is the size of the account; a tenth of them is pending and a fifth
	// inactive, and half as many as there are users have Zoom Phone.
	Users int
	// Plan decides the rates, which RateScale multiplies unless it is 0.
	Plan      string
	RateScale float64
	// Latency is that of every answer.
	Latency time.Duration
	// Reads says what is read.
	Reads Reads
}

// Name identifies the scenario, for people and for --only.
func (s Scenario) Name() string {
	plan := s.Plan
	if s.RateScale != 0 {
		plan = fmt.Sprintf("%s ×%g", s.Plan, s.RateScale)
	}
	return fmt.Sprintf("%s %s, %d ms, %s", Count(int64(s.Users)), plan, s.Latency.Milliseconds(), s.Reads)
}

// Count writes a number with k or M when it is round.
func Count(n int64) string {
	switch {
	case n != 0 && n%1_000_000 == 0:
		return fmt.Sprintf("%dM", n/1_000_000)
	case n != 0 && n%1000 == 0:
		return fmt.Sprintf("%dk", n/1000)
	default:
		return fmt.Sprint(n)
	}
}

// The sizes of the accounts.
const (
	naiveUsers  = 1000
	typicalSize = 100_000
	largeSize   = 1_000_000
)

func sizes() []int { return []int{1000, 10_000, typicalSize, largeSize} }

// All are the scenarios, those that share a simulator next to each other.
// everyScale multiplies the rates of the one that reads everything.
func All(everyScale float64) []Scenario {
	scenarios := []Scenario{{Users: naiveUsers, Plan: planUnlimited, Latency: latency, Reads: ReadsNaive}}
	for _, users := range sizes() {
		for _, reads := range []Reads{ReadsLists, ReadsPhone} {
			scenarios = append(scenarios, Scenario{Users: users, Plan: planUnlimited, Reads: reads})
		}
	}
	for _, reads := range []Reads{ReadsLists, ReadsPhone} {
		scenarios = append(scenarios, Scenario{Users: typicalSize, Plan: planBusiness, Latency: latency, Reads: reads})
	}
	return append(scenarios, Scenario{Users: typicalSize, Plan: planBusiness, RateScale: everyScale, Latency: latency, Reads: ReadsAll})
}
