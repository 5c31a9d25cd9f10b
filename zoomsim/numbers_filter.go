package zoomsim

import (
	"net/url"
	"strconv"
	"strings"
)

// numberFilter is what a list of numbers selects; nil and zero fields select
// everything. It is read once a call, because the list may be long.
type numberFilter struct {
	assigned, external, tollFree, pending *bool
	ofUser, ofReceptionist                *bool
	site                                  *phoneSite
	digits                                int64  // this number
	prefix                                string // numbers that start so, without the plus sign
	nothing                               bool
}

// flagOf turns the two words of a filter into a flag; other words select
// nothing, no word everything.
func (f *numberFilter) flagOf(value, yes, no string) *bool {
	if value == "" {
		return nil
	}
	if value != yes && value != no {
		f.nothing = true
	}
	flag := value == yes
	return &flag
}

// siteOf sets the site to select.
func (f *numberFilter) siteOf(p *phoneSystem, id string) {
	if id == "" {
		return
	}
	f.site = p.site(id)
	f.nothing = f.nothing || f.site == nil
}

func (f *numberFilter) lets(n *accountNumber) bool {
	is := func(want *bool, have bool) bool { return want == nil || *want == have }
	return !f.nothing && is(f.assigned, n.assigned()) && is(f.external, n.external) && is(f.tollFree, n.tollFree) &&
		is(f.pending, n.pending) && is(f.ofUser, n.user != nil) && is(f.ofReceptionist, n.receptionist != nil) &&
		(f.site == nil || n.home() == f.site) && (f.digits == 0 || n.digits == f.digits) &&
		(f.prefix == "" || strings.HasPrefix(strconv.FormatInt(n.digits, 10), f.prefix))
}

// numberFilter reads the query of GET /phone/numbers, which is valid.
func (p *phoneSystem) numberFilter(q url.Values) *numberFilter {
	var f numberFilter
	switch kind := q.Get("type"); kind {
	case "byoc":
		f.external = f.flagOf(kind, "byoc", "")
	case "", "all":
	default:
		f.assigned = f.flagOf(kind, "assigned", "unassigned")
	}
	switch kind := q.Get("extension_type"); kind {
	case assigneeUser:
		f.ofUser = f.flagOf(kind, kind, "")
	case assigneeReceptionist:
		f.ofReceptionist = f.flagOf(kind, kind, "")
	default:
		f.nothing = kind != ""
	}
	f.tollFree = f.flagOf(q.Get("number_type"), "tollfree", "toll")
	if q.Get("pending_numbers") == "false" {
		f.pending = new(bool)
	}
	f.siteOf(p, q.Get("site_id"))
	if text := q.Get("phone_number"); text != "" {
		// A plus sign that was not escaped arrives as a blank.
		digits, ok := parseNumber(strings.TrimSpace(text))
		f.digits, f.nothing = digits, f.nothing || !ok
	}
	return &f
}

// managedFilter reads the query of GET /number_management/numbers, which is
// valid.
func (p *phoneSystem) managedFilter(q url.Values) *numberFilter {
	var f numberFilter
	if product := q.Get("allocated_product"); product != "" && product != productZoomPhone {
		f.nothing = true
	}
	f.tollFree = f.flagOf(q.Get("number_type"), managedTollFree, managedToll)
	f.pending = f.flagOf(q.Get("number_status"), managedPending, managedNormal)
	f.external = f.flagOf(q.Get("number_source"), managedBYOC, managedZoom)
	switch kind := q.Get("assigned_to_type"); kind {
	case managedUnassigned:
		f.assigned = new(bool)
	case managedUser:
		f.ofUser = f.flagOf(kind, kind, "")
	case managedReceptionist:
		f.ofReceptionist = f.flagOf(kind, kind, "")
	default:
		f.nothing = f.nothing || kind != ""
	}
	f.siteOf(p, q.Get("site_id"))
	f.prefix = strings.TrimPrefix(strings.TrimSpace(q.Get("keyword")), "+")
	return &f
}
