package zoomimpl

import (
	"slices"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/filter"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// Names of the attribute sets of a search that names no attributes.
const (
	setDefault = "default"
	setList    = "list"
)

// searchPlan is what a query needs from Zoom.
type searchPlan struct {
	class *shared.ObjectClass
	q     *shared.Query
	// set names the attribute set; empty when the query names attributes.
	set string
	// want are the attributes to return, read those together with the ones that
	// the sort needs, and compared the ones that the filter needs.
	want, read, compared []string
}

// newSearchPlan decides which attributes are read and returned.
func (c *connection) newSearchPlan(class *shared.ObjectClass, q *shared.Query) *searchPlan {
	p := &searchPlan{class: class, q: q, want: q.Attributes, compared: distinct(slices.Clone(filter.Attributes(q.Filter)))}
	if len(p.want) == 0 {
		deep := c.cfg.deepImport
		if q.PageSize > 0 {
			deep = c.cfg.deepGet
		}
		p.set = setDefault
		if !deep {
			p.set = setList
		}
		p.want = defaultNames(class, !deep)
	}
	p.read = slices.Clone(p.want)
	for _, key := range q.Sort {
		p.read = append(p.read, key.Attribute)
	}
	p.read = distinct(p.read)
	return p
}

// distinct returns the names, each once, in their order and their place.
func distinct(names []string) []string {
	kept := names[:0]
	for _, name := range names {
		if !slices.Contains(kept, name) {
			kept = append(kept, name)
		}
	}
	return kept
}

// sorted tells whether rows have to be collected before the first is returned.
func (p *searchPlan) sorted() bool { return len(p.q.Sort) > 0 }

// restartable tells whether a list may be read again from its start: all that
// was given out or skipped is known when the search did not start at a cookie.
func (p *searchPlan) restartable() bool { return p.q.Cookie == "" || p.q.PageSize == 0 || p.sorted() }

// spares tells whether an attribute that a list row may lack is left unavailable
// rather than read: nobody named it, and the set is to cost lists alone.
func (p *searchPlan) spares(attribute string) bool {
	return p.set == setList && !slices.ContainsFunc(p.q.Sort, func(key shared.SortKey) bool { return key.Attribute == attribute })
}

// named are the attributes that the caller named, wherever in the query.
func (p *searchPlan) named() []string {
	named := slices.Clone(p.compared)
	if p.set == "" {
		named = append(named, p.want...)
	}
	for _, key := range p.q.Sort {
		named = append(named, key.Attribute)
	}
	return named
}

// uses tells whether the attribute is returned, sorted by or compared.
func (p *searchPlan) uses(name string) bool {
	return slices.Contains(p.read, name) || slices.Contains(p.compared, name)
}

// include names the field that lists carry on request alone, where it is needed.
func (p *searchPlan) include() string {
	if p.uses(attributeCustom) {
		return zoomapi.IncludeCustomAttributes
	}
	return ""
}

// truth is what is known of a condition when only some attributes are.
type truth int8

const (
	unknown truth = iota
	no
	yes
)

func truthOf(b bool) truth {
	if b {
		return yes
	}
	return no
}

// judge evaluates a filter as far as the known attributes of obj allow, so that
// rows are dropped, and whole lists left out, before anything more is read.
func judge(f shared.Filter, class *shared.ObjectClass, obj *shared.Object, known func(attribute string) bool) truth {
	switch n := f.(type) {
	case *filter.And:
		return all(n.Filters, yes, no, func(g shared.Filter) truth { return judge(g, class, obj, known) })
	case *filter.Or:
		return all(n.Filters, no, yes, func(g shared.Filter) truth { return judge(g, class, obj, known) })
	case *filter.Not:
		switch judge(n.Filter, class, obj, known) {
		case yes:
			return no
		case no:
			return yes
		case unknown:
			return unknown
		}
	}
	for _, name := range filter.Attributes(f) {
		if !known(name) {
			return unknown
		}
	}
	return truthOf(f.Match(class, obj))
}

// all combines the operands of an and (neutral yes, decisive no) or of an or
// (neutral no, decisive yes).
func all(operands []shared.Filter, neutral, decisive truth, judge func(shared.Filter) truth) truth {
	result := neutral
	for _, f := range operands {
		verdict := judge(f)
		if verdict == decisive {
			return decisive
		}
		if verdict == unknown {
			result = unknown
		}
	}
	return result
}

// oneOf returns the texts that the attribute must be among for the filter to
// hold; false when the filter does not say so.
func oneOf(f shared.Filter, attribute string) ([]string, bool) {
	for _, conjunct := range filter.Conjuncts(f) {
		values, ok := filter.ValuesFor(conjunct, attribute)
		if !ok {
			continue
		}
		var texts []string
		for _, v := range values {
			if s, isText := v.AsString(); isText && !slices.Contains(texts, s) {
				texts = append(texts, s)
			}
		}
		return texts, true
	}
	return nil, false
}
