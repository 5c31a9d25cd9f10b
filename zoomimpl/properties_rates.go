package zoomimpl

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
)

// maxRate bounds a rate, in requests per second. Zoom's highest is 80.
const maxRate = 10_000

func rateProperties() []*shared.Property {
	return []*shared.Property{
		choice(propPlan, "Plan",
			"Plan of the Zoom account, which decides the rates at which Zoom takes requests: free, pro, business (also education, enterprise and partner), or unlimited to send without limit. Zoom counts the requests of all apps of the account together.",
			planPro, planFree, planPro, planBusiness, planUnlimited),
		{
			Name: propRateLimits, DisplayName: "Rate limits", Type: shared.TypeString, MultiValued: true,
			Description: "Requests per second that replace those of the plan, as LABEL=RATE, for example light=30 or phone.medium=5. Zoom's labels are " +
				strings.Join(rateLabels(), ", ") + "; phone. before a label means the limits of Zoom Phone. A fraction is one request in several seconds.",
			Check: checkRate,
		},
		{
			Name: propRateShare, DisplayName: "Rate limit share", Type: shared.TypeFloat,
			Description: "Part of the rates that this connection may use, more than 0 and at most 1. Less than 1 leaves room for other apps and processes on the account.",
			Default:     shared.NewValues(shared.FloatValue(1)), Check: checkShare,
		},
	}
}

// rateLabels are Zoom's labels of operations; see "Rate limits" at
// https://developers.zoom.us/docs/api/rate-limits/.
func rateLabels() []string { return []string{"light", "medium", "heavy", "resource-intensive"} }

// phoneRates stands before the label of a limit of Zoom Phone.
const phoneRates = "phone."

func checkRate(v shared.Value) error {
	text, _ := v.AsString()
	_, _, err := parseRate(text)
	return err
}

// parseRate reads LABEL=RATE. Labels are matched without regard to case, and to
// whether an underscore or a hyphen joins their words.
func parseRate(text string) (label string, perSecond float64, err error) {
	name, number, found := strings.Cut(text, "=")
	if !found {
		return "", 0, errors.New("must be LABEL=RATE, for example light=30")
	}
	label = strings.ReplaceAll(strings.ToLower(strings.TrimSpace(name)), "_", "-")
	if !slices.Contains(rateLabels(), strings.TrimPrefix(label, phoneRates)) {
		return "", 0, fmt.Errorf("must have one of the labels %s, or one of them after %s", strings.Join(rateLabels(), ", "), phoneRates)
	}
	perSecond, err = strconv.ParseFloat(strings.TrimSpace(number), 64)
	// The form that is true of no NaN.
	if err != nil || !(perSecond > 0 && perSecond <= maxRate) {
		return "", 0, fmt.Errorf("must have a number of requests per second, more than 0 and at most %d", maxRate)
	}
	return label, perSecond, nil
}

func checkShare(v shared.Value) error {
	if share, _ := v.AsFloat(); !(share > 0 && share <= 1) {
		return errors.New("must be more than 0 and at most 1")
	}
	return nil
}
