package codec

import (
	"errors"
	"fmt"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/filter"
)

var errNoFilter = errors.New("a filter with a part that is missing")

// EncodeFilter converts a filter; nil becomes nil.
func EncodeFilter(f shared.Filter) (*connectorv1.Filter, error) {
	if f == nil {
		return nil, nil //nolint:nilnil // no filter is every object
	}
	return encodeFilter(f, 1)
}

func encodeFilter(f shared.Filter, depth int) (*connectorv1.Filter, error) {
	if depth > MaxDepth {
		return nil, errDepth
	}
	switch n := f.(type) {
	case *filter.And:
		if n != nil {
			list, err := encodeFilterList(n.Filters, depth)
			return &connectorv1.Filter{Node: &connectorv1.Filter_And{And: list}}, err
		}
	case *filter.Or:
		if n != nil {
			list, err := encodeFilterList(n.Filters, depth)
			return &connectorv1.Filter{Node: &connectorv1.Filter_Or{Or: list}}, err
		}
	case *filter.Not:
		if n != nil {
			inner, err := encodeFilter(n.Filter, depth+1)
			return &connectorv1.Filter{Node: &connectorv1.Filter_Not{Not: inner}}, err
		}
	case *filter.Comparison:
		if n != nil {
			c, err := encodeComparison(n)
			return &connectorv1.Filter{Node: &connectorv1.Filter_Comparison{Comparison: c}}, err
		}
	case *filter.In:
		if n != nil {
			c, err := encodeCondition(n.Attribute, n.Values)
			return &connectorv1.Filter{Node: &connectorv1.Filter_In{In: c}}, err
		}
	case *filter.ContainsAll:
		if n != nil {
			c, err := encodeCondition(n.Attribute, n.Values)
			return &connectorv1.Filter{Node: &connectorv1.Filter_ContainsAll{ContainsAll: c}}, err
		}
	case *filter.Present:
		if n != nil {
			return &connectorv1.Filter{Node: &connectorv1.Filter_Present{Present: n.Attribute}}, nil
		}
	case nil:
	default:
		return nil, fmt.Errorf("a filter of the type %T, which is not of package filter", f)
	}
	return nil, errNoFilter
}

func encodeFilterList(fs []shared.Filter, depth int) (*connectorv1.FilterList, error) {
	list, err := each(fs, func(f shared.Filter) (*connectorv1.Filter, error) { return encodeFilter(f, depth+1) })
	return &connectorv1.FilterList{Filters: list}, err
}

func encodeComparison(c *filter.Comparison) (*connectorv1.Comparison, error) {
	op, err := encodeEnum[connectorv1.ComparisonOperator](c.Operator)
	if err != nil {
		return nil, fmt.Errorf("filter on %q: %w", c.Attribute, err)
	}
	v, err := EncodeValue(c.Value)
	if err != nil {
		return nil, fmt.Errorf("filter on %q: %w", c.Attribute, err)
	}
	return &connectorv1.Comparison{Attribute: c.Attribute, Operator: op, Value: v}, nil
}

func encodeCondition(attribute string, values []shared.Value) (*connectorv1.ValuesCondition, error) {
	vs, err := encodeValueSlice(values)
	if err != nil {
		return nil, fmt.Errorf("filter on %q: %w", attribute, err)
	}
	return &connectorv1.ValuesCondition{Attribute: attribute, Values: vs}, nil
}

// DecodeFilter converts a filter; nil becomes nil.
func DecodeFilter(f *connectorv1.Filter) (shared.Filter, error) {
	if f == nil {
		return nil, nil //nolint:nilnil // no filter is every object
	}
	return decodeFilter(f, 1)
}

func decodeFilter(f *connectorv1.Filter, depth int) (shared.Filter, error) {
	if depth > MaxDepth {
		return nil, errDepth
	}
	switch n := f.GetNode().(type) {
	case *connectorv1.Filter_And:
		list, err := decodeFilterList(n.And, depth)
		return &filter.And{Filters: list}, err
	case *connectorv1.Filter_Or:
		list, err := decodeFilterList(n.Or, depth)
		return &filter.Or{Filters: list}, err
	case *connectorv1.Filter_Not:
		inner, err := decodeFilter(n.Not, depth+1)
		return &filter.Not{Filter: inner}, err
	case *connectorv1.Filter_Comparison:
		return decodeComparison(n.Comparison)
	case *connectorv1.Filter_In:
		vs, err := decodeCondition(n.In)
		return &filter.In{Attribute: n.In.GetAttribute(), Values: vs}, err
	case *connectorv1.Filter_ContainsAll:
		vs, err := decodeCondition(n.ContainsAll)
		return &filter.ContainsAll{Attribute: n.ContainsAll.GetAttribute(), Values: vs}, err
	case *connectorv1.Filter_Present:
		return &filter.Present{Attribute: n.Present}, nil
	default:
		return nil, errNoFilter
	}
}

func decodeFilterList(l *connectorv1.FilterList, depth int) ([]shared.Filter, error) {
	return each(l.GetFilters(), func(f *connectorv1.Filter) (shared.Filter, error) { return decodeFilter(f, depth+1) })
}

func decodeComparison(c *connectorv1.Comparison) (shared.Filter, error) {
	op, err := decodeEnum[filter.Operator](c.GetOperator())
	if err != nil {
		return nil, fmt.Errorf("filter on %q: %w", c.GetAttribute(), err)
	}
	v, err := DecodeValue(c.GetValue())
	if err != nil {
		return nil, fmt.Errorf("filter on %q: %w", c.GetAttribute(), err)
	}
	return &filter.Comparison{Attribute: c.GetAttribute(), Operator: op, Value: v}, nil
}

func decodeCondition(c *connectorv1.ValuesCondition) ([]shared.Value, error) {
	vs, err := decodeValueSlice(c.GetValues())
	if err != nil {
		return nil, fmt.Errorf("filter on %q: %w", c.GetAttribute(), err)
	}
	return vs, nil
}
