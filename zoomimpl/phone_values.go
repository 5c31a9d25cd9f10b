package zoomimpl

import (
	"slices"
	"strconv"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// splitPhone parts changes of Zoom Phone from the others.
func (m *model) splitPhone(deltas []shared.AttributeDelta) (phone, others []shared.AttributeDelta) {
	for _, d := range deltas {
		if m.attributes[d.Name].phone != nil {
			phone = append(phone, d)
		} else {
			others = append(others, d)
		}
	}
	return phone, others
}

// gives tells whether a change wants the attribute to have a value.
func gives(d shared.AttributeDelta) bool {
	return d.Add.Len() > 0 || d.Replace != nil && d.Replace.Len() > 0
}

// featureDelta returns what the deltas set zoom_phone_feature to.
func featureDelta(deltas []shared.AttributeDelta) (on, given bool) {
	d, ok := find(deltas, attributePhoneFeature)
	if !ok || d.Replace == nil {
		return false, false
	}
	return d.Replace.AsBool()
}

// withoutPhoneFaults refuse values of Zoom Phone for a user from whom the same
// request takes Zoom Phone.
func (m *model) withoutPhoneFaults(deltas []shared.AttributeDelta) []shared.Fault {
	if on, given := featureDelta(deltas); on || !given {
		return nil
	}
	phone, _ := m.splitPhone(deltas)
	var faults []shared.Fault
	for _, d := range phone {
		if d.Name != attributePhoneFeature && gives(d) {
			faults = append(faults, shared.Fault{Field: d.Name, Message: "contradicts " + attributePhoneFeature + ", which is false"})
		}
	}
	return faults
}

// checkExtension says what is wrong with an extension.
func checkExtension(text string) string {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || strings.Trim(text, "0123456789") != "" {
		return "must consist of 1 to 18 digits"
	}
	if n == 0 {
		return "must not be 0, which is how Zoom shows that there is none"
	}
	return ""
}

// checkNumber says what is wrong with a number of Zoom Phone.
func checkNumber(text string) string {
	if _, err := zoomapi.NormaliseNumber(text); err != nil {
		return "must be a number in E.164, such as +14232058798"
	}
	return ""
}

// checkPhoneStatus says what is wrong with a status of Zoom Phone.
func checkPhoneStatus(text string) string {
	if text != zoomapi.PhoneActivate && text != zoomapi.PhoneDeactivate {
		return "must be " + zoomapi.PhoneActivate + " or " + zoomapi.PhoneDeactivate
	}
	return ""
}

// canonicalPhone writes numbers as Zoom Phone is compared by, and leaves out
// single values that a create gives as empty. The faults are numbers that are
// added and removed in two spellings.
func canonicalPhone(deltas []shared.AttributeDelta) ([]shared.AttributeDelta, []shared.Fault) {
	var out []shared.AttributeDelta
	var faults []shared.Fault
	for _, d := range deltas {
		if d.Name == attributePhoneNumbers {
			d.Add, d.Remove = canonicalNumbers(d.Add), canonicalNumbers(d.Remove)
			if d.Replace != nil {
				numbers := canonicalNumbers(*d.Replace)
				d.Replace = &numbers
			}
			for v := range d.Add.All() {
				if d.Remove.Contains(v) {
					faults = append(faults, shared.Fault{Field: d.Name, Message: v.String() + " is both added and removed"})
				}
			}
		}
		several := d.Name == attributePhoneNumbers || d.Name == attributePhonePlans
		if several || gives(d) {
			out = append(out, d)
		}
	}
	return out, faults
}

// canonicalNumbers are the numbers in E.164, each once.
func canonicalNumbers(values shared.Values) shared.Values {
	var out []string
	for v := range values.All() {
		text, _ := v.AsString()
		if number := canonicalNumber(text); !slices.Contains(out, number) {
			out = append(out, number)
		}
	}
	return shared.Strings(out...)
}
