package zoomsim

import (
	"net/mail"
	"slices"
	"strconv"
	"unicode"
	"unicode/utf8"
)

// Lengths of user fields, in characters.
const (
	maxEmail       = 128
	maxName        = 64
	maxNameHan     = 5
	maxDisplay     = 128
	maxDisplayHan  = 10
	maxGroupName   = 127 // documented as "less than 128"
	maxLicenceInfo = 2
)

// fieldCheck collects the faults of a request body.
type fieldCheck struct{ faults []fieldError }

func (f *fieldCheck) invalid(field string) {
	f.faults = append(f.faults, fieldError{field, messageInvalidField})
}

func (f *fieldCheck) missing(field string) {
	f.faults = append(f.faults, fieldError{field, messageMissingField})
}

// text checks the length of a text; nil is absent and fine.
func (f *fieldCheck) text(field string, value *string, limit int) {
	if value != nil && utf8.RuneCountInString(*value) > limit {
		f.invalid(field)
	}
}

// name checks a text that may hold a limited number of Chinese characters.
func (f *fieldCheck) name(field string, value *string, limit, limitHan int) {
	if value == nil {
		return
	}
	han := 0
	for _, r := range *value {
		if unicode.Is(unicode.Han, r) {
			han++
		}
	}
	if utf8.RuneCountInString(*value) > limit || han > limitHan {
		f.invalid(field)
	}
}

func (f *fieldCheck) names(prefix string, first, last, display *string) {
	f.name(prefix+"first_name", first, maxName, maxNameHan)
	f.name(prefix+"last_name", last, maxName, maxNameHan)
	f.name(prefix+"display_name", display, maxDisplay, maxDisplayHan)
}

func (f *fieldCheck) email(field string, value *string) {
	switch {
	case value == nil || *value == "":
		f.missing(field)
	case !isEmail(*value):
		f.invalid(field)
	}
}

// kind checks a user type other than On-prem, which has an error of its own.
// None is documented for users of SSO alone.
func (f *fieldCheck) kind(field string, value int, sso bool) {
	switch value {
	case typeBasic, typeLicensed, typeOnPrem, typeUnassigned:
	case typeNone:
		if !sso {
			f.invalid(field)
		}
	default:
		f.invalid(field)
	}
}

func isEmail(text string) bool {
	if utf8.RuneCountInString(text) > maxEmail {
		return false
	}
	address, err := mail.ParseAddress(text)
	return err == nil && address.Name == "" && address.Address == text
}

// isPlanUnited tells the codes of field plan_united_type: powers of two up to
// 131072 (2 to the 17th).
func isPlanUnited(text string) bool {
	n, err := strconv.Atoi(text)
	return err == nil && n >= 1 && n <= 1<<17 && n&(n-1) == 0 && strconv.Itoa(n) == text
}

// isZoomOne tells the codes of field zoom_one_type. The last three are the
// values Zoom's texts give; its lists show them rounded to doubles.
func isZoomOne(code int64) bool {
	return slices.Contains([]int64{
		4, 8, 16, 32, 64, 128, 33554432, 134217728, 268435456, 536870912, 1073741824, 4398046511104,
		4294967296, 8589934592, 17179869184, 34359738368, 68719476736, 137438953472, 274877906944,
		549755813888, 1099511627776, 2199023255552, 18014398509481984, 72057594037927936,
		144115188075855872, 576460752303423488,
	}, code)
}
