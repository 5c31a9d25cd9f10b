package zoomimpl

import (
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/filter"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// numberFilter returns the filter with the numbers that it compares for equality
// in the form in which they are returned: the spellings of a number are the same.
func numberFilter(f shared.Filter, attribute string) shared.Filter {
	switch n := f.(type) {
	case *filter.And:
		return &filter.And{Filters: numberFilters(n.Filters, attribute)}
	case *filter.Or:
		return &filter.Or{Filters: numberFilters(n.Filters, attribute)}
	case *filter.Not:
		return &filter.Not{Filter: numberFilter(n.Filter, attribute)}
	case *filter.Comparison:
		if n.Attribute != attribute || (n.Operator != filter.Equal && n.Operator != filter.NotEqual) {
			return f
		}
		same := *n
		same.Value = sameNumber(n.Value)
		return &same
	case *filter.In:
		if n.Attribute != attribute {
			return f
		}
		return &filter.In{Attribute: attribute, Values: sameNumbers(n.Values)}
	case *filter.ContainsAll:
		if n.Attribute != attribute {
			return f
		}
		return &filter.ContainsAll{Attribute: attribute, Values: sameNumbers(n.Values)}
	default:
		return f
	}
}

func numberFilters(filters []shared.Filter, attribute string) []shared.Filter {
	out := make([]shared.Filter, len(filters))
	for i, f := range filters {
		out[i] = numberFilter(f, attribute)
	}
	return out
}

func sameNumbers(values []shared.Value) []shared.Value {
	out := make([]shared.Value, len(values))
	for i, v := range values {
		out[i] = sameNumber(v)
	}
	return out
}

// sameNumber leaves what is no number as it is: no number equals it.
func sameNumber(v shared.Value) shared.Value {
	text, ok := v.AsString()
	if !ok {
		return v
	}
	number, err := zoomapi.NormaliseNumber(text)
	if err != nil {
		return v
	}
	return shared.StringValue(number)
}

// withNumbers returns the query with the numbers of its filter in the form in
// which they are returned.
func withNumbers(q *shared.Query) *shared.Query {
	attribute := map[string]string{classUser: attributePhoneNumbers, classNumber: "number"}[q.Class]
	if q.Filter == nil || attribute == "" {
		return q
	}
	same := *q
	same.Filter = numberFilter(q.Filter, attribute)
	return &same
}
