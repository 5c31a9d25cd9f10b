package zoomsim

import (
	"fmt"
	"math"
	"time"
)

const (
	maxSites            = 900
	defaultSites        = 3
	defaultProfileDelay = 2 * time.Second
	minPlanSeats        = 1000
)

// validatePhone reports every fault of the options about Zoom Phone.
func (o Options) validatePhone() []error {
	var faults []error
	// The negated form also refuses NaN.
	if !(o.PhoneShare >= 0 && o.PhoneShare <= 1) {
		faults = append(faults, fmt.Errorf("PhoneShare is %v, allowed is 0 to 1", o.PhoneShare))
	}
	for _, number := range []struct {
		name         string
		value, limit int
	}{
		{"Sites", o.Sites, maxSites},
		{"PhoneSeats", o.PhoneSeats, math.MaxInt32},
		{"CallingPlanSeats", o.CallingPlanSeats, math.MaxInt32},
	} {
		if number.value < 0 || number.value > number.limit {
			faults = append(faults, fmt.Errorf("%s is %d, allowed is 0 to %d", number.name, number.value, number.limit))
		}
	}
	return faults
}

// phoneDefaults fills what the caller left empty.
func (o *Options) phoneDefaults() {
	if o.Sites == 0 {
		o.Sites = defaultSites
	}
	if o.ProfileDelay == 0 {
		o.ProfileDelay = defaultProfileDelay
	}
	if o.CallingPlanSeats == 0 {
		o.CallingPlanSeats = max(minPlanSeats, 2*o.Users)
	}
}
