package usage

import (
	"errors"
	"time"
)

// Self cannot be measured here.
func Self() (time.Duration, error) { return 0, errors.ErrUnsupported }

// Ended cannot be measured here.
func Ended() (time.Duration, error) { return 0, errors.ErrUnsupported }
